package io.keypath.tokens.service;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.StorageUnavailableUserModelDelegate;
import org.keycloak.storage.StorageUnavailableException;

/** Users of a directory that is away for a while. Keycloak (26.7) shows those that it has imported as disabled meanwhile. */
public final class UserFederation {

    private UserFederation() {}

    /**
     * The same user, who may be asked whether he is enabled.
     *
     * @throws StorageUnavailableException when his directory is away, so that nobody knows
     */
    public static @Nullable UserModel reached(@Nullable UserModel user) {
        if (user instanceof StorageUnavailableUserModelDelegate) {
            throw new StorageUnavailableException("The directory of a user cannot be reached");
        }
        return user;
    }

    /** As {@link #reached}, of the user with an id, if there is one. */
    static void requireReached(KeycloakSession session, RealmModel realm, @Nullable String userId) {
        if (userId != null) {
            reached(session.users().getUserById(realm, userId));
        }
    }
}
