package io.keypath.tokens.service;

import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;

/** Clients whose tokens Keycloak binds to a key, by mutual TLS (RFC 8705) or DPoP (RFC 9449). A path token is never bound. */
public final class KeyBinding {

    private KeyBinding() {}

    public static boolean isRequired(ClientModel client) {
        var config = OIDCAdvancedConfigWrapper.fromClientModel(client);
        return config.isUseDPoP() || config.isUseMtlsHokToken();
    }
}
