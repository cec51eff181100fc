package io.keypath.gate;

import com.google.auto.service.AutoService;
import io.keypath.pathtokens.service.PathTokenProvider;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/gate}. */
@AutoService(RealmResourceProviderFactory.class)
public final class GateResourceProviderFactory implements RealmResourceProviderFactory {

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new GateResourceProvider(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "gate";
    }

    private record GateResourceProvider(KeycloakSession session) implements RealmResourceProvider {

        // Keycloak answers 404 when there is no resource.
        @Override
        public @Nullable Object getResource() {
            PathTokenProvider tokens = PathTokenProvider.of(session);
            return tokens == null ? null : new GateResource(session, tokens);
        }

        @Override
        public void close() {}
    }
}
