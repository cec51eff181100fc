package io.keypath.tokens.service;

import io.keypath.core.AccessList;
import io.keypath.core.AllowedNetworks;
import io.keypath.core.AllowedOrigins;
import io.keypath.core.Expiry;
import io.keypath.core.LifetimePolicy;
import io.keypath.core.TokenString;
import io.keypath.core.Validity;
import io.keypath.core.Vocabulary;
import io.keypath.tokens.service.TokenProblem.Kind;
import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.StoredString;
import io.keypath.tokens.store.TokenFilter;
import io.keypath.tokens.store.TokenKind;
import io.keypath.tokens.store.TokenStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.AccessToken;

/** The rules of the tokens of the session's realm: who may make them, what they may be, how they may change. */
public final class PathTokens extends Credentials {

    private static final int HINT_LENGTH = 4;

    private final KeycloakSession session;
    private final RealmModel realm;
    private @Nullable TokenPolicy policy;

    PathTokens(KeycloakSession session, CredentialLedger ledger) {
        super(ledger, TokenString.Kind.TOKEN);
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** The realm's policy, as it is at the first call; INVALID_REQUEST when an attribute cannot be read. */
    public TokenPolicy policy() {
        TokenPolicy known = policy;
        if (known != null) {
            return known;
        }
        try {
            known = TokenPolicy.of(realm);
            policy = known;
            return known;
        } catch (PolicyAttributes.InvalidPolicyException e) {
            throw PolicyAttributes.unreadable(e);
        }
    }

    @Override
    protected LifetimePolicy lifetimes() {
        return policy().lifetimes();
    }

    /**
     * Refuses a user who may not make tokens.
     *
     * @param authTime epoch seconds of the user's login; 0 when unknown, which is too old
     */
    public void requireCreator(UserModel user, long authTime) {
        requireCreatorRole(user);
        requireRecentLogin(authTime);
    }

    /**
     * Refuses a user whose login is too long ago to make credentials.
     *
     * @param authTime epoch seconds of the user's login; 0 when unknown, which is too old
     */
    public void requireRecentLogin(long authTime) {
        Long maxAuthAge = policy().maxAuthAge();
        if (maxAuthAge != null && Expiry.isExpired(authTime + maxAuthAge, ledger().now())) {
            throw TokenProblem.loginTooOld(maxAuthAge);
        }
    }

    /** As {@link #requireCreator}, of somebody who has not logged in: a service account, or a user by his secret. */
    public void requireCreatorRole(UserModel user) {
        requireStanding(user);
        if (!hasCreatorRole(user)) {
            throw new TokenProblem(Kind.ACCESS_DENIED, "Tokens may be made by users with a role that you lack");
        }
    }

    /** Whether the user has the role that the policy asks for; true when it asks for none. */
    public boolean hasCreatorRole(UserModel user) {
        String creatorRole = policy().creatorRole();
        if (creatorRole == null) {
            return true;
        }
        RoleModel role = KeycloakModelUtils.getRoleFromString(session, realm, creatorRole);
        return role != null && user.hasRole(role);
    }

    /** Refuses a user who could not log in now: whatever else he still has must not give him more. */
    public void requireStanding(UserModel user) {
        if (!LoginStanding.isGood(session, realm, user)) {
            throw new TokenProblem(
                    Kind.ACCESS_DENIED, "The user is disabled, locked out, or has something to do at the next login");
        }
    }

    /**
     * Makes a token.
     *
     * @param owner a user, or a service account's user
     * @param client the client through which it is made; for a service account its own
     */
    public IssuedToken issue(UserModel owner, ClientModel client, TokenRequest request, TokenAudit audit) {
        return issue(owner, client, request, CredentialLedger.UNBOUNDED, audit);
    }

    /**
     * As {@link #issue(UserModel, ClientModel, TokenRequest, TokenAudit)}, and ends the oldest tokens that the owner has
     * of the same name through the same client.
     *
     * @param most how many of that name there are afterwards at most, with the new one; 1 or more
     */
    public IssuedToken issue(UserModel owner, ClientModel client, TokenRequest request, int most, TokenAudit audit) {
        requireUnbound(client);
        TokenPolicy policy = policy();
        long now = ledger().now();
        Long expiresAt = CredentialLedger.expiry(policy.lifetimes(), request.validFor(), now);
        TokenString string = ledger().generate(TokenString.Kind.TOKEN);
        var token = new StoredCredential(
                UUID.randomUUID().toString(),
                realm.getId(),
                TokenKind.PATH_TOKEN,
                owner.getId(),
                client.getId(),
                request.name(),
                request.description(),
                string.hint(),
                reach(Scopes.require(request.scope(), client, owner), request.accessList()),
                new StoredCredential.Restrictions(
                        origins(request.allowedOrigins()), networks(request.allowedNetworks())),
                StoredCredential.Lifetime.from(now, expiresAt),
                true,
                StoredCredential.LastUse.NEVER);
        TokenView view = ledger().add(token, string.sha256(), policy.quota(), most, audit);
        return new IssuedToken(string, view);
    }

    /**
     * Registers a JWT, which ends when its row does.
     *
     * @param owner a user, or a service account's user
     */
    public TokenView register(UserModel owner, ClientModel client, IssuedJwt jwt, TokenAudit audit) {
        var token = new StoredCredential(
                jwt.id(),
                realm.getId(),
                jwt.kind(),
                owner.getId(),
                client.getId(),
                jwt.name(),
                null,
                jwt.id().substring(jwt.id().length() - HINT_LENGTH),
                reach(jwt.scope(), jwt.accessList()),
                StoredCredential.Restrictions.NONE,
                StoredCredential.Lifetime.from(jwt.issuedAt(), jwt.expiresAt()),
                true,
                StoredCredential.LastUse.NEVER);
        return ledger().add(token, jwt.hash(), policy().quota(), audit);
    }

    private static StoredCredential.Reach reach(@Nullable String scope, @Nullable AccessList accessList) {
        return accessList == null
                ? new StoredCredential.Reach(scope, null, List.of())
                : new StoredCredential.Reach(scope, accessList.vocabulary().id(), AccessLists.stored(accessList));
    }

    /** Changes a token; it never reaches more or lives longer afterwards. */
    public TokenView change(@Nullable String ownerId, String id, TokenChange change, TokenAudit audit) {
        return ledger().update(ownerId, id, policy().quota(), audit, token -> changed(token, change));
    }

    @Override
    public IssuedToken rotate(String ownerId, String id, long overlap, TokenAudit audit) {
        ClientModel client = realm.getClientById(get(ownerId, id).token().clientUuid());
        if (client != null) {
            requireUnbound(client);
        }
        return super.rotate(ownerId, id, overlap, audit);
    }

    private static void requireUnbound(ClientModel client) {
        if (KeyBinding.isRequired(client)) {
            throw invalid("The client's tokens are bound to a key (mutual TLS or DPoP), and a path token is not");
        }
    }

    /** Deletes all tokens of a filter and of some owners; their number. */
    public int deleteAll(TokenFilter filter, Owners owners) {
        return ledger().deleteAll(filter, owners);
    }

    /**
     * Ends the token that has this string, for whoever holds it. A string that a rotation retired says nothing of who
     * holds the current one: it ends nothing.
     */
    public void revoke(TokenString string, Function<StoredCredential, TokenAudit> audit) {
        Optional<StoredString> found = TokenStore.of(session).findString(realm.getId(), string.sha256());
        if (found.isEmpty()) {
            return;
        }
        Long usableUntil = found.get().usableUntil();
        if (usableUntil != null && Expiry.isExpired(usableUntil, ledger().now())) {
            return;
        }
        end(found.get().token(), audit);
    }

    /**
     * As {@link #revoke(TokenString, Function)}, of a JWT whose signature is good. One that was exchanged from a path
     * token says nothing of who holds that: it ends nothing.
     */
    public void revoke(AccessToken jwt, Function<StoredCredential, TokenAudit> audit) {
        String parent = PathClaims.parent(jwt);
        if (parent != null) {
            TokenStore.of(session)
                    .findString(realm.getId(), parent)
                    .map(StoredString::token)
                    .filter(token -> token.kind().isJwt())
                    .ifPresent(token -> end(token, audit));
        }
    }

    private void end(StoredCredential token, Function<StoredCredential, TokenAudit> audit) {
        try {
            delete(token.ownerId(), token.id(), audit.apply(token));
        } catch (TokenProblem e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            // Gone meanwhile: what was asked for.
        }
    }

    private StoredCredential changed(StoredCredential token, TokenChange change) {
        boolean renames = change.enabled() == null
                && change.accessList() == null
                && change.validFor() instanceof Validity.Unspecified;
        if (token.kind().isJwt() && !renames) {
            // Who checks the signature alone would not learn of anything else.
            throw invalid(
                    "Of a " + token.kind().title() + " only name and description can be changed; delete it to end it");
        }
        StoredCredential changed = token;
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

    private AccessList narrowed(StoredCredential token, Function<Vocabulary, AccessList> asked) {
        AccessList held = AccessLists.of(token);
        if (held == null) {
            return accessList(policy().vocabulary(), asked);
        }
        AccessList narrowed = accessList(held.vocabulary(), asked);
        if (!narrowed.isWithin(held)) {
            throw invalid("accessList may only become narrower: each entry must lie within what the token reaches");
        }
        return narrowed;
    }

    private StoredCredential shortened(StoredCredential token, Validity validFor) {
        if (validFor instanceof Validity.Unspecified) {
            return token;
        }
        Long held = token.lifetime().expiresAt();
        if (validFor instanceof Validity.Seconds asked) {
            long seconds = asked.seconds();
            if (seconds < LifetimePolicy.MIN_SECONDS || seconds > LifetimePolicy.LIMIT_SECONDS) {
                throw invalid("validFor must be between " + LifetimePolicy.MIN_SECONDS + " and "
                        + LifetimePolicy.LIMIT_SECONDS + " seconds");
            }
            long now = ledger().now();
            if (held == null || now + seconds <= held) {
                return token.withLifetime(token.lifetime().endingIn(seconds, now));
            }
        } else if (held == null) {
            return token;
        }
        throw invalid("validFor may only become shorter, counted from now");
    }

    private static AccessList accessList(Vocabulary vocabulary, Function<Vocabulary, AccessList> asked) {
        try {
            return asked.apply(vocabulary);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> origins(List<String> sent) {
        List<String> origins;
        try {
            origins = sent.isEmpty() ? sent : AllowedOrigins.parse(sent).values();
        } catch (IllegalArgumentException e) {
            throw invalid("allowedOrigins: " + String.valueOf(e.getMessage()));
        }
        // An international name is longer in its ASCII form.
        if (String.join(" ", origins).length() > StoredCredential.Restrictions.MAX_ORIGINS_LENGTH) {
            throw invalid("allowedOrigins may have " + StoredCredential.Restrictions.MAX_ORIGINS_LENGTH
                    + " characters together");
        }
        return origins;
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
}
