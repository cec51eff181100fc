package io.keypath.tokens.service;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Keycloak's own way to end all that was issued before a moment. */
final class NotBefore {

    private NotBefore() {}

    /** The latest not-before of a realm, a client and a user (if any), in epoch seconds; 0 when none is set. */
    static long of(KeycloakSession session, RealmModel realm, ClientModel client, @Nullable UserModel user) {
        return Math.max(
                Math.max(realm.getNotBefore(), client.getNotBefore()),
                user == null ? 0 : session.users().getNotBeforeOfUser(realm, user));
    }
}
