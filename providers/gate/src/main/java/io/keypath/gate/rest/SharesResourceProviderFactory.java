package io.keypath.gate.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.RealmEndpoint;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/gate-shares}. */
@AutoService(RealmResourceProviderFactory.class)
public final class SharesResourceProviderFactory extends RealmEndpoint {

    public SharesResourceProviderFactory() {
        super("gate-shares", SharesResource::enter);
    }
}
