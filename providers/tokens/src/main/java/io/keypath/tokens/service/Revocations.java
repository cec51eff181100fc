package io.keypath.tokens.service;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.utils.KeycloakModelUtils;

/** What Keycloak keeps as revoked, on all nodes and over restarts, until it would have expired. */
public final class Revocations {

    // Seconds; as Keycloak's own revocation.
    private static final long LEAST = 10;

    private Revocations() {}

    /** For how many seconds a revocation is kept of what expires at a time; both times are epoch seconds. */
    static long seconds(long expiresAt, long now) {
        // One second more, as Keycloak's own: it takes a token for good while its exp is not yet past.
        return Math.max(expiresAt - now + 1, LEAST);
    }

    /**
     * Revokes an id, in a transaction of its own: of several requests at once each may do it.
     *
     * @param expiresAt epoch seconds
     */
    public static void revoke(KeycloakSession session, String id, long expiresAt) {
        long seconds = seconds(expiresAt, new KeycloakClock().instant().getEpochSecond());
        try {
            KeycloakModelUtils.runJobInTransaction(
                    session.getKeycloakSessionFactory(),
                    session.getContext(),
                    inner -> inner.revokedTokens().put(id, seconds));
        } catch (ModelDuplicateException e) {
            // Another request revoked it: what is wanted.
        }
    }
}
