package io.keypath.quicklogin;

import com.google.auto.service.AutoService;
import java.security.SecureRandom;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/quick-login}. */
@AutoService(RealmResourceProviderFactory.class)
public final class QuickLoginResourceProviderFactory implements RealmResourceProviderFactory {

    private final SecureRandom random = new SecureRandom();

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new QuickLoginResourceProvider(session, random);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return "quick-login";
    }

    private record QuickLoginResourceProvider(KeycloakSession session, SecureRandom random)
            implements RealmResourceProvider {

        @Override
        public Object getResource() {
            return new QuickLoginResource(session, random);
        }

        @Override
        public void close() {}
    }
}
