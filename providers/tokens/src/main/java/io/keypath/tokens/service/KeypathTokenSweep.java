package io.keypath.tokens.service;

import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

/**
 * Deletes what nobody needs any more: tokens long expired, strings long retired, and tokens whose owner, client or realm
 * was removed without an event. The class's simple name is the lock that only one node of the cluster gets.
 */
final class KeypathTokenSweep implements ScheduledTask {

    private static final Logger LOG = Logger.getLogger(KeypathTokenSweep.class);

    // Rows of one transaction.
    private static final int BATCH = 500;

    // A string that comes back later than this is refused as unknown, without being noticed as reused.
    private static final Duration RETIRED_STRINGS = Duration.ofDays(90);

    private final Clock clock;
    private final Duration retention;

    KeypathTokenSweep(Clock clock, Duration retention) {
        this.clock = clock;
        this.retention = retention;
    }

    @Override
    public void run(KeycloakSession session) {
        long now = clock.instant().getEpochSecond();
        int expired =
                inBatches(session, inner -> TokenStore.of(inner).deleteExpired(now - retention.toSeconds(), BATCH));
        int retired = inBatches(
                session, inner -> TokenStore.of(inner).deleteRetired(now - RETIRED_STRINGS.toSeconds(), BATCH));
        int orphans = inBatches(session, inner -> endOrphans(inner, now));
        LOG.debugf("Swept %d expired tokens, %d retired strings and %d orphans", expired, retired, orphans);
    }

    // Keycloak knows the user of a JWT without a session by his name too, and a name may come to somebody else.
    private static int endOrphans(KeycloakSession session, long now) {
        TokenStore store = TokenStore.of(session);
        List<StoredCredential> orphans = store.orphans(BATCH);
        orphans.forEach(token -> CredentialLedger.revokeJwt(session, token, now));
        store.flush();
        return store.delete(orphans);
    }

    private static int inBatches(KeycloakSession session, ToIntFunction<KeycloakSession> delete) {
        int total = 0;
        int deleted;
        do {
            deleted = KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(), delete::applyAsInt);
            total += deleted;
        } while (deleted == BATCH);
        return total;
    }
}
