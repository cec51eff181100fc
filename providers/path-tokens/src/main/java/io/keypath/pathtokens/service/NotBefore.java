package io.keypath.pathtokens.service;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Keycloak's own way to end all that was issued before a moment. */
final class NotBefore {

    private NotBefore() {}

    /** The latest not-before of a realm, a client and a user, in epoch seconds; 0 when none is set. */
    static long of(KeycloakSession session, RealmModel realm, ClientModel client, UserModel user) {
        return Math.max(
                Math.max(realm.getNotBefore(), client.getNotBefore()),
                session.users().getNotBeforeOfUser(realm, user));
    }
}
