package io.keypath.tokens.store;

import io.keypath.core.Sha256;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * The token tables. Works in the transaction of the session that it was made for.
 *
 * <p>Many a database compares without case, accents and trailing blanks. Owners, whose ids hold names, are therefore found by
 * the SHA-256 of their ids; columns that are compared with tables of Keycloak keep the database's own collation.
 */
public final class TokenStore {

    private static final String BY_ID = "select t from KeypathToken t where t.realmId = :realm and t.id = :id";

    // For not-before of users and clients: the state that a list filters by is the state that a check would find.
    private static final String IS_EXPIRED = """
            (coalesce(t.expiresAt, :now + 1) <= :now
             or (t.kind in :idleKinds
                 and t.issuedAt <= :idleCutoff and coalesce(t.lastUsedAt, 0) <= :idleCutoff)
             or (t.kind in :notBeforeKinds
                 and (t.issuedAt < :realmNotBefore
                      or exists (select u.id from UserEntity u where u.id = t.ownerId and u.notBefore > t.issuedAt)
                      or exists (select c.id from ClientEntity c
                                  where c.id = t.clientUuid and c.notBefore > t.issuedAt))))
            """;

    // Of users of a federation that are not imported, the database does not know it.
    private static final String IS_DISABLED = """
            (t.enabled = false
             or exists (select u.id from UserEntity u where u.id = t.ownerId and u.enabled = false)
             or exists (select c.id from ClientEntity c where c.id = t.clientUuid and c.enabled = false))
            """;

    private final EntityManager em;

    public TokenStore(EntityManager em) {
        this.em = em;
    }

