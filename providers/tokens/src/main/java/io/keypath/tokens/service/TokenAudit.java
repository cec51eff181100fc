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

    /** Whether the owner is to be told of a change, where the realm wants such notices. */
    boolean isNews(Change change, StoredCredential token);

    /**
     * Records a change.
     *
     * @param session of the change's transaction
     * @param token as it is after the change, or was before its deletion
     */
    void record(KeycloakSession session, Change change, StoredCredential token);
}
