package io.keypath.gate.service;

import io.keypath.gate.store.Principal;
import io.keypath.http.OAuthError;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.RoleUtils;

/** Principals of shares as a realm knows them. In JSON they are {@code anyone}, {@code link} or a kind, a colon and an id. */
final class Principals {

    private static final String INVALID =
            "principal must be anyone, link, user: with the id of a user, group: with the id of"
                    + " a group, or role: with the name of a role, of this realm";

    private Principals() {}

    /** What a user is now: himself, his groups and those above them, and his roles, with those that they hold. */
    static Set<Principal> of(UserModel user) {
        var principals = new LinkedHashSet<Principal>();
        principals.add(new Principal(Principal.Kind.USER, user.getId()));
        user.getGroupsStream().forEach(group -> {
            for (@Nullable GroupModel at = group; at != null; at = at.getParent()) {
                principals.add(new Principal(Principal.Kind.GROUP, at.getId()));
            }
        });
        RoleUtils.getDeepUserRoleMappings(user)
                .forEach(role -> principals.add(new Principal(Principal.Kind.ROLE, role.getId())));
        return principals;
    }

    /**
     * Reads one that a share may be made for or looked for.
     *
     * @return null for {@code link}, which has no id before there is a key
     * @throws org.keycloak.services.ErrorResponseException a 400, when there is none such
     */
    static @Nullable Principal read(KeycloakSession session, RealmModel realm, String text) {
        if (text.equals(Principal.Kind.ANYONE.id())) {
            return Principal.ANYONE;
        }
        if (text.equals(Principal.Kind.LINK.id())) {
            return null;
        }
        int colon = text.indexOf(':');
        String id = text.substring(colon + 1);
        String kind = colon < 0 || id.isEmpty() ? "" : text.substring(0, colon);
        @Nullable
        Principal found = switch (kind) {
            case "user" ->
                session.users().getUserById(realm, id) == null ? null : new Principal(Principal.Kind.USER, id);
            case "group" ->
                session.groups().getGroupById(realm, id) == null ? null : new Principal(Principal.Kind.GROUP, id);
            case "role" -> role(KeycloakModelUtils.getRoleFromString(session, realm, id));
            default -> null;
        };
        if (found == null) {
            throw OAuthError.invalidRequest(INVALID);
        }
        return found;
    }

    private static @Nullable Principal role(@Nullable RoleModel role) {
        return role == null ? null : new Principal(Principal.Kind.ROLE, role.getId());
    }

    /** As {@link #read} takes it. */
    static String text(RealmModel realm, Principal principal) {
        String id = principal.id();
        return switch (principal.kind()) {
            case ANYONE, LINK -> principal.kind().id();
            case USER, GROUP -> principal.kind().id() + ":" + id;
            case ROLE -> principal.kind().id() + ":" + roleName(realm, String.valueOf(id));
        };
    }

    private static String roleName(RealmModel realm, String id) {
        RoleModel role = realm.getRoleById(id);
        if (role == null) {
            return id;
        }
        return role.getContainer() instanceof ClientModel client
                ? client.getClientId() + "." + role.getName()
                : role.getName();
    }

    /** What people call it: a user name, the path of a group, the name of a role; null when it is gone or nobody's. */
    static @Nullable String name(KeycloakSession session, RealmModel realm, Principal principal) {
        String id = String.valueOf(principal.id());
        switch (principal.kind()) {
            case USER -> {
                UserModel user = session.users().getUserById(realm, id);
                return user == null ? null : user.getUsername();
            }
            case GROUP -> {
                GroupModel group = session.groups().getGroupById(realm, id);
                return group == null ? null : KeycloakModelUtils.buildGroupPath(group);
            }
            case ROLE -> {
                return realm.getRoleById(id) == null ? null : roleName(realm, id);
            }
            default -> {
                return null;
            }
        }
    }
}
