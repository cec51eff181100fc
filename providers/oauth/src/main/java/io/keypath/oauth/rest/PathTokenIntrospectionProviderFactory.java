package io.keypath.oauth.rest;

import com.google.auto.service.AutoService;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProviderFactory;

/** Takes the place of Keycloak's provider of the same id: no hint, and the hint {@code access_token}. */
@AutoService(TokenIntrospectionProviderFactory.class)
public final class PathTokenIntrospectionProviderFactory extends AccessTokenIntrospectionProviderFactory {

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new PathTokenIntrospectionProvider(session);
    }
}
