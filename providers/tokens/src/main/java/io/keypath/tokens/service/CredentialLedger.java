package io.keypath.tokens.service;

import io.keypath.core.Expiry;
import io.keypath.core.LifetimePolicy;
import io.keypath.core.TokenString;
import io.keypath.core.Validity;
import io.keypath.tokens.service.TokenAudit.Change;
import io.keypath.tokens.service.TokenProblem.Kind;
import io.keypath.tokens.store.OwnedToken;
import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenFilter;
import io.keypath.tokens.store.TokenKind;
import io.keypath.tokens.store.TokenSort;
import io.keypath.tokens.store.TokenState;
import io.keypath.tokens.store.TokenStore;
import io.keypath.tokens.store.TokenUse;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The rows of some kinds in the session's realm: adds, shows, changes and ends them, and knows nothing of any other kind.
 * Each change has a transaction of its own, which is committed when the method returns: only then are caches told, and
 * only then does a caller hear of it.
 */
public final class CredentialLedger {

    /** Most seconds that a rotated string may go on working. */
    public static final long MAX_OVERLAP = 86_400;

    /** Most rotated strings that go on working at a time, beside the current one. */
    public static final int MAX_OVERLAPS = 3;

    /** Entries of an access list that a list of tokens shows. */
    public static final int LISTED_GRANTS = 20;

    /** As many rows of one name as there may be at all. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final int ID_LENGTH = 36;

    // Rows that are looked at together in search of those of some owners.
    private static final int PART = 500;

    // Retired strings whose reuse is noticed; older ones are refused as unknown.
    private static final int KEPT_STRINGS = 100;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Set<TokenKind> kinds;
    private final Eviction cache;
    private final LastUses lastUses;
    private final SecureRandom random;
    private final Clock clock;

    CredentialLedger(
            KeycloakSession session,
            Set<TokenKind> kinds,
            Eviction cache,
            LastUses lastUses,
            SecureRandom random,
            Clock clock) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.kinds = kinds;
        this.cache = cache;
        this.lastUses = lastUses;
        this.random = random;
        this.clock = clock;
    }

    /** The rows on a server whose engine is switched off: nothing is kept there of a token that was checked. */
    static CredentialLedger withoutEngine(KeycloakSession session, Set<TokenKind> kinds) {
        return new CredentialLedger(
                session, kinds, Eviction.NONE, new LastUses(), new SecureRandom(), new KeycloakClock());
    }

    /** Epoch seconds. */
    public long now() {
        return clock.instant().getEpochSecond();
    }

    public TokenString generate(TokenString.Kind kind) {
        return TokenString.generate(kind, random);
    }

