package io.keypath.secretauthenticator.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.AdminEndpoint;
import io.keypath.http.OAuthError;
import io.keypath.tokens.service.PathTokenProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/** Serves {@code /admin/realms/{realm}/client-secrets}. */
@AutoService(AdminRealmResourceProviderFactory.class)
public final class ClientSecretsAdminResourceFactory extends AdminEndpoint {

    public ClientSecretsAdminResourceFactory() {
        super("client-secrets", (session, realm, auth, adminEvent) -> {
            PathTokenProvider tokens = PathTokenProvider.of(session);
            if (tokens == null) {
                throw OAuthError.notFound("Path tokens, which keep the secrets, are switched off");
            }
            return new ClientSecretsAdminResource(session, realm, auth, adminEvent, tokens);
        });
    }
}
