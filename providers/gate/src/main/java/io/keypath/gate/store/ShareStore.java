package io.keypath.gate.store;

import io.keypath.core.Sha256;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The shares of all realms. Works in the transaction of the session that it was made for. */
public final class ShareStore {

    // Of one list of values, which databases bound; more are asked for in turn.
    private static final int MOST_VALUES = 500;

    private final EntityManager em;

    public ShareStore(EntityManager em) {
        this.em = em;
    }

    public static ShareStore of(KeycloakSession session) {
        return new ShareStore(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    public void insert(StoredShare share) {
        em.persist(new ShareEntity(share));
        em.flush();
    }

    public Optional<StoredShare> find(String realmId, String id) {
        return entity(realmId, id, LockModeType.NONE).map(ShareEntity::stored);
    }

    /** As {@link #find}, and nobody else changes it until the transaction ends. */
    public Optional<StoredShare> lock(String realmId, String id) {
        return entity(realmId, id, LockModeType.PESSIMISTIC_WRITE).map(ShareEntity::stored);
    }

    /** Changes what may be changed of a share: action, origins and end. */
    public void update(StoredShare share) {
        entity(share.realmId(), share.id(), LockModeType.NONE).orElseThrow().change(share);
        em.flush();
    }

    /** Whether there was one. */
    public boolean delete(String realmId, String id) {
        return em.createQuery("delete from KeypathGateShare s where s.realmId = :realm and s.id = :id")
                        .setParameter("realm", realmId)
                        .setParameter("id", id)
                        .executeUpdate()
                > 0;
    }

    /** The newest first. */
    public List<StoredShare> list(ShareFilter filter, int first, int max) {
        return query("select s from KeypathGateShare s", filter, " order by s.createdAt desc, s.id", ShareEntity.class)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(ShareEntity::stored)
                .toList();
    }

    public long count(ShareFilter filter) {
        return query("select count(s) from KeypathGateShare s", filter, "", Long.class)
                .getSingleResult();
    }

    /** Those of any of some principals, the newest first. */
    public List<StoredShare> listOf(
            String realmId, String userId, Collection<Principal> principals, long now, int first, int max) {
        var hashes = principals.stream().map(Principal::hash).distinct().toList();
        var all = new ArrayList<StoredShare>();
        for (int from = 0; from < hashes.size(); from += MOST_VALUES) {
            em.createQuery(
                            "select s from KeypathGateShare s where s.realmId = :realm and s.principalHash in :principals"
                                    + " and not (s.madeByUser = true and s.createdByHash = :user)"
                                    + " and (s.expiresAt is null or s.expiresAt > :now) order by s.createdAt desc, s.id",
                            ShareEntity.class)
                    .setParameter("realm", realmId)
                    .setParameter("principals", hashes.subList(from, Math.min(from + MOST_VALUES, hashes.size())))
                    .setParameter("user", Sha256.hex(userId))
                    .setParameter("now", now)
                    .setMaxResults(first + max)
                    .getResultStream()
                    .map(ShareEntity::stored)
                    .forEach(all::add);
        }
        all.sort((one, other) -> one.createdAt() == other.createdAt()
                ? one.id().compareTo(other.id())
                : Long.compare(other.createdAt(), one.createdAt()));
        return all.stream().skip(first).limit(max).toList();
    }

    /**
     * Those that reach any of some paths, for any of some principals: one indexed read.
     *
     * @param paths canonical, such as {@link Ancestors} gives
     * @param now epoch seconds
     */
    public List<StoredShare> reaching(
            String realmId, Collection<String> paths, Collection<Principal> principals, long now) {
        var pathHashes = paths.stream().map(Sha256::hex).toList();
        var principalHashes =
                principals.stream().map(Principal::hash).distinct().toList();
        var found = new ArrayList<StoredShare>();
        for (int from = 0; from < principalHashes.size(); from += MOST_VALUES) {
            em.createQuery(
                            "select s from KeypathGateShare s where s.realmId = :realm and s.pathHash in :paths"
                                    + " and s.principalHash in :principals and (s.expiresAt is null or s.expiresAt > :now)",
                            ShareEntity.class)
                    .setParameter("realm", realmId)
                    .setParameter("paths", pathHashes)
                    .setParameter(
                            "principals",
                            principalHashes.subList(from, Math.min(from + MOST_VALUES, principalHashes.size())))
                    .setParameter("now", now)
                    .setHint("org.hibernate.readOnly", true)
                    .getResultStream()
                    .map(ShareEntity::stored)
                    .forEach(found::add);
        }
        return found;
    }

    public void deleteOfRealm(String realmId) {
        em.createQuery("delete from KeypathGateShare s where s.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    public void deleteOf(String realmId, Principal principal) {
        em.createQuery("delete from KeypathGateShare s where s.realmId = :realm and s.principalHash = :principal")
                .setParameter("realm", realmId)
                .setParameter("principal", principal.hash())
                .executeUpdate();
    }

    /**
     * Deletes what has expired.
     *
     * @param before epoch seconds
     * @return how many, {@code max} at most
     */
    public int deleteExpired(long before, int max) {
        List<String> ids = em.createQuery(
                        "select s.id from KeypathGateShare s where s.expiresAt < :before order by s.expiresAt, s.id",
                        String.class)
                .setParameter("before", before)
                .setMaxResults(max)
                .getResultList();
        return ids.isEmpty()
                ? 0
                : em.createQuery("delete from KeypathGateShare s where s.id in :ids")
                        .setParameter("ids", ids)
                        .executeUpdate();
    }

    /**
     * Notes last uses, forward only.
     *
     * @param uses epoch seconds by id
     */
    public void recordUses(Map<String, Long> uses) {
        uses.forEach((id, at) -> em.createQuery("update KeypathGateShare s set s.lastUsedAt = :at where s.id = :id"
                        + " and (s.lastUsedAt is null or s.lastUsedAt < :at)")
                .setParameter("at", at)
                .setParameter("id", id)
                .executeUpdate());
    }

    private Optional<ShareEntity> entity(String realmId, String id, LockModeType lock) {
        return em.createQuery(
                        "select s from KeypathGateShare s where s.realmId = :realm and s.id = :id", ShareEntity.class)
                .setParameter("realm", realmId)
                .setParameter("id", id)
                .setLockMode(lock)
                .getResultStream()
                .findFirst();
    }

    private <T> TypedQuery<T> query(String select, ShareFilter filter, String tail, Class<T> type) {
        var where = new ArrayList<String>();
        var parameters = new LinkedHashMap<String, Object>();
        condition(where, parameters, "s.realmId = :realm", "realm", filter.realmId());
        condition(
                where,
                parameters,
                "s.createdByHash = :creator",
                "creator",
                filter.createdBy() == null ? null : Sha256.hex(filter.createdBy()));
        condition(
                where,
                parameters,
                "s.principalHash = :principal",
                "principal",
                filter.principal() == null ? null : filter.principal().hash());
        String below = filter.below();
        if (below != null) {
            where.add("(s.path = :below or s.path like :deeper escape '!')");
            parameters.put("below", below);
            parameters.put("deeper", escaped(below.endsWith("/") ? below : below + "/") + "%");
        }
        String covering = filter.covering();
        if (covering != null) {
            where.add("s.pathHash in :covering");
            parameters.put(
                    "covering", Ancestors.of(covering).stream().map(Sha256::hex).toList());
        }
        ShareFilter.Active active = filter.active();
        if (active != null) {
            where.add(active.is() ? "(s.expiresAt is null or s.expiresAt > :now)" : "s.expiresAt <= :now");
            parameters.put("now", active.now());
        }
        TypedQuery<T> query = em.createQuery(select + " where " + String.join(" and ", where) + tail, type);
        parameters.forEach(query::setParameter);
        return query;
    }

    private static void condition(
            List<String> where, Map<String, Object> parameters, String condition, String name, @Nullable Object value) {
        if (value != null) {
            where.add(condition);
            parameters.put(name, value);
        }
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
