package io.keypath.gate.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.AdminEndpoint;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/** Serves {@code /admin/realms/{realm}/gates}. */
@AutoService(AdminRealmResourceProviderFactory.class)
public final class GatesAdminResourceProviderFactory extends AdminEndpoint {

    public GatesAdminResourceProviderFactory() {
        super("gates", GatesAdminResource::new);
    }
}
