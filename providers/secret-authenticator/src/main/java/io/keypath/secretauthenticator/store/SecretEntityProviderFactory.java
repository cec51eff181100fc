package io.keypath.secretauthenticator.store;

import com.google.auto.service.AutoService;
import io.keypath.tokens.store.Entities;
import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;

/** Brings the index of client secrets into Keycloak's own database. */
@AutoService(JpaEntityProviderFactory.class)
public final class SecretEntityProviderFactory extends Entities {

    public SecretEntityProviderFactory() {
        // Names Liquibase's history table (DATABASECHANGELOG_ and the first 10 letters): never rename it.
        super("keypath-secrets", "META-INF/keypath-secrets-changelog.xml", List.of(ClientSecretEntity.class));
    }
}
