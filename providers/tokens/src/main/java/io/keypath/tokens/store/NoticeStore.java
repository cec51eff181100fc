package io.keypath.tokens.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The notices, in the caller's transaction. Times are epoch seconds. */
public final class NoticeStore {

    private static final String MARK = "mark";

    private final EntityManager em;

    public NoticeStore(EntityManager em) {
        this.em = em;
    }

    public static NoticeStore of(KeycloakSession session) {
        return new NoticeStore(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    /** Adds one that is due now, unless it is there already. */
    public void add(Notice notice, long now) {
        if (em.find(NoticeEntity.class, notice.id()) == null) {
            em.persist(new NoticeEntity(notice, now));
        }
    }

    /** Ids of those that are due, the longest first. */
    public List<String> due(long now, int max) {
        return em.createQuery(
                        "select n.id from KeypathNotice n where n.dueAt <= :now order by n.dueAt, n.id", String.class)
                .setParameter("now", now)
                .setMaxResults(max)
                .getResultList();
    }

    /** Takes one to be sent; empty when another node has taken it. */
    public Optional<Notice> take(String id, long now) {
        NoticeEntity entity = em.find(NoticeEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (entity == null || entity.dueAt == null || entity.dueAt > now) {
            return Optional.empty();
        }
        entity.dueAt = null;
        entity.attempts++;
        return Optional.of(entity.notice());
    }

    /** Puts one that could not be sent back. */
    public void retry(String id, long dueAt) {
        NoticeEntity entity = em.find(NoticeEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (entity != null) {
            entity.dueAt = dueAt;
        }
    }

    /** Deletes those that were taken before a time; how many. */
    public int deleteTaken(long before, int max) {
        List<String> ids = em.createQuery(
                        "select n.id from KeypathNotice n where n.dueAt is null and n.createdAt < :before"
                                + " order by n.createdAt, n.id",
                        String.class)
                .setParameter("before", before)
                .setMaxResults(max)
                .getResultList();
        return ids.isEmpty()
                ? 0
                : em.createQuery("delete from KeypathNotice n where n.id in :ids")
                        .setParameter("ids", ids)
                        .executeUpdate();
    }

    /** Up to when expiring tokens have been looked for; empty at first. */
    public OptionalLong mark() {
        NoticeMarkEntity mark = em.find(NoticeMarkEntity.class, MARK);
        return mark == null ? OptionalLong.empty() : OptionalLong.of(mark.lookedUntil);
    }

    public void setMark(long lookedUntil) {
        NoticeMarkEntity mark = em.find(NoticeMarkEntity.class, MARK);
        if (mark == null) {
            em.persist(new NoticeMarkEntity(MARK, lookedUntil));
        } else {
            mark.lookedUntil = Math.max(mark.lookedUntil, lookedUntil);
        }
    }

    /**
     * Tokens of users, enabled, that expire after {@code from} and at {@code to} at the latest, in the order of their ends.
     *
     * @param after the last one that was seen; null for the first page
     */
    public List<StoredCredential> expiring(
            Collection<String> realmIds, long from, long to, Optional<StoredCredential> after, int max) {
        var query = em.createQuery(
                        "select t from KeypathToken t where t.realmId in :realms and t.enabled = true and t.kind in :kinds"
                                + " and t.expiresAt > :from and t.expiresAt <= :to"
                                + (after.isPresent()
                                        ? " and (t.expiresAt > :end or (t.expiresAt = :end and t.id > :id))"
                                        : "")
                                + " order by t.expiresAt, t.id",
                        TokenEntity.class)
                .setParameter("realms", realmIds)
                .setParameter("kinds", TokenKind.ownedByUsers())
                .setParameter("from", from)
                .setParameter("to", to)
                .setMaxResults(max);
        after.ifPresent(
                last -> query.setParameter("end", last.lifetime().expiresAt()).setParameter("id", last.id()));
        return query.getResultStream()
                .map(entity -> TokenStore.stored(entity, List.of()))
                .toList();
    }
}
