package io.keypath.gate.service;

import io.keypath.gate.store.Principal;
import io.keypath.gate.store.ShareFilter;
import io.keypath.gate.store.ShareStore;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * Which realms share anything with anyone, as this node found out within the last second: of one that does not, a refusal costs
 * no query. A share that is taken back is asked for each time and is gone at once.
 */
final class PublicShares {

    private static final long KNOWN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_REALMS = 10_000;

    private static final ConcurrentMap<String, Known> REALMS = new ConcurrentHashMap<>();

    /** @param at of the JVM's clock, in nanoseconds */
    private record Known(boolean any, long at) {}

    private PublicShares() {}

    static boolean exist(KeycloakSession session, String realmId) {
        long now = System.nanoTime();
        Known known = REALMS.get(realmId);
        if (known != null && now - known.at < KNOWN_NANOS) {
            return known.any;
        }
        boolean any = !ShareStore.of(session)
                .list(ShareFilter.ofRealm(realmId).withPrincipal(Principal.ANYONE), 0, 1)
                .isEmpty();
        if (REALMS.size() >= MOST_REALMS) {
            REALMS.clear();
        }
        REALMS.put(realmId, new Known(any, now));
        return any;
    }

    /** A new one is seen on this node as soon as it is there, on others within a second. */
    static void forgetAfterCommit(KeycloakSession session, String realmId) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                REALMS.remove(realmId);
            }

            @Override
            protected void rollbackImpl() {
                // There is none.
            }
        });
    }
}
