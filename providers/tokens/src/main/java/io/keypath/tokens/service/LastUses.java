package io.keypath.tokens.service;

import io.keypath.tokens.store.TokenStore;
import io.keypath.tokens.store.TokenUse;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The last use of each token since the last batch, on this node. A check only notes it; a timer writes what was noted in
 * one transaction, so that a busy token costs one row a batch.
 */
final class LastUses {

    private static final Logger LOG = Logger.getLogger(LastUses.class);

    // Rows of one statement batch and of one transaction.
    private static final int BATCH = 1000;

    private final ConcurrentHashMap<String, TokenUse> pending = new ConcurrentHashMap<>();

    void note(String tokenId, long now, @Nullable String address) {
        TokenUse last = pending.get(tokenId);
        if (last == null || last.at() < now || (last.from() == null && address != null)) {
            pending.merge(tokenId, new TokenUse(now, address), LastUses::later);
        }
    }

    // A use whose address is not known leaves the last one that is.
    private static TokenUse later(TokenUse one, TokenUse other) {
        TokenUse last = one.at() > other.at() ? one : other;
        TokenUse first = one.at() > other.at() ? other : one;
        return new TokenUse(last.at(), last.from() == null ? first.from() : last.from());
    }

    /** The last use that is not yet written; null when there is none. */
    @Nullable
    TokenUse pending(String tokenId) {
        return pending.get(tokenId);
    }

    /** Writes what was noted. What cannot be written stays for the next time. */
    void flush(KeycloakSessionFactory factory) {
        while (!pending.isEmpty()) {
            // Sorted, so that two nodes lock rows in one order.
            var batch = new TreeMap<String, TokenUse>();
            for (Iterator<Map.Entry<String, TokenUse>> uses = pending.entrySet().iterator();
                    uses.hasNext() && batch.size() < BATCH; ) {
                Map.Entry<String, TokenUse> use = uses.next();
                batch.put(use.getKey(), use.getValue());
            }
            try {
                KeycloakModelUtils.runJobInTransaction(
                        factory, session -> TokenStore.of(session).recordUses(batch));
            } catch (RuntimeException e) {
                LOG.warnf(
                        e, "The last use of %d tokens could not be written; the next batch tries again", batch.size());
                return;
            }
            // After the commit: a use that was noted meanwhile is another object and stays.
            batch.forEach(pending::remove);
        }
    }
}
