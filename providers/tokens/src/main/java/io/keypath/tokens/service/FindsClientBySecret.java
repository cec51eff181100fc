package io.keypath.tokens.service;

import org.keycloak.authentication.ClientAuthenticator;
import org.keycloak.authentication.ClientAuthenticatorFactory;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** A client authenticator by which a secret alone says which client it is, so that no two clients may have the same one. */
public interface FindsClientBySecret extends ClientAuthenticatorFactory {

    /** Whether the client authenticates so. */
    static boolean isFor(KeycloakSession session, ClientModel client) {
        String type = client.getClientAuthenticatorType();
        return type != null
                && session.getKeycloakSessionFactory().getProviderFactory(ClientAuthenticator.class, type)
                        instanceof FindsClientBySecret;
    }
}
