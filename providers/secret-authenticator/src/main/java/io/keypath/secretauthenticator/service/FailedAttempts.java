package io.keypath.secretauthenticator.service;

import io.keypath.core.Sha256;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.keycloak.cache.LocalCache;
import org.keycloak.cache.LocalCacheConfiguration;
import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Counts wrong secrets by address, on this node. An address that sent too many is told to wait; nobody else is, neither
 * the client whose secret is guessed nor who shows, from the same address, a secret that was good there before. That one
 * waits too once there were many more: whoever shares the address would else see by the answer when he guessed it.
 */
final class FailedAttempts implements AutoCloseable {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration TRUST = Duration.ofHours(1);
    private static final int SIZE = 100_000;

    // Times the limit.
    private static final int HARD_LIMIT = 5;

    private final int limit;
    private final Clock clock;
    private final LocalCache<String, Window> windows;
    private final LocalCache<String, Boolean> trusted;

    private record Window(long endsAt, AtomicInteger count) {}

    /** @param limit wrong secrets of an address in a minute before it is told to wait */
    FailedAttempts(KeycloakSession session, int limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
        LocalCacheProvider caches = session.getProvider(LocalCacheProvider.class);
        // The overload that takes a Duration counts from the last access (Keycloak 26.7).
        this.windows = caches.create(LocalCacheConfiguration.<String, Window>builder()
                .name("keypathSecretGuesses")
                .maxSize(SIZE)
                .expirationAfterCreate((address, window) -> WINDOW)
                .build());
        this.trusted = caches.create(LocalCacheConfiguration.<String, Boolean>builder()
                .name("keypathSecretTrusted")
                .maxSize(SIZE)
                .expirationAfterCreate((pair, trust) -> TRUST)
                .build());
    }

    /** Seconds that an address has to wait; 0 when it may go on. */
    long wait(String address) {
        return wait(windows.get(address), limit);
    }

    /** As {@link #wait(String)}, with a secret, which may have been good from there before. */
    long wait(String address, String secret) {
        Window window = windows.get(address);
        return wait(window, wasRight(address, secret) ? limit * HARD_LIMIT : limit);
    }

    private long wait(@Nullable Window window, int most) {
        if (window == null || window.count().get() < most) {
            return 0;
        }
        long millis = window.endsAt() - clock.millis();
        return millis <= 0 ? 0 : (millis + 999) / 1000;
    }

    /** Counts a wrong secret. */
    synchronized void wrong(String address) {
        long now = clock.millis();
        Window window = windows.get(address);
        if (window == null || window.endsAt() <= now) {
            window = new Window(now + WINDOW.toMillis(), new AtomicInteger());
            windows.put(address, window);
        }
        window.count().incrementAndGet();
    }

    /** Remembers that a secret was good from an address. */
    void right(String address, String secret) {
        trusted.put(pair(address, secret), true);
    }

    private boolean wasRight(String address, String secret) {
        return trusted.get(pair(address, secret)) != null;
    }

    // Nothing but a digest: a secret must not stay in memory for its sake.
    private static String pair(String address, String secret) {
        return Sha256.hex(address + ' ' + secret);
    }

    @Override
    public void close() {
        windows.close();
        trusted.close();
    }
}
