package io.keypath.tokens.service;

import io.keypath.core.AllowedNetworks;
import io.keypath.core.AllowedOrigins;
import io.keypath.core.TokenString;
import io.keypath.tokens.service.Verification.Refused;
import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.StoredString;
import io.keypath.tokens.store.TokenKind;
import io.keypath.tokens.store.TokenStore;
import io.keypath.tokens.store.TokenUse;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;

/**
 * Answers what a token string may do now. One for each node. A string that was checked within the cache's time to live
 * costs no database access: realm, client and user come from Keycloak's own caches, so that a disabled user or a new
 * not-before counts at once.
 */
public final class TokenVerifier {

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);

    /** How one check answers for tokens, and how for secrets. */
    private record Answers<R>(Set<TokenKind> kinds, Good<R> good, Function<Refused, R> bad) {

        interface Good<R> {
            R of(CachedCredential token, @Nullable UserModel owner, ClientModel client);
        }

        R accepted(CachedCredential token, @Nullable UserModel owner, ClientModel client) {
            return good.of(token, owner, client);
        }

        R refused(Refused reason) {
            return bad.apply(reason);
        }
    }

    private static final Answers<Verification> TOKENS = new Answers<>(
            TokenKind.tokens(),
            // Each of these kinds is owned by a user.
            (token, owner, client) -> new Verification.Accepted(token, Objects.requireNonNull(owner), client),
            reason -> reason);

    private static final Answers<SecretVerification> SECRETS = new Answers<>(
            TokenKind.secrets(),
            (secret, user, client) -> new SecretVerification.Accepted(secret, client, user),
            reason -> reason);

    private final TokenCache cache;
    private final LastUses lastUses;
    private final ReuseDetection reuse;
    private final TokenMetrics metrics;
    private final Clock clock;

    TokenVerifier(TokenCache cache, LastUses lastUses, ReuseDetection reuse, TokenMetrics metrics, Clock clock) {
        this.cache = cache;
        this.lastUses = lastUses;
        this.reuse = reuse;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Checks a token string in the realm and, if it is good, notes its use.
     *
     * @param session the request's session; not written to
     * @param realm the realm that the token must belong to
     */
    public Verification verify(KeycloakSession session, RealmModel realm, TokenString string, RequestSource origin) {
        Verification verification = string.kind() == TokenString.Kind.TOKEN
                ? judge(session, realm, string.sha256(), TOKENS, origin)
                : Refused.UNKNOWN;
        if (verification == Refused.REUSED) {
            reuse.detected(session, realm, string.sha256());
        }
        return counted(realm, verification);
    }

    /**
     * Checks a client's or a developer's secret in the realm and, if it is good, notes its use. Who asks counts the result.
     *
     * @param session the request's session; not written to
     */
    public SecretVerification verifySecret(
            KeycloakSession session, RealmModel realm, TokenString string, RequestSource origin) {
        return string.kind() == TokenString.Kind.SECRET
                ? judge(session, realm, string.sha256(), SECRETS, origin)
                : Refused.UNKNOWN;
    }

    /**
     * Checks the token that a JWT was exchanged from: the JWT is good only while that is, and reaches no more.
     *
     * @return empty for a JWT that was not made from a token
     */
    public Optional<Verification> verifyParent(
            KeycloakSession session, RealmModel realm, AccessToken jwt, RequestSource origin) {
        // A JWT that outlives a rotation is no reuse of the string: it was made while the string was good.
        return Optional.ofNullable(PathClaims.parent(jwt))
                .map(parent -> counted(realm, judge(session, realm, parent, TOKENS, origin)));
    }

    /**
     * Whether the token with a string of this hash is still good, wherever the request comes from. That is no use of it.
     */
    public boolean isAlive(KeycloakSession session, RealmModel realm, String hash) {
        return !(judge(session, realm, hash, TOKENS, null) instanceof Refused);
    }

    private Verification counted(RealmModel realm, Verification verification) {
        metrics.count(verification);
        if (verification instanceof Refused reason) {
            LOG.debugf("A token was refused in realm %s: %s", realm.getName(), reason);
        }
        return verification;
    }

    // Without an origin it is not asked where the request comes from, and no use is noted.
    private <R> R judge(
            KeycloakSession session, RealmModel realm, String hash, Answers<R> as, @Nullable RequestSource origin) {
        long now = clock.instant().getEpochSecond();
        CachedCredential token = cache.get(hash);
        if (token == null) {
            long mark = cache.mark();
            Optional<StoredString> stored = TokenStore.of(session).findString(realm.getId(), hash);
            if (stored.isEmpty()) {
                return as.refused(Refused.UNKNOWN);
            }
            if (!stored.get().token().enabled()) {
                return as.refused(Refused.DISABLED);
            }
            token = read(hash, stored.get());
            if (token == null) {
                return as.refused(Refused.UNKNOWN);
            }
            if (token.isRetired(now)) {
                return as.refused(Refused.REUSED);
            }
            if (!token.isExpired(now)) {
                cache.put(hash, token, mark);
            }
        }
        return as.kinds().contains(token.kind())
                ? judge(session, realm, token, as, origin, now)
                : as.refused(Refused.UNKNOWN);
    }

    private <R> R judge(
            KeycloakSession session,
            RealmModel realm,
            CachedCredential token,
            Answers<R> as,
            @Nullable RequestSource origin,
            long now) {
        if (!token.realmId().equals(realm.getId()) || !realm.isEnabled()) {
            return as.refused(Refused.UNKNOWN);
        }
        if (token.isExpired(now) || token.isRetired(now)) {
            return as.refused(Refused.EXPIRED);
        }
        TokenKind kind = token.kind();
        if (kind.endsWhenIdle() && isIdle(realm, token, now)) {
            return as.refused(Refused.IDLE);
        }
        UserModel owner = kind.isOwnedByUser() ? session.users().getUserById(realm, token.ownerId()) : null;
        if (origin != null) {
            owner = UserFederation.reached(owner);
        }
        if (kind.isOwnedByUser() && (owner == null || !owner.isEnabled())) {
            return as.refused(Refused.OWNER_GONE);
        }
        ClientModel client = realm.getClientById(token.clientUuid());
        if (client == null || !client.isEnabled()) {
            return as.refused(Refused.CLIENT_GONE);
        }
        if (kind.endsByNotBefore() && NotBefore.of(session, realm, client, owner) > token.issuedAt()) {
            return as.refused(Refused.NOT_BEFORE);
        }
        if (origin != null) {
            if (!token.permitsOrigin(origin)) {
                return as.refused(Refused.ORIGIN);
            }
            if (!token.permitsAddress(origin)) {
                return as.refused(Refused.NETWORK);
            }
            lastUses.note(token.id(), now, origin.address());
        }
        return as.accepted(token, owner, client);
    }

    private boolean isIdle(RealmModel realm, CachedCredential token, long now) {
        TokenUse pending = lastUses.pending(token.id());
        long activeAt = pending == null ? token.activeAt() : Math.max(pending.at(), token.activeAt());
        return TokenPolicy.isIdle(realm, activeAt, now);
    }

    private static @Nullable CachedCredential read(String hash, StoredString string) {
        StoredCredential stored = string.token();
        Long lastUsedAt = stored.lastUse().at();
        try {
            return new CachedCredential(
                    hash,
                    stored.id(),
                    stored.realmId(),
                    stored.kind(),
                    stored.ownerId(),
                    stored.clientUuid(),
                    stored.name(),
                    stored.reach().scope(),
                    AccessLists.of(stored),
                    stored.restrictions().origins().isEmpty()
                            ? null
                            : AllowedOrigins.parse(stored.restrictions().origins()),
                    stored.restrictions().networks().isEmpty()
                            ? null
                            : AllowedNetworks.parse(stored.restrictions().networks()),
                    stored.lifetime().createdAt(),
                    string.issuedAt(),
                    stored.lifetime().expiresAt(),
                    string.usableUntil(),
                    lastUsedAt == null
                            ? stored.lifetime().issuedAt()
                            : Math.max(lastUsedAt, stored.lifetime().issuedAt()));
        } catch (IllegalArgumentException e) {
            LOG.errorf(e, "The row of token %s cannot be read; the token is refused", stored.id());
            return null;
        }
    }
}
