package io.keypath.secretauthenticator.service;

import io.keypath.core.LifetimePolicy;
import io.keypath.core.TokenString;
import io.keypath.core.Validity;
import io.keypath.tokens.service.CredentialLedger;
import io.keypath.tokens.service.Credentials;
import io.keypath.tokens.service.IssuedToken;
import io.keypath.tokens.service.PolicyAttributes;
import io.keypath.tokens.service.TokenAudit;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.TokenProblem;
import io.keypath.tokens.service.TokenProblem.Kind;
import io.keypath.tokens.service.TokenQuota;
import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenKind;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/** The rules of the {@code kps_} secrets of clients and of developers in the session's realm. */
public final class Secrets extends Credentials {

    private final KeycloakSession session;
    private final RealmModel realm;
    private @Nullable SecretPolicy policy;

    private Secrets(KeycloakSession session, Set<TokenKind> kinds, TokenEngine tokens) {
        super(tokens.ledger(kinds), TokenString.Kind.SECRET);
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** All secrets, as administrators see them: a client's own, and those of developers, for the client of these. */
    public static Secrets ofAll(KeycloakSession session, TokenEngine tokens) {
        return new Secrets(session, TokenKind.secrets(), tokens);
    }

    /** Secrets of developers. */
    public static Secrets ofDevelopers(KeycloakSession session, TokenEngine tokens) {
        return new Secrets(session, Set.of(TokenKind.DEVELOPER_SECRET), tokens);
    }

    /** Whether the secrets of a client are those of the realm's developers. */
    public static boolean isOfDevelopers(ClientModel client) {
        return Developers.CLIENT_ID.equals(client.getClientId());
    }

    /** Makes this the policy of the session's realm, and the client of developers when it turns these on. */
    public static void setPolicy(KeycloakSession session, SecretPolicy policy) {
        RealmModel realm = session.getContext().getRealm();
        String role = policy.developerRole();
        if (role != null && KeycloakModelUtils.getRoleFromString(session, realm, role) == null) {
            throw invalid("developerRole must be a role of the realm, or client.role");
        }
        for (String grant : policy.developerGrants()) {
            if (session.getKeycloakSessionFactory().getProviderFactory(OAuth2GrantType.class, grant) == null) {
                throw invalid("developerGrants must name grant types of this server");
            }
        }
        if (role != null && realm.getClientByClientId(Developers.CLIENT_ID) != null) {
            Developers.requireClient(session, realm);
        }
        policy.attributes().forEach(realm::setAttribute);
        Developers.addClient(session, realm);
    }

    /** The realm's policy, as it is at the first call; INVALID_REQUEST when an attribute cannot be read. */
    public SecretPolicy policy() {
        SecretPolicy known = policy;
        if (known == null) {
            try {
                known = SecretPolicy.of(realm);
            } catch (PolicyAttributes.InvalidPolicyException e) {
                throw PolicyAttributes.unreadable(e);
            }
            policy = known;
        }
        return known;
    }

    @Override
    protected LifetimePolicy lifetimes() {
        return policy().lifetimes();
    }

    /** Whether the realm has developer secrets, and the user the role for them. */
    public boolean isDeveloper(UserModel user) {
        return Developers.isOne(session, realm, user);
    }

    /** Refuses a user who may not have developer secrets. */
    public void requireDeveloper(UserModel user) {
        if (!isDeveloper(user)) {
            throw new TokenProblem(
                    Kind.ACCESS_DENIED,
                    policy().developerRole() == null
                            ? "Developer secrets are switched off in this realm"
                            : "Developer secrets are for users with a role that you lack");
        }
    }

    /** Makes a secret for a client. */
    public IssuedToken issue(ClientModel client, String name, Validity validFor, TokenAudit audit) {
        if (client.isPublicClient()
                || client.isBearerOnly()
                || !SecretClientAuthenticator.ID.equals(client.getClientAuthenticatorType())) {
            throw invalid(
                    "The client does not authenticate with Authorization: Secret; choose this client authenticator"
                            + " in its Credentials tab (clientAuthenticatorType " + SecretClientAuthenticator.ID + ")");
        }
        return issue(TokenKind.CLIENT_SECRET, client.getId(), client, name, validFor, audit);
    }

    /** Makes a secret for a user, who must be a developer. */
    public IssuedToken issue(UserModel user, String name, Validity validFor, TokenAudit audit) {
        return issue(
                TokenKind.DEVELOPER_SECRET,
                user.getId(),
                Developers.requireClient(session, realm),
                name,
                validFor,
                audit);
    }

    private IssuedToken issue(
            TokenKind kind, String ownerId, ClientModel client, String name, Validity validFor, TokenAudit audit) {
        SecretPolicy policy = policy();
        long now = ledger().now();
        Long expiresAt = CredentialLedger.expiry(policy.lifetimes(), validFor, now);
        TokenString string = ledger().generate(TokenString.Kind.SECRET);
        var secret = new StoredCredential(
                UUID.randomUUID().toString(),
                realm.getId(),
                kind,
                ownerId,
                client.getId(),
                name,
                null,
                string.hint(),
                StoredCredential.Reach.NONE,
                StoredCredential.Restrictions.NONE,
                StoredCredential.Lifetime.from(now, expiresAt),
                true,
                StoredCredential.LastUse.NEVER);
        return new IssuedToken(
                string,
                ledger().add(secret, string.sha256(), new TokenQuota(policy.maxPerOwner(), "secrets", 0), audit));
    }
}
