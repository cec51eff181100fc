package io.keypath.pathtokens.service;

import io.keypath.core.AccessList;
import io.keypath.core.AllowedNetworks;
import io.keypath.core.AllowedOrigins;
import io.keypath.core.Expiry;
import io.keypath.core.Grant;
import io.keypath.core.LifetimePolicy;
import io.keypath.core.TokenString;
import io.keypath.core.Validity;
import io.keypath.core.Vocabulary;
import io.keypath.pathtokens.service.TokenAudit.Change;
import io.keypath.pathtokens.service.TokenProblem.Kind;
import io.keypath.pathtokens.store.StoredString;
import io.keypath.pathtokens.store.StoredToken;
import io.keypath.pathtokens.store.TokenFilter;
import io.keypath.pathtokens.store.TokenState;
import io.keypath.pathtokens.store.TokenStore;
import io.keypath.pathtokens.store.TokenUse;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Makes, shows, changes and ends the tokens of the session's realm. Each change has a transaction of its own, which is
 * committed when the method returns: only then are caches told, and only then does a caller hear of it.
 */
public final class PathTokens {

    /** Most seconds that a rotated string may go on working. */
    public static final long MAX_OVERLAP = 86_400;

    private static final int ID_LENGTH = 36;

    // Retired strings whose reuse is noticed; older ones are refused as unknown.
    private static final int KEPT_STRINGS = 100;

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TokenCache cache;
    private final LastUses lastUses;
    private final SecureRandom random;
    private final Clock clock;

