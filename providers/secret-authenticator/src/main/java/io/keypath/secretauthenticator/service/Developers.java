package io.keypath.secretauthenticator.service;

import io.keypath.tokens.service.Clients;
import io.keypath.tokens.service.GrantOnBehalf;
import io.keypath.tokens.service.PolicyAttributes;
import io.keypath.tokens.service.TokenProblem;
import java.util.HashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.managers.ClientManager;

/** Who may have developer secrets, and the client that these authenticate. */
final class Developers {

    /** clientId of the realm's client that developer secrets authenticate. */
    static final String CLIENT_ID = "keypath-developer";

    private static final Logger LOG = Logger.getLogger(Developers.class);

    private Developers() {}

    /** Whether the realm has developer secrets and the user has the role for them. */
    static boolean isOne(KeycloakSession session, RealmModel realm, UserModel user) {
        String name = SecretPolicy.developerRole(realm);
        RoleModel role = name == null ? null : KeycloakModelUtils.getRoleFromString(session, realm, name);
        return role != null && user.getServiceAccountClientLink() == null && user.hasRole(role);
    }

    /** The realm's client for developer secrets; null when there is none that could serve. */
    static @Nullable ClientModel client(RealmModel realm) {
        ClientModel client = Clients.find(realm, CLIENT_ID);
        return client == null
                        || client.isPublicClient()
                        || client.isBearerOnly()
                        || !SecretClientAuthenticator.ID.equals(client.getClientAuthenticatorType())
                ? null
                : client;
    }

    /** As {@link #client}, and INVALID_REQUEST when there is none. */
    static ClientModel requireClient(KeycloakSession session, RealmModel realm) {
        if (realm.getClientByClientId(CLIENT_ID) == null) {
            addClientOnce(session, realm);
        }
        ClientModel client = client(realm);
        if (client == null) {
            throw new TokenProblem(
                    TokenProblem.Kind.INVALID_REQUEST,
                    "The realm's client " + CLIENT_ID + " is not one for developer secrets; an administrator must"
                            + " set its client authenticator to " + SecretClientAuthenticator.ID + " or delete it");
        }
        return client;
    }

    // In a transaction of its own: of two requests that meet here, one must not undo what the other needs.
    private static void addClientOnce(KeycloakSession session, RealmModel realm) {
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(), inner -> {
                RealmModel same = inner.realms().getRealm(realm.getId());
                inner.getContext().setRealm(same);
                addClient(inner, same);
            });
        } catch (ModelDuplicateException e) {
            // Another request made it: what was wanted.
        }
    }

    /** Makes the client if the realm has developer secrets and has no such client. */
    static void addClient(KeycloakSession session, RealmModel realm) {
        if (SecretPolicy.developerRole(realm) == null || realm.getClientByClientId(CLIENT_ID) != null) {
            return;
        }
        var client = new ClientRepresentation();
        client.setClientId(CLIENT_ID);
        client.setName("Keypath developer secrets");
        client.setDescription("Authenticated by the developer secrets of users, on their behalf");
        client.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        client.setClientAuthenticatorType(SecretClientAuthenticator.ID);
        client.setPublicClient(false);
        client.setBearerOnly(false);
        client.setStandardFlowEnabled(false);
        client.setImplicitFlowEnabled(false);
        client.setDirectAccessGrantsEnabled(false);
        client.setServiceAccountsEnabled(false);
        client.setFullScopeAllowed(true);
        var attributes = new HashMap<String, String>();
        GrantOnBehalf.all(session).forEach(grant -> attributes.putAll(grant.clientAttributes()));
        client.setAttributes(attributes);
        // As each client of the realm, it gets the realm's default client scopes.
        ClientModel made = ClientManager.createClient(session, realm, client);
        // Nobody needs to authenticate as the client itself.
        made.setSecret(null);
        ClientSecretIndex.update(session, made);
        LOG.infof("Made the client %s in realm %s", CLIENT_ID, realm.getName());
    }

    /** Whether the realm lets a developer secret authenticate for a grant type; false when the policy cannot be read. */
    static boolean permits(KeycloakSession session, RealmModel realm, @Nullable String grantType) {
        try {
            return grantType != null
                    && SecretPolicy.of(realm).developerGrants(session).contains(grantType);
        } catch (PolicyAttributes.InvalidPolicyException e) {
            LOG.warnf("Developer secrets are refused in realm %s: %s", realm.getName(), e.getMessage());
            return false;
        }
    }
}
