package io.keypath.tokens.service;

import io.keypath.tokens.store.StoredCredential;
import org.keycloak.models.KeycloakSession;

/**
 * Where a change is recorded: as an event of the user, or as an admin event. Called inside the transaction of the change,
 * so that both are kept or neither is.
 */
public interface TokenAudit {

    enum Change {
        CREATED,
        UPDATED,
        ROTATED,
        DELETED
    }

    /** Who makes the change. */
    enum Actor {
        OWNER,
        ADMINISTRATOR,
        QUICK_LOGIN
    }

    Actor actor();

    /**
     * Records a change.
     *
     * @param session of the change's transaction
     * @param token as it is after the change, or was before its deletion
     */
    void record(KeycloakSession session, Change change, StoredCredential token);
}