    PathTokens(KeycloakSession session, TokenCache cache, LastUses lastUses, SecureRandom random, Clock clock) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.cache = cache;
        this.lastUses = lastUses;
        this.random = random;
        this.clock = clock;
    }

    /** The realm's policy; INVALID_REQUEST when an attribute cannot be read. */
    public TokenPolicy policy() {
        try {
            return TokenPolicy.of(realm);
        } catch (TokenPolicy.InvalidPolicyException e) {
            throw invalid("The realm's policy must be mended by an administrator: " + String.valueOf(e.getMessage()));
        }
    }

    /**
     * Refuses a user who may not make tokens.
     *
     * @param authTime epoch seconds of the user's login; 0 when unknown, which is too old
     */
    public void requireCreator(UserModel user, long authTime) {
        TokenPolicy policy = policy();
        String creatorRole = policy.creatorRole();
        if (creatorRole != null) {
            RoleModel role = KeycloakModelUtils.getRoleFromString(session, realm, creatorRole);
            if (role == null || !user.hasRole(role)) {
                throw new TokenProblem(Kind.ACCESS_DENIED, "Tokens may be made by users with a role that you lack");
            }
        }
        Long maxAuthAge = policy.maxAuthAge();
        if (maxAuthAge != null && Expiry.isExpired(authTime + maxAuthAge, now())) {
            throw new TokenProblem(Kind.LOGIN_TOO_OLD, maxAuthAge.toString());
        }
    }

    /**
     * Makes a token.
     *
     * @param owner a user, or a service account's user
     * @param client the client through which it is made; for a service account its own
     */
    public IssuedToken issue(UserModel owner, ClientModel client, TokenRequest request, TokenAudit audit) {
        return issue(owner, client, request, UNBOUNDED, audit);
    }

    /**
     * As {@link #issue(UserModel, ClientModel, TokenRequest, TokenAudit)}, and ends the oldest tokens that the owner has
     * of the same name through the same client.
     *
     * @param most how many of that name there are afterwards at most, with the new one; 1 or more
     */
    public IssuedToken issue(UserModel owner, ClientModel client, TokenRequest request, int most, TokenAudit audit) {
        TokenPolicy policy = policy();
        long now = now();
        Long expiresAt = expiry(policy.lifetimes(), request.validFor(), now);
        AccessList accessList =
                request.accessList() == null ? null : accessList(policy.vocabulary(), request.accessList());
        TokenString string = TokenString.generate(TokenString.Kind.TOKEN, random);
        var token = new StoredToken(
                UUID.randomUUID().toString(),
                realm.getId(),
                owner.getId(),
                client.getId(),
                request.name(),
                request.description(),
                string.hint(),
                Scopes.require(request.scope(), client, owner),
                accessList == null ? null : accessList.vocabulary().id(),
                accessList == null ? List.of() : AccessLists.stored(accessList),
                origins(request.allowedOrigins()),
                networks(request.allowedNetworks()),
                expiresAt == null ? null : Long.valueOf(expiresAt - now),
                now,
                now,
                expiresAt,
                true,
                null,
                null);
        addOwnerOnce(owner);
        var ended = new ArrayList<String>();
        inTransaction(inner -> {
            TokenStore store = TokenStore.of(inner);
            store.lockOwner(realm.getId(), owner.getId());
            List<StoredToken> older = most == UNBOUNDED
                    ? List.of()
                    : store.listOlder(realm.getId(), owner.getId(), client.getId(), request.name(), most - 1);
            for (StoredToken old : older) {
                ended.addAll(store.usableHashes(old, 0));
                store.delete(old);
                audit.record(inner, Change.DELETED, old);
            }
            if (store.countUnexpired(realm.getId(), owner.getId(), now) >= policy.maxPerOwner()) {
                throw invalid("The limit of " + policy.maxPerOwner() + " tokens is reached; delete one first");
            }
            store.insert(token, string.sha256());
            // Tokens of a minute each, made all day, must not pile up until the sweep.
            store.trimExpired(realm.getId(), owner.getId(), now, policy.maxPerOwner());
            audit.record(inner, Change.CREATED, token);
            return token;
        });
        cache.evict(session, ended);
        return new IssuedToken(string, view(token));
    }

    /** Tokens of a filter, newest first. */
    public List<TokenView> list(TokenFilter filter, @Nullable TokenState state, int first, int max) {
        return TokenStore.of(session).list(measured(filter, state), first, max).stream()
                .map(this::view)
                .toList();
    }

    public long count(TokenFilter filter, @Nullable TokenState state) {
        return TokenStore.of(session).count(measured(filter, state));
    }

    /**
     * One token.
     *
     * @param ownerId whose it must be; null for anybody's
     */
    public TokenView get(@Nullable String ownerId, String id) {
        return view(require(find(id), ownerId));
    }

    /** Changes a token; it never reaches more or lives longer afterwards. */
    public TokenView change(@Nullable String ownerId, String id, TokenChange change, TokenAudit audit) {
        return view(update(ownerId, id, Change.UPDATED, audit, token -> changed(token, change)));
    }

    /**
     * Gives a token a new string, which lives as long as the first one did, within today's policy.
     *
     * @param overlap seconds that the old string goes on working, 0 to {@link #MAX_OVERLAP}
     */
    public IssuedToken rotate(String ownerId, String id, long overlap, TokenAudit audit) {
        if (overlap < 0 || overlap > MAX_OVERLAP) {
            throw invalid("overlap must be from 0 to " + MAX_OVERLAP + " seconds");
        }
        TokenPolicy policy = policy();
        StoredToken seen = require(find(id), ownerId);
        if (view(seen).state() != TokenState.ACTIVE) {
            throw invalid("Only an active token can be rotated");
        }
        String seenHash = TokenStore.of(session).currentHash(seen);
        TokenString string = TokenString.generate(TokenString.Kind.TOKEN, random);
        StoredToken rotated = inTransaction(inner -> {
            TokenStore store = TokenStore.of(inner);
            StoredToken locked = require(lock(store, id), ownerId);
            if (!store.currentHash(locked).equals(seenHash)) {
                throw new TokenProblem(Kind.CONFLICT, "The token was rotated by another request");
            }
            long now = now();
            StoredToken reissued = locked.reissued(string.hint(), now, reissuedExpiry(policy.lifetimes(), locked, now));
            // The overlap is a grace, not a gift: the old string never outlives its own expiry.
            Long end = locked.expiresAt();
            store.replaceString(reissued, string.sha256(), end == null ? now + overlap : Math.min(end, now + overlap));
            store.trimStrings(reissued, KEPT_STRINGS);
            audit.record(inner, Change.ROTATED, reissued);
            return reissued;
        });
        evict(rotated);
        return new IssuedToken(string, view(rotated));
    }

    /**
     * Deletes a token; it is dead when this returns.
     *
     * @param ownerId whose it must be; null for anybody's
     */
    public void delete(@Nullable String ownerId, String id, TokenAudit audit) {
        List<String> hashes = inTransaction(inner -> {
            TokenStore store = TokenStore.of(inner);
            StoredToken token = require(lock(store, id), ownerId);
            List<String> usable = store.usableHashes(token, 0);
            store.delete(token);
            audit.record(inner, Change.DELETED, token);
            return usable;
        });
        cache.evict(session, hashes);
    }

    /** Deletes all tokens of a filter; their number. */
    public int deleteAll(TokenFilter filter) {
        var hashes = new ArrayList<String>();
        int deleted = inTransaction(inner -> {
            TokenStore store = TokenStore.of(inner);
            hashes.addAll(store.usableHashes(filter, 0));
            return store.delete(filter);
        });
        cache.evict(session, hashes);
        return deleted;
    }

    /**
     * Ends the token that has this string, for whoever holds it. A string that a rotation retired says nothing of who
     * holds the current one: it ends nothing.
     */
    public void report(TokenString string, Function<StoredToken, TokenAudit> audit) {
        Optional<StoredString> found = TokenStore.of(session).findString(realm.getId(), string.sha256());
        if (found.isEmpty()) {
            return;
        }
        Long usableUntil = found.get().usableUntil();
        if (usableUntil != null && Expiry.isExpired(usableUntil, now())) {
            return;
        }
        StoredToken token = found.get().token();
        try {
            delete(token.ownerId(), token.id(), audit.apply(token));
        } catch (TokenProblem e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            // Gone meanwhile: what was asked for.
        }
    }

    private StoredToken update(
            @Nullable String ownerId, String id, Change change, TokenAudit audit, UnaryOperator<StoredToken> operator) {
        StoredToken updated = inTransaction(inner -> {
            TokenStore store = TokenStore.of(inner);
            StoredToken after = operator.apply(require(lock(store, id), ownerId));
            store.update(after);
            audit.record(inner, change, after);
            return after;
        });
        evict(updated);
        return updated;
    }

    private StoredToken changed(StoredToken token, TokenChange change) {
        StoredToken changed = token;
        if (change.name() != null) {
            changed = changed.withName(change.name());
        }
        if (change.description() != null) {
            changed = changed.withDescription(change.description().isEmpty() ? null : change.description());
        }
        if (change.enabled() != null) {
            changed = changed.withEnabled(change.enabled());
        }
        if (change.accessList() != null) {
            AccessList narrowed = narrowed(token, change.accessList());
            changed = changed.withGrants(narrowed.vocabulary().id(), AccessLists.stored(narrowed));
        }
        return shortened(changed, change.validFor());
    }

    private AccessList narrowed(StoredToken token, List<TokenRequest.Entry> entries) {
        String vocabulary = token.vocabulary();
        if (vocabulary == null) {
            return accessList(policy().vocabulary(), entries);
        }
        AccessList held = AccessLists.read(vocabulary, token.grants());
        AccessList narrowed = accessList(held.vocabulary(), entries);
        if (!narrowed.isWithin(held)) {
            throw invalid("accessList may only become narrower: each entry must lie within what the token reaches");
        }
        return narrowed;
    }

    private StoredToken shortened(StoredToken token, Validity validFor) {
        if (validFor instanceof Validity.Unspecified) {
            return token;
        }
        Long held = token.expiresAt();
        if (validFor instanceof Validity.Seconds asked) {
            long seconds = asked.seconds();
            if (seconds < LifetimePolicy.MIN_SECONDS || seconds > LifetimePolicy.LIMIT_SECONDS) {
                throw invalid("validFor must be between " + LifetimePolicy.MIN_SECONDS + " and "
                        + LifetimePolicy.LIMIT_SECONDS + " seconds");
            }
            long expiresAt = now() + seconds;
            if (held == null || expiresAt <= held) {
                return token.withExpiry(expiresAt, seconds);
            }
        } else if (held == null) {
            return token;
        }
        throw invalid("validFor may only become shorter, counted from now");
    }

    private TokenFilter measured(TokenFilter filter, @Nullable TokenState state) {
        if (state == null) {
            return filter;
        }
        long now = now();
        Long idleLifetime = policy().idleLifetime();
        return new TokenFilter(
                filter.realmId(),
                filter.ownerId(),
                filter.clientUuid(),
                filter.path(),
                filter.search(),
                new TokenFilter.StateFilter(
                        state,
                        now,
                        idleLifetime == null ? null : Long.valueOf(now - idleLifetime),
                        realm.getNotBefore()));
    }

    private TokenView view(StoredToken token) {
        UserModel owner = session.users().getUserById(realm, token.ownerId());
        ClientModel client = realm.getClientById(token.clientUuid());
        TokenUse pending = lastUses.pending(token.id());
        Long lastUsedAt = token.lastUsedAt();
        String lastUsedFrom = token.lastUsedFrom();
        if (pending != null && (lastUsedAt == null || lastUsedAt < pending.at())) {
            lastUsedAt = pending.at();
            lastUsedFrom = pending.from();
        }
        return new TokenView(
                token,
                state(token, owner, client, lastUsedAt),
                lastUsedAt,
                lastUsedFrom,
                owner == null ? null : owner.getUsername(),
                client == null ? null : client.getClientId());
    }

    private TokenState state(
            StoredToken token, @Nullable UserModel owner, @Nullable ClientModel client, @Nullable Long lastUsedAt) {
        long now = now();
        Long expiresAt = token.expiresAt();
        long activeAt = lastUsedAt == null ? token.issuedAt() : Math.max(lastUsedAt, token.issuedAt());
        boolean expired = (expiresAt != null && Expiry.isExpired(expiresAt, now))
                || TokenPolicy.isIdle(realm, activeAt, now)
                || owner == null
                || client == null
                || NotBefore.of(session, realm, client, owner) > token.issuedAt();
        if (expired) {
            return TokenState.EXPIRED;
        }
        return token.enabled() ? TokenState.ACTIVE : TokenState.DISABLED;
    }

    private Optional<StoredToken> find(String id) {
        return isId(id) ? TokenStore.of(session).find(realm.getId(), id) : Optional.empty();
    }

    private Optional<StoredToken> lock(TokenStore store, String id) {
        return isId(id) ? store.lock(realm.getId(), id) : Optional.empty();
    }

    // What cannot be an id is not looked up: not every database takes every character.
    private static boolean isId(String id) {
        return id.length() == ID_LENGTH && id.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0);
    }

    // The same answer for a token that does not exist and for somebody else's.
    private static StoredToken require(Optional<StoredToken> token, @Nullable String ownerId) {
        return token.filter(found -> ownerId == null || ownerId.equals(found.ownerId()))
                .orElseThrow(() -> new TokenProblem(Kind.NOT_FOUND, "There is no such token"));
    }

    private void evict(StoredToken token) {
        cache.evict(session, TokenStore.of(session).usableHashes(token, 0));
    }

    // A row to lock must be there before the transaction that locks it; two requests may add it at once.
    private void addOwnerOnce(UserModel owner) {
        boolean there = inTransaction(inner -> TokenStore.of(inner).lockOwner(realm.getId(), owner.getId()));
        if (there) {
            return;
        }
        try {
            inTransaction(inner -> {
                TokenStore.of(inner).addOwner(realm.getId(), owner.getId());
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

    private static @Nullable Long expiry(LifetimePolicy lifetimes, Validity validFor, long now) {
        try {
            var seconds = lifetimes.resolve(validFor);
            return seconds.isPresent() ? Long.valueOf(now + seconds.getAsLong()) : null;
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Long reissuedExpiry(LifetimePolicy lifetimes, StoredToken token, long now) {
        Long validFor = token.validFor();
        if (validFor == null) {
            return lifetimes.unlimited() ? null : Long.valueOf(now + lifetimes.maxSeconds());
        }
        return now + Math.min(validFor, lifetimes.maxSeconds());
    }

    private static AccessList accessList(Vocabulary vocabulary, List<TokenRequest.Entry> entries) {
        var grants = new ArrayList<Grant>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            try {
                grants.add(Grant.of(
                        vocabulary, entries.get(i).access(), entries.get(i).path()));
            } catch (IllegalArgumentException e) {
                throw invalid("accessList[" + i + "]: " + String.valueOf(e.getMessage()));
            }
        }
        try {
            return AccessList.of(vocabulary, grants);
        } catch (IllegalArgumentException e) {
            throw invalid("accessList: " + String.valueOf(e.getMessage()));
        }
    }

    private static List<String> origins(List<String> origins) {
        try {
            return origins.isEmpty() ? origins : AllowedOrigins.parse(origins).values();
        } catch (IllegalArgumentException e) {
            throw invalid("allowedOrigins: " + String.valueOf(e.getMessage()));
        }
    }

    private static List<String> networks(List<String> networks) {
        try {
            return networks.isEmpty()
                    ? networks
                    : AllowedNetworks.parse(networks).values();
        } catch (IllegalArgumentException e) {
            throw invalid("allowedNetworks: " + String.valueOf(e.getMessage()));
        }
    }

    private static TokenProblem invalid(String message) {
        return new TokenProblem(Kind.INVALID_REQUEST, message);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
