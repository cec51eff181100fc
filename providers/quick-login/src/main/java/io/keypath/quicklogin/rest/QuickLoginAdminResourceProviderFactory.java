package io.keypath.quicklogin.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.AdminEndpoint;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/** Serves {@code /admin/realms/{realm}/quick-login}. */
@AutoService(AdminRealmResourceProviderFactory.class)
public final class QuickLoginAdminResourceProviderFactory extends AdminEndpoint {

    public QuickLoginAdminResourceProviderFactory() {
        super("quick-login", QuickLoginAdminResource::new);
    }
}
