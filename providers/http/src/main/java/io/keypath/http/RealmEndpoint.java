package io.keypath.http;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/<id>} with a resource that is made for each request. */
public abstract class RealmEndpoint implements RealmResourceProviderFactory {

    private final String id;
    private final Function<KeycloakSession, @Nullable Object> resource;

    /** @param resource makes the resource; null is answered with 404 */
    protected RealmEndpoint(String id, Function<KeycloakSession, @Nullable Object> resource) {
        this.id = id;
        this.resource = resource;
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final RealmResourceProvider create(KeycloakSession session) {
        return new Served(session, resource);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    private record Served(KeycloakSession session, Function<KeycloakSession, @Nullable Object> resource)
            implements RealmResourceProvider {

        @Override
        public @Nullable Object getResource() {
            Outage.translateFor(session);
            return resource.apply(session);
        }

        @Override
        public void close() {}
    }
}
