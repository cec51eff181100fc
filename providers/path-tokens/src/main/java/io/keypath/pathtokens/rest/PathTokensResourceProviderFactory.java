package io.keypath.pathtokens.rest;

import com.google.auto.service.AutoService;
import io.keypath.pathtokens.service.PathTokenProvider;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/path-tokens}. */
@AutoService(RealmResourceProviderFactory.class)
public final class PathTokensResourceProviderFactory implements RealmResourceProviderFactory {

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new PathTokensResourceProvider(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "path-tokens";
    }

    private record PathTokensResourceProvider(KeycloakSession session) implements RealmResourceProvider {

        // Keycloak answers 404 when there is no resource.
        @Override
        public @Nullable Object getResource() {
            PathTokenProvider provider = PathTokenProvider.of(session);
            return provider == null ? null : new PathTokensResource(session, provider);
        }

        @Override
        public void close() {}
    }
}
