package io.keypath.pathtokens.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.AdminEndpoint;
import io.keypath.http.OAuthError;
import io.keypath.tokens.service.TokenEngine;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/** Serves {@code /admin/realms/{realm}/path-tokens}. */
@AutoService(AdminRealmResourceProviderFactory.class)
public final class PathTokensAdminResourceProviderFactory extends AdminEndpoint {

    public PathTokensAdminResourceProviderFactory() {
        super("path-tokens", (session, realm, auth, adminEvent) -> {
            TokenEngine provider = TokenEngine.of(session);
            if (provider == null) {
                throw OAuthError.notFound("Path tokens are switched off");
            }
            return new PathTokensAdminResource(session, realm, auth, adminEvent, provider.tokens());
        });
    }
}
