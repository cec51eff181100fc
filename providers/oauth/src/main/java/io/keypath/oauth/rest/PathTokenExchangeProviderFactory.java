package io.keypath.oauth.rest;

import com.google.auto.service.AutoService;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenExchangeProviderFactory;

/** Adds the subject token type of path tokens to Keycloak's token exchange. */
@AutoService(TokenExchangeProviderFactory.class)
public final class PathTokenExchangeProviderFactory implements TokenExchangeProviderFactory {

    @Override
    public TokenExchangeProvider create(KeycloakSession session) {
        return new PathTokenExchangeProvider();
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "path-token";
    }

    // Asked before Keycloak's own (10), of which the legacy one takes every type; it takes none but ours.
    @Override
    public int order() {
        return 20;
    }
}
