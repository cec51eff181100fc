package io.keypath.pathtokens.store;

import com.google.auto.service.AutoService;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Brings the token tables into Keycloak's own database. */
@AutoService(JpaEntityProviderFactory.class)
public final class TokenEntityProviderFactory implements JpaEntityProviderFactory {

    // Names Liquibase's history table (DATABASECHANGELOG_ and the first 10 letters): never rename it.
    private static final String ID = "keypath-tokens";

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return new TokenEntityProvider();
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return ID;
    }

    private static final class TokenEntityProvider implements JpaEntityProvider {

        @Override
        public List<Class<?>> getEntities() {
            return List.of(TokenEntity.class, TokenStringEntity.class, TokenOwnerEntity.class);
        }

        @Override
        public String getChangelogLocation() {
            return "META-INF/keypath-tokens-changelog.xml";
        }

        @Override
        public String getFactoryId() {
            return ID;
        }

        @Override
        public void close() {}
    }
}