    public static TokenStore of(KeycloakSession session) {
        return new TokenStore(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    /** The token that has or had the string with this SHA-256: one indexed read. */
    public Optional<StoredString> findString(String realmId, String hash) {
        return em.createQuery(
                        "select s from KeypathTokenString s join fetch s.token t"
                                + " where s.hash = :hash and t.realmId = :realm",
                        TokenStringEntity.class)
                .setParameter("hash", hash)
                .setParameter("realm", realmId)
                .getResultStream()
                .findFirst()
                .map(string -> new StoredString(stored(string.token()), string.issuedAt(), string.usableUntil()));
    }

    /** A token of the realm, whoever owns it. */
    public Optional<StoredCredential> find(String realmId, String id) {
        return entity(realmId, id, LockModeType.NONE).map(TokenStore::stored);
    }

    /** As {@link #find}, locked against changes until the transaction ends. */
    public Optional<StoredCredential> lock(String realmId, String id) {
        return entity(realmId, id, LockModeType.PESSIMISTIC_WRITE).map(TokenStore::stored);
    }

    /**
     * A page of tokens in three queries.
     *
     * @param most entries of each access list that are read; the others may be many, and long
     */
    public List<ListedToken> list(TokenFilter filter, TokenSort sort, int first, int max, int most) {
        List<TokenEntity> page = query("select t from KeypathToken t", filter, sort.orderBy(), TokenEntity.class)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList();
        List<String> withList = page.stream()
                .filter(entity -> entity.vocabulary != null)
                .map(TokenEntity::id)
                .toList();
        Map<String, Integer> counts = grantCounts(withList);
        Map<String, List<StoredGrant>> grants = firstGrants(withList, most);
        return page.stream()
                .map(entity -> new ListedToken(
                        stored(entity, grants.getOrDefault(entity.id(), List.of())),
                        counts.getOrDefault(entity.id(), 0)))
                .toList();
    }

    private Map<String, Integer> grantCounts(List<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : em.createQuery("select t.id, size(t.grants) from KeypathToken t where t.id in :ids", Object[].class)
                        .setParameter("ids", ids)
                        .getResultStream()
                        .collect(Collectors.toMap(row -> (String) row[0], row -> ((Number) row[1]).intValue()));
    }

    private Map<String, List<StoredGrant>> firstGrants(List<String> ids, int most) {
        return ids.isEmpty()
                ? Map.of()
                : em.createQuery(
                                "select t.id, g.action, g.path from KeypathToken t join t.grants g"
                                        + " where t.id in :ids and index(g) < :most order by t.id, index(g)",
                                Object[].class)
                        .setParameter("ids", ids)
                        .setParameter("most", most)
                        .getResultStream()
                        .collect(Collectors.groupingBy(
                                row -> (String) row[0],
                                Collectors.mapping(
                                        row -> new StoredGrant((String) row[1], (String) row[2]),
                                        Collectors.toList())));
    }

    /** All tokens of a filter, without the entries of their access lists: to be ended, never to be written back. */
    public List<StoredCredential> withoutGrants(TokenFilter filter) {
        return query("select t from KeypathToken t", filter, " order by t.id", TokenEntity.class)
                .getResultStream()
                .map(entity -> stored(entity, List.of()))
                .toList();
    }

    /** As {@link #list}, and of each token only whose it is. */
    public List<OwnedToken> listOwned(TokenFilter filter, int first, int max) {
        return query(
                        "select t.id, t.kind, t.ownerId from KeypathToken t",
                        filter,
                        TokenSort.NEWEST.orderBy(),
                        Object[].class)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultStream()
                .map(row -> new OwnedToken((String) row[0], (TokenKind) row[1], (String) row[2]))
                .toList();
    }

    public long count(TokenFilter filter) {
        return query("select count(t) from KeypathToken t", filter, "", Long.class)
                .getSingleResult();
    }

    /** Tokens of an owner that take a place under the limit: all of the kinds but those past their expiry. */
    public long countUnexpired(String realmId, Set<TokenKind> kinds, String ownerId, long now) {
        return em.createQuery(
                        "select count(t) from KeypathToken t where t.realmId = :realm and t.ownerHash = :owner"
                                + " and t.kind in :kinds and coalesce(t.expiresAt, :now + 1) > :now",
                        Long.class)
                .setParameter("realm", realmId)
                .setParameter("owner", Sha256.hex(ownerId))
                .setParameter("kinds", kinds)
                .setParameter("now", now)
                .getSingleResult();
    }

    /** Bytes of the access lists of an owner's tokens of the kinds that are not past their expiry. */
    public long grantBytes(String realmId, Set<TokenKind> kinds, String ownerId, long now) {
        return em.createQuery(
                        "select coalesce(sum(length(g.action) + length(g.path) + 2), 0) from KeypathToken t join t.grants g"
                                + " where t.realmId = :realm and t.ownerHash = :owner and t.kind in :kinds"
                                + " and coalesce(t.expiresAt, :now + 1) > :now",
                        Long.class)
                .setParameter("realm", realmId)
                .setParameter("owner", Sha256.hex(ownerId))
                .setParameter("kinds", kinds)
                .setParameter("now", now)
                .getSingleResult();
    }

    /** As {@link #withoutGrants}, of the same kind, owner, client and name, but the {@code keep} that were made last. */
    public List<StoredCredential> listOlder(StoredCredential like, int keep) {
        return em.createQuery(
                        "select t from KeypathToken t where t.realmId = :realm and t.kind = :kind"
                                + " and t.ownerHash = :owner and t.clientUuid = :client and t.name = :name order by t.createdAt desc, t.id",
                        TokenEntity.class)
                .setParameter("realm", like.realmId())
                .setParameter("kind", like.kind())
                .setParameter("owner", Sha256.hex(like.ownerId()))
                .setParameter("client", like.clientUuid())
                .setParameter("name", like.name())
                .getResultStream()
                // A database may take names for the same that differ by case, accents or trailing blanks.
                .filter(entity -> entity.name.equals(like.name()))
                .skip(keep)
                .map(entity -> stored(entity, List.of()))
                .toList();
    }

    /** Adds the row that {@link #lockOwner} locks; fails on commit when another transaction adds it too. */
    public void addOwner(String realmId, String ownerId) {
        em.persist(new TokenOwnerEntity(realmId, Sha256.hex(ownerId)));
        em.flush();
    }

    /** Locks an owner until the transaction ends; false when {@link #addOwner} never was. */
    public boolean lockOwner(String realmId, String ownerId) {
        var key = new TokenOwnerEntity.Key(realmId, Sha256.hex(ownerId));
        return em.find(TokenOwnerEntity.class, key, LockModeType.PESSIMISTIC_WRITE) != null;
    }

    public void insert(StoredCredential token, String hash) {
        var entity = new TokenEntity(token.id(), token.realmId(), token.kind(), token.ownerId(), token.clientUuid());
        entity.scope = token.reach().scope();
        entity.allowedOrigins = joined(token.restrictions().origins());
        entity.allowedNetworks = joined(token.restrictions().networks());
        entity.createdAt = token.lifetime().createdAt();
        copy(token, entity);
        em.persist(entity);
        em.persist(new TokenStringEntity(hash, entity, token.lifetime().issuedAt()));
        em.flush();
    }

    /** Writes what may change of a token that {@link #lock} gave. */
    public void update(StoredCredential token) {
        copy(token, lockedEntity(token));
        em.flush();
    }

    /** SHA-256 of the current string of a token; empty when the token is gone. */
    public Optional<String> currentHash(StoredCredential token) {
        return em.createQuery(
                        "select s.hash from KeypathTokenString s where s.token.id = :token and s.usableUntil is null",
                        String.class)
                .setParameter("token", token.id())
                .getResultStream()
                .findFirst();
    }

    /** How many strings of a token work beside the current one, for the overlap of their rotation. */
    public long countOverlapping(StoredCredential token, long now) {
        return em.createQuery(
                        "select count(s.hash) from KeypathTokenString s where s.token.id = :token and s.usableUntil > :now",
                        Long.class)
                .setParameter("token", token.id())
                .setParameter("now", now)
                .getSingleResult();
    }

    /** The SHA-256 of all strings of the tokens that a check might still accept or hold in a cache. */
    public List<String> usableHashes(TokenFilter filter, long now) {
        return query(
                        "select s.hash from KeypathTokenString s join s.token t",
                        filter,
                        " and coalesce(s.usableUntil, :until) > :since",
                        String.class)
                .setParameter("until", now + 1)
                .setParameter("since", now)
                .getResultList();
    }

    /** As {@link #usableHashes(TokenFilter, long)}, of one token. */
    public List<String> usableHashes(StoredCredential token, long now) {
        return em.createQuery(
                        "select s.hash from KeypathTokenString s where s.token.id = :token"
                                + " and coalesce(s.usableUntil, :now + 1) > :now",
                        String.class)
                .setParameter("token", token.id())
                .setParameter("now", now)
                .getResultList();
    }

    /**
     * Makes {@code hash} the current string of a locked token. The one before it ends at {@code usableUntil}; those of
     * earlier rotations end when they were told to.
     */
    public void replaceString(StoredCredential token, String hash, long usableUntil) {
        em.createQuery("update KeypathTokenString s set s.usableUntil = :until where s.token.id = :token"
                        + " and s.usableUntil is null")
                .setParameter("until", usableUntil)
                .setParameter("token", token.id())
                .executeUpdate();
        TokenEntity entity = lockedEntity(token);
        copy(token, entity);
        em.persist(new TokenStringEntity(hash, entity, token.lifetime().issuedAt()));
        em.flush();
    }

    /** Deletes the expired tokens of an owner and of the kinds but the {@code keep} that expired last. */
    public void trimExpired(String realmId, Set<TokenKind> kinds, String ownerId, long now, int keep) {
        deleteByIds(em.createQuery(
                        "select t.id from KeypathToken t where t.realmId = :realm and t.ownerHash = :owner"
                                + " and t.kind in :kinds and t.expiresAt <= :now order by t.expiresAt desc, t.id",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("owner", Sha256.hex(ownerId))
                .setParameter("kinds", kinds)
                .setParameter("now", now)
                .setFirstResult(keep)
                .getResultList());
    }

    /** Deletes the rotated strings of a locked token but the {@code keep} that end last. */
    public void trimStrings(StoredCredential token, int keep) {
        deleteStrings(em.createQuery(
                        "select s.hash from KeypathTokenString s where s.token.id = :token"
                                + " and s.usableUntil is not null order by s.usableUntil desc, s.issuedAt desc, s.hash",
                        String.class)
                .setParameter("token", token.id())
                .setFirstResult(keep)
                .getResultList());
    }

    /** Deletes tokens with their strings and access lists; the number of tokens. */
    public int delete(TokenFilter filter) {
        List<String> ids = query("select t.id from KeypathToken t", filter, " order by t.id", String.class)
                .getResultList();
        return deleteByIds(ids);
    }

    /**
     * As {@link #withoutGrants}, locked against changes until the transaction ends: a rotation that comes meanwhile waits
     * for what becomes of its token.
     */
    public List<StoredCredential> lockAll(TokenFilter filter) {
        return query("select t from KeypathToken t", filter, " order by t.id", TokenEntity.class)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .map(entity -> stored(entity, List.of()))
                .toList();
    }

    /** Deletes these tokens; the number of those that were there. */
    public int delete(List<StoredCredential> tokens) {
        return deleteByIds(tokens.stream().map(StoredCredential::id).toList());
    }

    /** Gives all that hangs on a client to another one of the realm, its secrets too. */
    public void moveClient(String realmId, String from, String to) {
        em.createQuery("update KeypathToken t set t.clientUuid = :to where t.realmId = :realm and t.clientUuid = :from")
                .setParameter("to", to)
                .setParameter("realm", realmId)
                .setParameter("from", from)
                .executeUpdate();
        moveOwner(realmId, from, to);
    }

    /** Gives all that an owner has to another one of the realm. */
    public void moveOwner(String realmId, String from, String to) {
        em.createQuery("update KeypathToken t set t.ownerId = :to, t.ownerHash = :toHash"
                        + " where t.realmId = :realm and t.ownerHash = :from")
                .setParameter("to", to)
                .setParameter("toHash", Sha256.hex(to))
                .setParameter("realm", realmId)
                .setParameter("from", Sha256.hex(from))
                .executeUpdate();
    }

    /** Writes what is to be written, so that what another transaction forbids is known now. */
    public void flush() {
        em.flush();
    }

    /** Deletes one token; false when it is gone already. */
    public boolean delete(StoredCredential token) {
        return em.createQuery("delete from KeypathToken t where t.id = :id and t.realmId = :realm"
                                + " and t.ownerHash = :owner")
                        .setParameter("id", token.id())
                        .setParameter("realm", token.realmId())
                        .setParameter("owner", Sha256.hex(token.ownerId()))
                        .executeUpdate()
                > 0;
    }

    public void deleteOwner(String realmId, String ownerId) {
        em.createQuery("delete from KeypathTokenOwner o where o.realmId = :realm and o.ownerHash = :owner")
                .setParameter("realm", realmId)
                .setParameter("owner", Sha256.hex(ownerId))
                .executeUpdate();
    }

    public void deleteOwners(String realmId) {
        em.createQuery("delete from KeypathTokenOwner o where o.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    /**
     * Writes last uses in one batch; an older use never replaces a newer one of another node, and one whose address is not
     * known leaves the last address that is.
     */
    public void recordUses(SortedMap<String, TokenUse> uses) {
        em.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update KEYPATH_TOKEN set LAST_USED_AT = ?, LAST_USED_FROM = coalesce(?, LAST_USED_FROM)"
                            + " where ID = ? and (LAST_USED_AT is null or LAST_USED_AT < ?)")) {
                for (Map.Entry<String, TokenUse> use : uses.entrySet()) {
                    update.setLong(1, use.getValue().at());
                    update.setString(2, use.getValue().from());
                    update.setString(3, use.getKey());
                    update.setLong(4, use.getValue().at());
                    update.addBatch();
                }
                update.executeBatch();
            }
        });
    }

    /** Deletes up to {@code max} tokens that expired before the given time; the number of tokens. */
    public int deleteExpired(long before, int max) {
        return deleteByIds(em.createQuery("select t.id from KeypathToken t where t.expiresAt < :before", String.class)
                .setParameter("before", before)
                .setMaxResults(max)
                .getResultList());
    }

    /** Deletes up to {@code max} rotated strings that were retired before the given time; their number. */
    public int deleteRetired(long before, int max) {
        return deleteStrings(
                em.createQuery("select s.hash from KeypathTokenString s where s.usableUntil < :before", String.class)
                        .setParameter("before", before)
                        .setMaxResults(max)
                        .getResultList());
    }

    /**
     * As {@link #withoutGrants}, up to {@code max} tokens whose realm, client or owner is gone without an event, as after the
     * removal of a realm. Owners in a user federation are left alone: one that cannot be reached is not gone.
     */
    public List<StoredCredential> orphans(int max) {
        return em.createQuery("""
                        select t from KeypathToken t
                         where not exists (select c.id from ClientEntity c
                                            where c.id = t.clientUuid and c.realmId = t.realmId)
                            or (t.kind in :userKinds and t.ownerId not like 'f:%' and not exists (select u.id from UserEntity u
                                            where u.id = t.ownerId and u.realmId = t.realmId))
                        """, TokenEntity.class)
                .setParameter("userKinds", kinds(TokenKind::isOwnedByUser))
                .setMaxResults(max)
                .getResultStream()
                .map(entity -> stored(entity, List.of()))
                .toList();
    }

    private int deleteStrings(List<String> hashes) {
        return hashes.isEmpty()
                ? 0
                : em.createQuery("delete from KeypathTokenString s where s.hash in :hashes")
                        .setParameter("hashes", hashes)
                        .executeUpdate();
    }

    private int deleteByIds(List<String> ids) {
        int deleted = 0;
        // Databases bound the number of parameters of a statement.
        for (int from = 0; from < ids.size(); from += 500) {
            deleted += em.createQuery("delete from KeypathToken t where t.id in :ids")
                    .setParameter("ids", ids.subList(from, Math.min(ids.size(), from + 500)))
                    .executeUpdate();
        }
        return deleted;
    }

    private Optional<TokenEntity> entity(String realmId, String id, LockModeType lock) {
        return em.createQuery(BY_ID, TokenEntity.class)
                .setParameter("realm", realmId)
                .setParameter("id", id)
                .setLockMode(lock)
                .getResultStream()
                .filter(entity -> entity.id().equals(id))
                .findFirst();
    }

    private TokenEntity lockedEntity(StoredCredential token) {
        return entity(token.realmId(), token.id(), LockModeType.PESSIMISTIC_WRITE)
                .filter(entity -> entity.ownerId().equals(token.ownerId()))
                .orElseThrow(() -> new IllegalStateException("The token is not locked"));
    }

    private <T> TypedQuery<T> query(String select, TokenFilter filter, String tail, Class<T> type) {
        var parameters = new LinkedHashMap<String, Object>();
        var where = new ArrayList<String>();
        condition(where, parameters, "t.realmId = :realm", "realm", filter.realmId());
        condition(where, parameters, "t.kind in :kinds", "kinds", filter.kinds());
        condition(where, parameters, "t.ownerHash = :owner", "owner", hash(filter.ownerId()));
        condition(where, parameters, "t.clientUuid = :client", "client", filter.clientUuid());
        condition(where, parameters, "t.id in :ids", "ids", filter.ids());
        if (filter.path() != null) {
            String path = filter.path();
            where.add("exists (select 1 from t.grants g where g.path = :path or g.path like :below escape '!')");
            parameters.put("path", path);
            parameters.put("below", escaped(path.endsWith("/") ? path : path + "/") + "%");
        }
        if (filter.search() != null) {
            where.add("(lower(t.name) like :search escape '!' or lower(t.description) like :search escape '!')");
            parameters.put("search", "%" + escaped(filter.search().toLowerCase(Locale.ROOT)) + "%");
        }
        if (filter.state() != null) {
            where.add(condition(filter.state().state()));
            parameters.put("now", filter.state().now());
            parameters.put("realmNotBefore", filter.state().realmNotBefore());
            parameters.put("notBeforeKinds", kinds(TokenKind::endsByNotBefore));
            parameters.put("idleKinds", kinds(TokenKind::endsWhenIdle));
            Long idleCutoff = filter.state().idleCutoff();
            parameters.put("idleCutoff", idleCutoff == null ? Long.MIN_VALUE : idleCutoff);
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

    private static String condition(TokenState state) {
        return switch (state) {
            case EXPIRED -> IS_EXPIRED;
            case DISABLED -> IS_DISABLED + " and not " + IS_EXPIRED;
            case ACTIVE -> "not " + IS_DISABLED + " and not " + IS_EXPIRED;
        };
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    private static Set<TokenKind> kinds(Predicate<TokenKind> which) {
        return Arrays.stream(TokenKind.values()).filter(which).collect(Collectors.toSet());
    }

    private static void copy(StoredCredential token, TokenEntity entity) {
        entity.name = token.name();
        entity.description = token.description();
        entity.hint = token.hint();
        entity.vocabulary = token.reach().vocabulary();
        entity.validFor = token.lifetime().validFor();
        entity.issuedAt = token.lifetime().issuedAt();
        entity.expiresAt = token.lifetime().expiresAt();
        entity.enabled = token.enabled();
        List<GrantValue> grants = token.reach().grants().stream()
                .map(grant -> new GrantValue(grant.action(), grant.path()))
                .toList();
        if (!entity.grants.equals(grants)) {
            entity.grants.clear();
            entity.grants.addAll(grants);
        }
    }

    private static StoredCredential stored(TokenEntity entity) {
        return stored(
                entity,
                entity.grants.stream()
                        .map(grant -> new StoredGrant(grant.action(), grant.path()))
                        .toList());
    }

    static StoredCredential stored(TokenEntity entity, List<StoredGrant> grants) {
        return new StoredCredential(
                entity.id(),
                entity.realmId(),
                entity.kind(),
                entity.ownerId(),
                entity.clientUuid(),
                entity.name,
                entity.description,
                entity.hint,
                new StoredCredential.Reach(entity.scope, entity.vocabulary, grants),
                new StoredCredential.Restrictions(split(entity.allowedOrigins), split(entity.allowedNetworks)),
                new StoredCredential.Lifetime(entity.createdAt, entity.issuedAt, entity.expiresAt, entity.validFor),
                entity.enabled,
                new StoredCredential.LastUse(entity.lastUsedAt(), entity.lastUsedFrom()));
    }

    private static @Nullable String hash(@Nullable String ownerId) {
        return ownerId == null ? null : Sha256.hex(ownerId);
    }

    private static @Nullable String joined(List<String> values) {
        return values.isEmpty() ? null : String.join(" ", values);
    }

    private static List<String> split(@Nullable String joined) {
        return joined == null ? List.of() : List.of(joined.split(" ", -1));
    }
}
