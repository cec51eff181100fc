package io.keypath.tokens.store;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Brings tables of a feature into Keycloak's own database. */
public abstract class Entities implements JpaEntityProviderFactory {

    private final String id;
    private final JpaEntityProvider provider;

    /**
     * @param id names Liquibase's history table: {@code DATABASECHANGELOG_} and its first 10 letters
     * @param changelog where the changelog is in the jar
     */
    protected Entities(String id, String changelog, List<Class<?>> classes) {
        this.id = id;
        this.provider = new Tables(id, changelog, List.copyOf(classes));
    }

    @Override
    public final JpaEntityProvider create(KeycloakSession session) {
        return provider;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public final String getId() {
        return id;
    }

    private record Tables(String id, String changelog, List<Class<?>> classes) implements JpaEntityProvider {

        @Override
        public List<Class<?>> getEntities() {
            return classes;
        }

        @Override
        public String getChangelogLocation() {
            return changelog;
        }

        @Override
        public String getFactoryId() {
            return id;
        }

        @Override
        public void close() {}
    }
}
