package io.keypath.http;

import io.keypath.tokens.service.Owners;
import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenKind;
import jakarta.ws.rs.ForbiddenException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.UserPermissionEvaluator;

/**
 * Whose rows an administrator may see and end: what he may do with a user, he may do with what that user has. Fine-grained
 * permissions can except single users, so each owner is asked about. What a client owns is not judged here: whoever asks
 * for it has asked about the client.
 */
public final class OwnerPermissions {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final UserPermissionEvaluator users;

    public OwnerPermissions(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.users = auth.users();
    }

    public Owners viewable() {
        // A role counts more than any fine-grained permission (Keycloak 26.7): nobody is excepted.
        return auth.hasOneAdminRole(AdminRoles.VIEW_USERS, AdminRoles.MANAGE_USERS)
                ? Owners.ALL
                : remembered(users::canView, users::canView);
    }

    public Owners manageable() {
        return auth.hasOneAdminRole(AdminRoles.MANAGE_USERS)
                ? Owners.ALL
                : remembered(users::canManage, users::canManage);
    }

    public void requireView(StoredCredential row) {
        require(viewable(), row.kind(), row.ownerId());
    }

    public void requireManage(StoredCredential row) {
        require(manageable(), row.kind(), row.ownerId());
    }

    /** Refuses who may not manage what a user has, who may be gone. */
    public void requireManage(String userId) {
        require(manageable(), TokenKind.PATH_TOKEN, userId);
    }

    private static void require(Owners permitted, TokenKind kind, String ownerId) {
        if (!permitted.include(kind, ownerId)) {
            throw new ForbiddenException();
        }
    }

    // Of an owner who is gone, only who may do it with all users.
    private Owners remembered(Predicate<UserModel> permits, BooleanSupplier permitsAll) {
        Map<String, Boolean> known = new HashMap<>();
        return (kind, ownerId) -> !kind.isOwnedByUser()
                || known.computeIfAbsent(ownerId, id -> {
                    @Nullable UserModel owner = session.users().getUserById(realm, id);
                    return owner == null ? permitsAll.getAsBoolean() : permits.test(owner);
                });
    }
}
