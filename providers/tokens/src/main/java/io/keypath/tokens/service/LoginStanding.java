package io.keypath.tokens.service;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * What Keycloak's own login asks of a user beside his credentials. Nobody gets a credential that outlives his session at a
 * moment at which he could not log in.
 */
public final class LoginStanding {

    private LoginStanding() {}

    /** Whether the user could log in now: enabled, not locked out after wrong passwords, and without a required action. */
    public static boolean isGood(KeycloakSession session, RealmModel realm, UserModel user) {
        UserFederation.reached(user);
        return user.isEnabled() && !isLockedOut(session, realm, user) && !mustActFirst(realm, user);
    }

    /**
     * Whether an access token is of a login of its user himself: of no administrator who impersonates him, nor of a session
     * that cannot be seen any more, as after an exchange of an offline token.
     */
    public static boolean isOwn(AccessToken token, @Nullable UserSessionModel session) {
        return token.getSessionId() != null
                && session != null
                && session.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) == null;
    }

    private static boolean isLockedOut(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!realm.isBruteForceProtected()) {
            return false;
        }
        var protector = session.getProvider(BruteForceProtector.class);
        return protector.isPermanentlyLockedOut(session, realm, user)
                || protector.isTemporarilyDisabled(session, realm, user);
    }

    // Keycloak's login passes over an action that the realm does not have, or has switched off.
    private static boolean mustActFirst(RealmModel realm, UserModel user) {
        return user.getRequiredActionsStream()
                .map(realm::getRequiredActionProviderByAlias)
                .anyMatch(action -> action != null && action.isEnabled());
    }
}
