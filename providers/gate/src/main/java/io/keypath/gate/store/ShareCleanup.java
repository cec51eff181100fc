package io.keypath.gate.store;

import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleContainerModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/** Removes shares with the realm, user, group or role that they are for, in the transaction of that removal. */
final class ShareCleanup {

    private ShareCleanup() {}

    static void onEvent(ProviderEvent event) {
        if (event instanceof RealmModel.RealmRemovedEvent removed) {
            ShareStore.of(removed.getKeycloakSession())
                    .deleteOfRealm(removed.getRealm().getId());
        } else if (event instanceof UserModel.UserRemovedEvent removed) {
            removeUser(
                    removed.getKeycloakSession(),
                    removed.getRealm(),
                    removed.getUser().getId());
        } else if (event instanceof GroupModel.GroupRemovedEvent removed) {
            ShareStore.of(removed.getKeycloakSession())
                    .deleteOf(
                            removed.getRealm().getId(),
                            new Principal(
                                    Principal.Kind.GROUP, removed.getGroup().getId()));
        } else if (event instanceof RoleContainerModel.RoleRemovedEvent removed) {
            RoleModel role = removed.getRole();
            RealmModel realm = role.getContainer() instanceof ClientModel client
                    ? client.getRealm()
                    : (RealmModel) role.getContainer();
            ShareStore.of(removed.getKeycloakSession())
                    .deleteOf(realm.getId(), new Principal(Principal.Kind.ROLE, role.getId()));
        }
    }

    // A partial import removes a user and makes him again, with his id.
    private static void removeUser(KeycloakSession session, RealmModel realm, String userId) {
        ShareStore store = ShareStore.of(session);
        session.users();
        session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                if (session.users().getUserById(realm, userId) == null) {
                    store.deleteOf(realm.getId(), new Principal(Principal.Kind.USER, userId));
                }
            }

            @Override
            protected void rollbackImpl() {
                // He was not removed.
            }
        });
    }
}
