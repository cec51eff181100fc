package io.keypath.tokens.service;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.keycloak.cache.LocalCache;
import org.keycloak.cache.LocalCacheConfiguration;
import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.cluster.ClusterEvent;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.cache.infinispan.events.CacheKeyInvalidatedEvent;

/**
 * Tokens that this node found good, by the SHA-256 of their string, for a second or so. Nothing that was refused is
 * kept. Whatever changes a token evicts it here and, by cluster message, on every other node.
 */
final class TokenCache implements Eviction, AutoCloseable {

    private static final String EVICTED = "keypath-token-evicted";

    // Beyond this many, one message that clears the caches is cheaper than one for each.
    private static final int MOST_MESSAGES = 500;
    private static final String ALL = "*";

    private final LocalCache<String, Entry> entries;
    private final AtomicLong evictions = new AtomicLong();
    private volatile long generation;

    // The generation stands in for clearing, which Keycloak's local cache cannot do.
    private record Entry(CachedCredential token, long generation) {}

    private TokenCache(LocalCache<String, Entry> entries) {
        this.entries = entries;
    }

    /** A cache whose entries live no longer than {@code ttl} after they were put, however often they are read. */
    static TokenCache create(KeycloakSession session, Duration ttl, int size) {
        // The overload that takes a Duration counts from the last access (Keycloak 26.7): a busy token would stay.
        LocalCache<String, Entry> entries = session.getProvider(LocalCacheProvider.class)
                .create(LocalCacheConfiguration.<String, Entry>builder()
                        .name("keypathToken")
                        .maxSize(size)
                        .expirationAfterCreate((hash, entry) -> ttl)
                        .build());
        var cache = new TokenCache(entries);
        session.getProvider(ClusterProvider.class).registerListener(EVICTED, cache::evicted);
        return cache;
    }

    @Nullable
    CachedCredential get(String hash) {
        Entry entry = entries.get(hash);
        return entry == null || entry.generation != generation ? null : entry.token;
    }

    /** To be taken before a token is read from the database and given back to {@link #put}. */
    long mark() {
        return evictions.get();
    }

    /** Keeps a token, unless anything was evicted since the mark: the row that was read may be the old one. */
    void put(String hash, CachedCredential token, long mark) {
        long current = generation;
        if (evictions.get() != mark) {
            return;
        }
        entries.put(hash, new Entry(token, current));
        if (evictions.get() != mark) {
            entries.invalidate(hash);
        }
    }

    @Override
    public void evict(KeycloakSession session, Collection<String> hashes) {
        if (hashes.isEmpty()) {
            return;
        }
        Collection<String> keys = hashes.size() > MOST_MESSAGES ? List.of(ALL) : hashes;
        keys.forEach(this::forget);
        // An event class of our own has no marshaller in Keycloak's cluster.
        session.getProvider(ClusterProvider.class)
                .notify(
                        EVICTED,
                        keys.stream().map(CacheKeyInvalidatedEvent::new).toList(),
                        true);
    }

    private void evicted(ClusterEvent event) {
        if (event instanceof CacheKeyInvalidatedEvent invalidated) {
            forget(invalidated.getId());
        }
    }

    private void forget(String key) {
        evictions.incrementAndGet();
        if (key.equals(ALL)) {
            generation = evictions.get();
        } else {
            entries.invalidate(key);
        }
    }

    @Override
    public void close() {
        entries.close();
    }
}
