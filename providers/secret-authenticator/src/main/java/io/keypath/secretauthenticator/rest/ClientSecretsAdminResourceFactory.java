package io.keypath.secretauthenticator.rest;

import com.google.auto.service.AutoService;
import io.keypath.accountapi.AdminEndpoint;
import io.keypath.accountapi.OAuthError;
import io.keypath.pathtokens.service.PathTokenProvider;
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
