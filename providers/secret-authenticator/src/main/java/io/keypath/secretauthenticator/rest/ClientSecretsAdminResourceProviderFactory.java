package io.keypath.secretauthenticator.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.AdminEndpoint;
import io.keypath.http.OAuthError;
import io.keypath.tokens.service.TokenEngine;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/** Serves {@code /admin/realms/{realm}/client-secrets}. */
@AutoService(AdminRealmResourceProviderFactory.class)
public final class ClientSecretsAdminResourceProviderFactory extends AdminEndpoint {

    public ClientSecretsAdminResourceProviderFactory() {
        super("client-secrets", (session, realm, auth, adminEvent) -> {
            TokenEngine tokens = TokenEngine.of(session);
            if (tokens == null) {
                throw OAuthError.notFound("Path tokens, which keep the secrets, are switched off");
            }
            return new ClientSecretsAdminResource(session, realm, auth, adminEvent, tokens);
        });
    }
}
