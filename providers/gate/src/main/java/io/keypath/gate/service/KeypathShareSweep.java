package io.keypath.gate.service;

import io.keypath.gate.store.ShareStore;
import io.keypath.tokens.service.KeycloakClock;
import java.time.Duration;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

/** Deletes shares that expired a month ago. The class's simple name is the lock that only one node of the cluster gets. */
public final class KeypathShareSweep implements ScheduledTask {

    private static final int BATCH = 500;
    private static final Duration KEPT = Duration.ofDays(30);

    @Override
    public void run(KeycloakSession session) {
        long before = new KeycloakClock().instant().minus(KEPT).getEpochSecond();
        int deleted;
        do {
            deleted = KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(),
                    inner -> ShareStore.of(inner).deleteExpired(before, BATCH));
        } while (deleted == BATCH);
    }
}
