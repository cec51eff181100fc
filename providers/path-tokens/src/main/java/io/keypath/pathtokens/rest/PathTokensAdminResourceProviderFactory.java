package io.keypath.pathtokens.rest;

import com.google.auto.service.AutoService;
import io.keypath.accountapi.OAuthError;
import io.keypath.pathtokens.service.PathTokenProvider;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves {@code /admin/realms/{realm}/path-tokens}. */
@AutoService(AdminRealmResourceProviderFactory.class)
public final class PathTokensAdminResourceProviderFactory implements AdminRealmResourceProviderFactory {

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return new PathTokensAdminResourceProvider();
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "path-tokens";
    }

    private record PathTokensAdminResourceProvider() implements AdminRealmResourceProvider {

        @Override
        public Object getResource(
                KeycloakSession session,
                RealmModel realm,
                AdminPermissionEvaluator auth,
                AdminEventBuilder adminEvent) {
            PathTokenProvider provider = PathTokenProvider.of(session);
            if (provider == null) {
                throw OAuthError.notFound("Path tokens are switched off");
            }
            return new PathTokensAdminResource(session, realm, auth, adminEvent, provider.tokens());
        }

        @Override
        public void close() {}
    }
}
