package io.keypath.gate.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.AdminEndpoint;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/** Serves {@code /admin/realms/{realm}/gate-shares}. */
@AutoService(AdminRealmResourceProviderFactory.class)
public final class SharesAdminResourceProviderFactory extends AdminEndpoint {

    public SharesAdminResourceProviderFactory() {
        super("gate-shares", SharesAdminResource::new);
    }
}
