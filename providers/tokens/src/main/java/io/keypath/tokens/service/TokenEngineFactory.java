package io.keypath.tokens.service;

import com.google.auto.service.AutoService;
import io.keypath.tokens.store.TokenKind;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.TimerProvider;

/** Holds what a node has once: the cache of checked tokens, the last uses, and the timers that serve them. */
@AutoService(TokenEngineFactory.class)
public final class TokenEngineFactory implements ProviderFactory<TokenEngine> {

    private static final String ID = "keypath";
    private static final String FLUSH_TASK = "KeypathTokenLastUses";

    private final SecureRandom random = new SecureRandom();
    private final Clock clock = new KeycloakClock();
    private final LastUses lastUses = new LastUses();
    private @Nullable TokenEngineOptions options;
    private @Nullable KeycloakSessionFactory sessionFactory;
    private @Nullable Node node;

    private record Node(TokenCache cache, ReuseDetection reuse, TokenVerifier verifier) {}

    @Override
    public TokenEngine create(KeycloakSession session) {
        Node here = node(session);
        Function<Set<TokenKind>, CredentialLedger> ledgers =
                kinds -> new CredentialLedger(session, kinds, here.cache(), lastUses, random, clock);
        return new TokenEngine(new PathTokens(session, ledgers.apply(TokenKind.tokens())), here.verifier(), ledgers);
    }

    @Override
    public void init(Config.Scope config) {
        options = TokenEngineOptions.read(config);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        sessionFactory = factory;
        factory.register(new TokenCleanup(session -> node(session).cache()));
        factory.register(this::started);
    }

    @Override
    public void close() {
        KeycloakSessionFactory factory = sessionFactory;
        if (factory != null) {
            lastUses.flush(factory);
        }
        Node here = node;
        if (here != null) {
            here.cache().close();
            here.reuse().close();
        }
    }

    @Override
    public String getId() {
        return ID;
    }

    // Also the order of shutting down: this factory is closed, and writes the last uses, before these are.
    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(JpaConnectionProvider.class, ClusterProvider.class, LocalCacheProvider.class);
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return TokenEngineOptions.metadata();
    }

    private void started(ProviderEvent event) {
        if (event instanceof PostMigrationEvent migrated) {
            KeycloakSessionFactory factory = migrated.getFactory();
            try (KeycloakSession session = factory.create()) {
                schedule(factory, session.getProvider(TimerProvider.class));
            }
        }
    }

    private void schedule(KeycloakSessionFactory factory, TimerProvider timer) {
        TokenEngineOptions read = options();
        timer.schedule(() -> lastUses.flush(factory), read.lastUseInterval().toMillis(), FLUSH_TASK);
        long interval = read.sweepInterval().toMillis();
        timer.schedule(
                new ClusterAwareScheduledTaskRunner(factory, new KeypathTokenSweep(clock, read.retention()), interval),
                interval);
        long rounds = read.noticeInterval().toMillis();
        timer.schedule(new ClusterAwareScheduledTaskRunner(factory, new KeypathNotices(clock), rounds), rounds);
    }

    // Made with the first session: the local cache and the cluster are there only then.
    private synchronized Node node(KeycloakSession session) {
        Node here = node;
        if (here == null) {
            TokenCache cache =
                    TokenCache.create(session, options().cacheTtl(), options().cacheSize());
            var reuse = new ReuseDetection(session, cache);
            here = new Node(cache, reuse, new TokenVerifier(cache, lastUses, reuse, new TokenMetrics(), clock));
            node = here;
        }
        return here;
    }

    private TokenEngineOptions options() {
        TokenEngineOptions read = options;
        if (read == null) {
            throw new IllegalStateException("init was not called");
        }
        return read;
    }
}
