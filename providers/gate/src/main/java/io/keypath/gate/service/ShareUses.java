package io.keypath.gate.service;

import io.keypath.gate.store.ShareStore;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The last use of each link on this node since the last batch. A check only notes it; a timer writes what was noted. */
public final class ShareUses {

    private static final Logger LOG = Logger.getLogger(ShareUses.class);

    private static final int MOST_NOTED = 10_000;

    private final ConcurrentHashMap<String, Long> pending = new ConcurrentHashMap<>();

    /** @param now epoch seconds */
    void note(String shareId, long now) {
        Long last = pending.get(shareId);
        if ((last == null || last < now) && (last != null || pending.size() < MOST_NOTED)) {
            pending.merge(shareId, now, Math::max);
        }
    }

    /** Writes what was noted. What cannot be written stays for the next time. */
    public void flush(KeycloakSessionFactory factory) {
        if (pending.isEmpty()) {
            return;
        }
        // Sorted, so that two nodes lock rows in one order.
        var batch = new TreeMap<>(pending);
        try {
            KeycloakModelUtils.runJobInTransaction(
                    factory, session -> ShareStore.of(session).recordUses(batch));
            batch.forEach(pending::remove);
        } catch (RuntimeException e) {
            LOG.warnf(e, "The last use of %d links could not be written; the next batch tries again", batch.size());
        }
    }
}
