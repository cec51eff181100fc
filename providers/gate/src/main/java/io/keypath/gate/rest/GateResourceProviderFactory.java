package io.keypath.gate.rest;

import com.google.auto.service.AutoService;
import io.keypath.gate.service.Gates;
import io.keypath.gate.service.KeypathShareSweep;
import io.keypath.http.RealmEndpoint;
import io.keypath.tokens.service.TokenEngine;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;
import org.keycloak.services.resource.RealmResourceProviderFactory;
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.TimerProvider;

/** Serves {@code /realms/{realm}/gate}; 404 when path tokens are switched off. */
@AutoService(RealmResourceProviderFactory.class)
public final class GateResourceProviderFactory extends RealmEndpoint {

    public GateResourceProviderFactory() {
        this(new Gates());
    }

    private static final Duration FLUSH = Duration.ofSeconds(10);
    private static final Duration SWEEP = Duration.ofHours(1);

    private final Gates gates;
    private @Nullable KeycloakSessionFactory sessionFactory;

    private GateResourceProviderFactory(Gates gates) {
        super("gate", session -> {
            TokenEngine tokens = TokenEngine.of(session);
            return tokens == null ? null : new GateResource(session, tokens, gates);
        });
        this.gates = gates;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        sessionFactory = factory;
        factory.register(event -> {
            if (event instanceof PostMigrationEvent migrated) {
                try (KeycloakSession session = migrated.getFactory().create()) {
                    schedule(migrated.getFactory(), session.getProvider(TimerProvider.class));
                }
            }
        });
    }

    private void schedule(KeycloakSessionFactory factory, TimerProvider timer) {
        timer.schedule(() -> gates.shareUses().flush(factory), FLUSH.toMillis(), "keypath-share-uses");
        timer.schedule(
                new ClusterAwareScheduledTaskRunner(factory, new KeypathShareSweep(), SWEEP.toMillis()),
                SWEEP.toMillis());
    }

    @Override
    public void close() {
        if (sessionFactory != null) {
            gates.shareUses().flush(sessionFactory);
        }
    }

    // Also the order of shutting down: this factory is closed, and writes the last uses, before these are.
    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(JpaConnectionProvider.class);
    }
}
