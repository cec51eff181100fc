package io.keypath.oauth.rest;

import com.google.auto.service.AutoService;
import io.keypath.tokens.service.JwtId;
import io.keypath.tokens.service.TokenEngine;
import java.util.Comparator;
import java.util.Optional;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RevokedTokenProvider;
import org.keycloak.models.RevokedTokenProviderFactory;

/**
 * What all of Keycloak's endpoints ask whether a JWT was revoked, userinfo among them. To what Keycloak knows it adds that a
 * JWT which was exchanged from a path token is revoked once that is no longer good. The JWT names its parent in its {@code
 * jti}, so that nothing is written for it, neither when it is made nor when the parent ends.
 */
@AutoService(RevokedTokenProviderFactory.class)
@SuppressWarnings("rawtypes") // Keycloak's interface has a parameter, and a service is named without.
public final class PathRevokedTokenProviderFactory
        implements RevokedTokenProviderFactory<PathRevokedTokenProviderFactory.PathRevokedTokenProvider> {

    private static final String ID = "keypath";

    @Override
    public PathRevokedTokenProvider create(KeycloakSession session) {
        RevokedTokenProvider keycloaks = session.getKeycloakSessionFactory()
                .getProviderFactoriesStream(RevokedTokenProvider.class)
                .filter(factory -> !factory.getId().equals(ID))
                .max(Comparator.comparingInt(factory -> factory.order()))
                .map(factory -> session.getProvider(RevokedTokenProvider.class, factory.getId()))
                .orElseThrow(() -> new IllegalStateException("Keycloak has no store of revoked tokens"));
        return new PathRevokedTokenProvider(session, keycloaks);
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

    // In the place of Keycloak's own (1), which it asks.
    @Override
    public int order() {
        return 10;
    }

    /** Adds to Keycloak's revoked tokens those whose row has ended. */
    public record PathRevokedTokenProvider(KeycloakSession session, RevokedTokenProvider keycloaks)
            implements RevokedTokenProvider {

        @Override
        public boolean put(String id, long lifespanSeconds) {
            return keycloaks.put(id, lifespanSeconds);
        }

        @Override
        public boolean contains(String id) {
            return hasEnded(id) || keycloaks.contains(id);
        }

        private boolean hasEnded(String jti) {
            Optional<String> parent = JwtId.parentHash(jti);
            if (parent.isEmpty()) {
                return false;
            }
            TokenEngine tokens = TokenEngine.of(session);
            // Switched off, nobody can tell whether the path token is still there.
            return tokens == null
                    || !tokens.verifier().isAlive(session, session.getContext().getRealm(), parent.get());
        }

        @Override
        public void close() {}
    }
}
