package io.keypath.pathtokens.oauth;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;

/** The roles that a user has now. */
record HeldRoles(RealmModel realm, @Nullable UserModel user) {

    /** Takes roles out of a token that the user has no more; adds none. */
    void keepIn(AccessToken token) {
        AccessToken.Access ofRealm = token.getRealmAccess();
        if (ofRealm != null && ofRealm.getRoles() != null) {
            ofRealm.getRoles().removeIf(name -> !isHeld(realm.getRole(name)));
        }
        token.getResourceAccess().forEach((clientId, access) -> {
            ClientModel client = realm.getClientByClientId(clientId);
            if (access.getRoles() != null) {
                access.getRoles().removeIf(name -> client == null || !isHeld(client.getRole(name)));
            }
        });
    }

    private boolean isHeld(@Nullable RoleModel role) {
        return role != null && user != null && user.hasRole(role);
    }
}
