package io.keypath.http;

import io.keypath.tokens.service.PathClaims;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves {@code /admin/realms/{realm}/<id>} with a resource that is made for each request. */
public abstract class AdminEndpoint implements AdminRealmResourceProviderFactory {

    private final String id;
    private final AdminRealmResourceProvider provider;

    /** What makes the resource of a request that Keycloak has authenticated. */
    @FunctionalInterface
    protected interface Creator {
        Object create(
                KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent);
    }

    protected AdminEndpoint(String id, Creator resource) {
        this.id = id;
        this.provider = new Served(resource);
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final AdminRealmResourceProvider create(KeycloakSession session) {
        return provider;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    private record Served(Creator resource) implements AdminRealmResourceProvider {

        @Override
        public Object getResource(
                KeycloakSession session,
                RealmModel realm,
                AdminPermissionEvaluator auth,
                AdminEventBuilder adminEvent) {
            Outage.translateFor(session);
            AdminAuth admin = auth.adminAuth();
            if (PathClaims.isRestricted(admin.getRealm(), admin.getToken())) {
                throw OAuthError.accessDenied("A token that is restricted to paths is not for administration");
            }
            return resource.create(session, realm, auth, adminEvent);
        }

        @Override
        public void close() {}
    }
}
