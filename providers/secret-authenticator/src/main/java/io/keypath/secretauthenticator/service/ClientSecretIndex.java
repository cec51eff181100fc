package io.keypath.secretauthenticator.service;

import io.keypath.core.Sha256;
import io.keypath.secretauthenticator.store.ClientSecretStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCClientSecretConfigWrapper;
import org.keycloak.representations.idm.ComponentRepresentation;

/**
 * Finds the client of a secret of Keycloak's Credentials tab. Keycloak has no index of these, so one is kept beside, of the
 * secrets of clients of this authenticator's type. It says where to look and never what is right: a secret counts only
 * when it is the client's own now.
 */
final class ClientSecretIndex {

    // What an export has in a secret's place. Imported, Keycloak takes it for the secret; everybody knows it.
    private static final String MASK = ComponentRepresentation.SECRET_VALUE;

    private ClientSecretIndex() {}

    /** The client that has this secret now; null for none, and when two clients have the same one. */
    static @Nullable ClientModel find(KeycloakSession session, RealmModel realm, String secret) {
        List<String> uuids = ClientSecretStore.of(session).clients(realm.getId(), Sha256.hex(secret));
        ClientModel client = uuids.size() == 1 ? realm.getClientById(uuids.get(0)) : null;
        return client != null && isSecretOf(session, client, secret) ? client : null;
    }

    /** Whether a client of this authenticator's type has this secret now, or had it before a rotation not yet over. */
    static boolean isSecretOf(KeycloakSession session, ClientModel client, String secret) {
        if (!isIndexed(client) || client.getSecret() == null || MASK.equals(secret)) {
            return false;
        }
        // As Keycloak's own authenticator does: in constant time, the vault and the rotation included.
        var wrapper = OIDCClientSecretConfigWrapper.fromClientModel(client);
        return !wrapper.isClientSecretExpired()
                && (wrapper.validateSecret(session, secret) || wrapper.validateRotatedSecret(session, secret));
    }

    /** Takes up what a client has now. */
    static void update(KeycloakSession session, ClientModel client) {
        ClientSecretStore.of(session).replace(client.getRealm().getId(), client.getId(), hashes(client));
    }

    /** Forgets a client. */
    static void remove(KeycloakSession session, ClientModel client) {
        ClientSecretStore.of(session).replace(client.getRealm().getId(), client.getId(), Set.of());
    }

    static void removeAll(KeycloakSession session, RealmModel realm) {
        ClientSecretStore.of(session).deleteOfRealm(realm.getId());
    }

    /** Takes up the clients that were made while nobody kept the index. */
    static void complete(KeycloakSession session, RealmModel realm) {
        ClientSecretStore.of(session).complete(realm.getId(), SecretClientAuthenticator.ID);
    }

    private static Set<String> hashes(ClientModel client) {
        var hashes = new HashSet<String>();
        if (isIndexed(client)) {
            String secret = client.getSecret();
            if (secret != null && !secret.isEmpty()) {
                hashes.add(Sha256.hex(secret));
            }
            var wrapper = OIDCClientSecretConfigWrapper.fromClientModel(client);
            if (wrapper.hasRotatedSecret()) {
                hashes.add(Sha256.hex(wrapper.getClientRotatedSecret(null)));
            }
        }
        return hashes;
    }

    private static boolean isIndexed(ClientModel client) {
        return SecretClientAuthenticator.ID.equals(client.getClientAuthenticatorType())
                && !client.isPublicClient()
                && !client.isBearerOnly();
    }
}
