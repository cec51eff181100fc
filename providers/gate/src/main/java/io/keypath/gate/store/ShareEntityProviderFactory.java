package io.keypath.gate.store;

import com.google.auto.service.AutoService;
import io.keypath.tokens.store.Entities;
import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSessionFactory;

/** Brings shares into Keycloak's own database. */
@AutoService(JpaEntityProviderFactory.class)
public final class ShareEntityProviderFactory extends Entities {

    public ShareEntityProviderFactory() {
        // Names Liquibase's history table (DATABASECHANGELOG_ and the first 10 letters): never rename it.
        super("keypath-gate", "META-INF/keypath-gate-changelog.xml", List.of(ShareEntity.class));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(ShareCleanup::onEvent);
    }
}