    /** When something that is made now expires, in epoch seconds; null for never. INVALID_REQUEST when it may not. */
    public static @Nullable Long expiry(LifetimePolicy lifetimes, Validity validFor, long now) {
        try {
            var seconds = lifetimes.resolve(validFor);
            return seconds.isPresent() ? Long.valueOf(now + seconds.getAsLong()) : null;
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Adds a row.
     *
     * @param hash SHA-256 of its string
     * @param quota of the owner, of this ledger's kinds; INVALID_REQUEST beyond
     */
    public TokenView add(StoredCredential token, String hash, TokenQuota quota, TokenAudit audit) {
        return add(token, hash, quota, UNBOUNDED, audit);
    }

    /**
     * As {@link #add(StoredCredential, String, TokenQuota, TokenAudit)}, and ends the oldest rows that the owner has of the
     * same kind and name through the same client.
     *
     * @param most how many of that name there are afterwards at most, with the new one; 1 or more
     */
    TokenView add(StoredCredential token, String hash, TokenQuota quota, int most, TokenAudit audit) {
        if (!kinds.contains(token.kind())) {
            throw new IllegalArgumentException("Not of this ledger: " + token.kind());
        }
        String ownerId = token.ownerId();
        addOwnerOnce(ownerId);
        var ended = new ArrayList<String>();
        inTransaction(inner -> {
            TokenStore store = TokenStore.of(inner);
            store.lockOwner(realm.getId(), ownerId);
            for (StoredCredential old :
                    most == UNBOUNDED ? List.<StoredCredential>of() : store.listOlder(token, most - 1)) {
                ended.addAll(end(inner, old, audit));
            }
            if (store.countUnexpired(
                            realm.getId(), kinds, ownerId, token.lifetime().createdAt())
                    >= quota.most()) {
                throw invalid("The limit of " + quota.most() + " " + quota.what() + " is reached; delete one first");
            }
            requireRoom(store, ownerId, AccessLists.bytes(token.reach().grants()), quota);
            store.insert(token, hash);
            // Rows of a minute each, made all day, must not pile up until the sweep.
            store.trimExpired(realm.getId(), kinds, ownerId, token.lifetime().createdAt(), quota.most());
            record(inner, audit, Change.CREATED, token);
            return token;
        });
        cache.evict(session, ended);
        return view(token);
    }

    private void record(KeycloakSession inner, TokenAudit audit, Change change, StoredCredential token) {
        audit.record(inner, change, token);
        if (audit.isNews(change, token)) {
            Notices.changed(inner, realm, change, token, now());
        }
    }

    // An owner's row is locked: of many requests at once none takes room that another has.
    private void requireRoom(TokenStore store, String ownerId, long bytes, TokenQuota quota) {
        if (bytes > 0 && store.grantBytes(realm.getId(), kinds, ownerId, now()) + bytes > quota.accessListBytes()) {
            throw invalid("accessList: the access lists of all " + quota.what() + " of an owner may have "
                    + quota.accessListBytes() + " bytes together; delete one first, or name fewer or shorter paths");
        }
    }

    /** Rows of a filter, with the first {@link #LISTED_GRANTS} entries of their access lists. */
    public List<TokenView> list(TokenFilter filter, @Nullable TokenState state, TokenSort sort, int first, int max) {
        return TokenStore.of(session).list(measured(filter, state), sort, first, max, LISTED_GRANTS).stream()
                .map(listed -> view(listed.token(), listed.grantCount()))
                .toList();
    }

    /** The newest first, of some owners: pages hold theirs alone. */
    public List<TokenView> list(TokenFilter filter, @Nullable TokenState state, int first, int max, Owners owners) {
        if (owners.equals(Owners.ALL)) {
            return list(filter, state, TokenSort.NEWEST, first, max);
        }
        List<String> page = owned(measured(filter, state), owners)
                .skip(first)
                .limit(max)
                .map(OwnedToken::id)
                .toList();
        return page.isEmpty() ? List.of() : list(filter.withIds(page), null, TokenSort.NEWEST, 0, page.size());
    }

    public long count(TokenFilter filter, @Nullable TokenState state) {
        return TokenStore.of(session).count(measured(filter, state));
    }

    /** As {@link #count(TokenFilter, TokenState)}, of some owners. */
    public long count(TokenFilter filter, @Nullable TokenState state, Owners owners) {
        return owners.equals(Owners.ALL)
                ? count(filter, state)
                : owned(measured(filter, state), owners).count();
    }

    // Part by part, and judged here: no database is asked to tell owners apart.
    private Stream<OwnedToken> owned(TokenFilter filter, Owners owners) {
        TokenStore store = TokenStore.of(session);
        return Stream.iterate(0, from -> from + PART)
                .map(from -> store.listOwned(filter, from, PART))
                .takeWhile(part -> !part.isEmpty())
                .flatMap(List::stream)
                .filter(token -> owners.include(token.kind(), token.ownerId()));
    }

    /**
     * One row.
     *
     * @param ownerId whose it must be; null for anybody's
     */
    public TokenView get(@Nullable String ownerId, String id) {
        return view(require(find(id), ownerId));
    }

    /** Changes a row that is locked meanwhile; INVALID_REQUEST when its access list then passes the owner's quota. */
    public TokenView update(
            @Nullable String ownerId,
            String id,
            TokenQuota quota,
            TokenAudit audit,
            UnaryOperator<StoredCredential> change) {
        StoredCredential updated = inTransaction(inner -> {
            TokenStore store = TokenStore.of(inner);
            if (ownerId != null) {
                // Before the row, as a creation does.
                store.lockOwner(realm.getId(), ownerId);
            }
            StoredCredential before = require(lock(store, id), ownerId);
            StoredCredential after = change.apply(before);
            long bytes = AccessLists.bytes(after.reach().grants())
                    - AccessLists.bytes(before.reach().grants());
            requireRoom(store, before.ownerId(), bytes, quota);
            store.update(after);
            audit.record(inner, Change.UPDATED, after);
            return after;
        });
        evict(updated);
        return view(updated);
    }

    /**
     * Gives a row a new string, which lives as long as the first one did, within today's policy. Overlaps of earlier
     * rotations stay as they are; CONFLICT when {@link #MAX_OVERLAPS} of them would be passed.
     *
     * @param overlap seconds that the old string goes on working, 0 to {@link #MAX_OVERLAP}
     */
    public IssuedToken rotate(
            String ownerId,
            String id,
            long overlap,
            TokenString.Kind stringKind,
            LifetimePolicy lifetimes,
            TokenAudit audit) {
        if (overlap < 0 || overlap > MAX_OVERLAP) {
            throw invalid("overlap must be from 0 to " + MAX_OVERLAP + " seconds");
        }
        StoredCredential seen = require(find(id), ownerId);
        if (seen.kind().isJwt()) {
            throw invalid("A " + seen.kind().title() + " cannot be rotated; get a new one and delete this one");
        }
        if (view(seen).state() != TokenState.ACTIVE) {
            throw invalid("Only what is active can be rotated");
        }
        String seenHash = TokenStore.of(session).currentHash(seen).orElseThrow(this::notFound);
        TokenString string = generate(stringKind);
        StoredCredential rotated = inTransaction(inner -> {
            TokenStore store = TokenStore.of(inner);
            StoredCredential locked = require(lock(store, id), ownerId);
            if (!store.currentHash(locked).filter(seenHash::equals).isPresent()) {
                throw new TokenProblem(Kind.CONFLICT, "It was rotated by another request");
            }
            long now = now();
            if (overlap > 0 && store.countOverlapping(locked, now) >= MAX_OVERLAPS) {
                throw new TokenProblem(
                        Kind.CONFLICT,
                        "overlap must be 0 while " + MAX_OVERLAPS
                                + " earlier strings still work: wait for the end of an overlap, or delete it");
            }
            StoredCredential reissued = locked.reissued(string.hint(), now, reissuedExpiry(lifetimes, locked, now));
            // The overlap is a grace, not a gift: the old string never outlives its own expiry.
            Long end = locked.lifetime().expiresAt();
            store.replaceString(reissued, string.sha256(), end == null ? now + overlap : Math.min(end, now + overlap));
            store.trimStrings(reissued, KEPT_STRINGS);
            record(inner, audit, Change.ROTATED, reissued);
            return reissued;
        });
        evict(rotated);
        return new IssuedToken(string, view(rotated));
    }

    /**
     * Deletes a row; its strings are dead when this returns.
     *
     * @param ownerId whose it must be; null for anybody's
     */
    public void delete(@Nullable String ownerId, String id, TokenAudit audit) {
        StoredCredential seen = require(find(id), ownerId);
        cache.evict(session, ending(inner -> {
            // The JWT before its row, as a request to Keycloak's revocation endpoint does: one waits for the other.
            revokeJwt(inner, seen, now());
            TokenStore.of(inner).flush();
            return end(inner, require(lock(TokenStore.of(inner), id), ownerId), audit);
        }));
    }

    /** Deletes all rows of a filter; their number. */
    public int deleteAll(TokenFilter filter) {
        TokenFilter ours = filter.withKinds(kinds);
        var hashes = new ArrayList<String>();
        int deleted = ending(inner -> {
            TokenStore store = TokenStore.of(inner);
            revokeJwts(inner, ours);
            List<StoredCredential> tokens = store.lockAll(ours);
            hashes.clear();
            hashes.addAll(store.usableHashes(ours, 0));
            return store.delete(tokens);
        });
        cache.evict(session, hashes);
        return deleted;
    }

    /** As {@link #deleteAll(TokenFilter)}, of some owners, one after the other. */
    public int deleteAll(TokenFilter filter, Owners owners) {
        if (owners.equals(Owners.ALL)) {
            return deleteAll(filter);
        }
        List<String> permitted = owned(filter.withKinds(kinds), owners)
                .map(OwnedToken::ownerId)
                .distinct()
                .toList();
        return permitted.stream()
                .mapToInt(owner -> deleteAll(filter.withOwner(owner)))
                .sum();
    }

    /**
     * As {@link #deleteAll}, in the session's own transaction: what that is about and the end of the rows are both kept, or
     * neither is.
     *
     * @param filter names the realm, which may be another than the session's
     * @param issuedUntil epoch seconds; later rows are kept
     */
    public void deleteAllWithSession(TokenFilter filter, long issuedUntil, TokenAudit audit) {
        deleteWithSession(
                TokenStore.of(session).withoutGrants(filter.withKinds(kinds)).stream()
                        .filter(token -> token.lifetime().issuedAt() <= issuedUntil)
                        .toList(),
                audit);
    }

    /**
     * As {@link #deleteAllWithSession}, of one row, if it is there. A {@link ModelDuplicateException} says that another
     * request revoked its JWT at the same time; the session's transaction can then only be rolled back.
     */
    public void deleteWithSession(String realmId, String id, TokenAudit audit) {
        if (isId(id)) {
            deleteWithSession(
                    TokenStore.of(session).find(realmId, id).stream()
                            .filter(token -> kinds.contains(token.kind()))
                            .toList(),
                    audit);
            TokenStore.of(session).flush();
        }
    }

    private void deleteWithSession(List<StoredCredential> tokens, TokenAudit audit) {
        TokenStore store = TokenStore.of(session);
        var hashes = new ArrayList<String>();
        tokens.forEach(token -> revokeJwt(session, token, now()));
        store.flush();
        tokens.forEach(token -> hashes.addAll(end(session, token, audit)));
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                cache.evict(session, hashes);
            }

            @Override
            protected void rollbackImpl() {
                // Nothing was ended.
            }
        });
    }

    // The strings that are to be evicted once this is committed. What another request ended first leaves no second
    // event.
    private List<String> end(KeycloakSession inner, StoredCredential token, TokenAudit audit) {
        TokenStore store = TokenStore.of(inner);
        List<String> hashes = store.usableHashes(token, 0);
        if (store.delete(token)) {
            record(inner, audit, Change.DELETED, token);
        }
        return hashes;
    }

    private void revokeJwts(KeycloakSession inner, TokenFilter filter) {
        if (kinds.stream().anyMatch(TokenKind::isJwt)) {
            TokenStore store = TokenStore.of(inner);
            store.withoutGrants(filter.withKinds(TokenKind.jwts())).forEach(token -> revokeJwt(inner, token, now()));
            store.flush();
        }
    }

    // Of two transactions that revoke one JWT, the second one to write fails. Tried again, it finds what the first
    // one did.
    private <T> T ending(Function<KeycloakSession, T> work) {
        try {
            return inTransaction(work);
        } catch (ModelDuplicateException e) {
            return inTransaction(work);
        }
    }

    /**
     * Tells Keycloak, whose own endpoints know nothing of the row and ask for the jti, of the end of a row whose JWT is not expired, in the session's transaction.
     *
     * @param now epoch seconds
     */
    static void revokeJwt(KeycloakSession session, StoredCredential token, long now) {
        Long expiresAt = token.lifetime().expiresAt();
        if (token.kind().isJwt() && expiresAt != null && !Expiry.isExpired(expiresAt, now)) {
            session.revokedTokens().put(JwtId.of(token.id()), Revocations.seconds(expiresAt, now));
        }
    }

    private TokenFilter measured(TokenFilter filter, @Nullable TokenState state) {
        TokenFilter ours = filter.withKinds(kinds);
        if (state == null) {
            return ours;
        }
        long now = now();
        Long idleLifetime = idleLifetime();
        return ours.withState(new TokenFilter.StateFilter(
                state, now, idleLifetime == null ? null : Long.valueOf(now - idleLifetime), realm.getNotBefore()));
    }

    private @Nullable Long idleLifetime() {
        try {
            return TokenPolicy.idleLifetime(realm);
        } catch (PolicyAttributes.InvalidPolicyException e) {
            throw PolicyAttributes.unreadable(e);
        }
    }

    private TokenView view(StoredCredential token) {
        return view(token, token.reach().grants().size());
    }

    private TokenView view(StoredCredential token, int grantCount) {
        UserModel owner = token.kind().isOwnedByUser()
                ? UserFederation.reached(session.users().getUserById(realm, token.ownerId()))
                : null;
        ClientModel client = realm.getClientById(token.clientUuid());
        TokenUse pending = lastUses.pending(token.id());
        Long lastUsedAt = token.lastUse().at();
        String lastUsedFrom = token.lastUse().from();
        if (pending != null && (lastUsedAt == null || lastUsedAt < pending.at())) {
            lastUsedAt = pending.at();
            lastUsedFrom = pending.from() == null ? lastUsedFrom : pending.from();
        }
        StateReason reason = stateReason(token, owner, client, lastUsedAt);
        return new TokenView(
                token,
                reason == null ? TokenState.ACTIVE : reason.state(),
                reason,
                lastUsedAt,
                lastUsedFrom,
                owner == null ? null : owner.getUsername(),
                client == null ? null : client.getClientId(),
                grantCount);
    }

    // Null: nothing stands against it. What is over for good counts before what may come back.
    private @Nullable StateReason stateReason(
            StoredCredential token,
            @Nullable UserModel owner,
            @Nullable ClientModel client,
            @Nullable Long lastUsedAt) {
        long now = now();
        TokenKind kind = token.kind();
        Long expiresAt = token.lifetime().expiresAt();
        long activeAt = lastUsedAt == null
                ? token.lifetime().issuedAt()
                : Math.max(lastUsedAt, token.lifetime().issuedAt());
        if (expiresAt != null && Expiry.isExpired(expiresAt, now)) {
            return StateReason.EXPIRED;
        }
        if (kind.isOwnedByUser() && owner == null) {
            return StateReason.OWNER_GONE;
        }
        if (client == null) {
            return StateReason.CLIENT_GONE;
        }
        if (kind.endsByNotBefore()
                && NotBefore.of(session, realm, client, owner)
                        > token.lifetime().issuedAt()) {
            return StateReason.NOT_BEFORE;
        }
        if (kind.endsWhenIdle() && TokenPolicy.isIdle(realm, activeAt, now)) {
            return StateReason.IDLE;
        }
        if (!token.enabled()) {
            return StateReason.DISABLED;
        }
        if (owner != null && !owner.isEnabled()) {
            return StateReason.OWNER_DISABLED;
        }
        return client.isEnabled() ? null : StateReason.CLIENT_DISABLED;
    }

    private Optional<StoredCredential> find(String id) {
        return isId(id) ? TokenStore.of(session).find(realm.getId(), id) : Optional.empty();
    }

    private Optional<StoredCredential> lock(TokenStore store, String id) {
        return isId(id) ? store.lock(realm.getId(), id) : Optional.empty();
    }

    // What cannot be an id is not looked up: not every database takes every character.
    private static boolean isId(String id) {
        return id.length() == ID_LENGTH && id.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0);
    }

    // The same answer for what does not exist, for another kind and for somebody else's.
    private StoredCredential require(Optional<StoredCredential> token, @Nullable String ownerId) {
        return token.filter(found -> kinds.contains(found.kind()))
                .filter(found -> ownerId == null || ownerId.equals(found.ownerId()))
                .orElseThrow(this::notFound);
    }

    private TokenProblem notFound() {
        return new TokenProblem(
                Kind.NOT_FOUND,
                kinds.equals(TokenKind.tokens()) ? "There is no such token" : "There is no such secret");
    }

    private void evict(StoredCredential token) {
        cache.evict(session, TokenStore.of(session).usableHashes(token, 0));
    }

    // A row to lock must be there before the transaction that locks it; two requests may add it at once.
    private void addOwnerOnce(String ownerId) {
        boolean there = inTransaction(inner -> TokenStore.of(inner).lockOwner(realm.getId(), ownerId));
        if (there) {
            return;
        }
        try {
            inTransaction(inner -> {
                TokenStore.of(inner).addOwner(realm.getId(), ownerId);
                return true;
            });
        } catch (ModelDuplicateException e) {
            // Another request added it: what was wanted.
        }
    }

    private <T> T inTransaction(Function<KeycloakSession, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), session.getContext(), work::apply, "Keypath token");
    }

    private static @Nullable Long reissuedExpiry(LifetimePolicy lifetimes, StoredCredential token, long now) {
        Long validFor = token.lifetime().validFor();
        if (validFor == null) {
            return lifetimes.unlimited() ? null : Long.valueOf(now + lifetimes.maxSeconds());
        }
        return now + Math.min(validFor, lifetimes.maxSeconds());
    }

    private static TokenProblem invalid(String message) {
        return new TokenProblem(Kind.INVALID_REQUEST, message);
    }
}
