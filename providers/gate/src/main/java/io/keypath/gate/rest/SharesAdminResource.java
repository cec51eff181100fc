package io.keypath.gate.rest;

import io.keypath.gate.service.Shares;
import io.keypath.gate.store.StoredShare;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Administration at {@code /admin/realms/{realm}/gate-shares}. Keycloak has authenticated the caller; each method asks for the
 * right to view or manage all users.
 */
public final class SharesAdminResource extends ShareLists {

    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;

    SharesAdminResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        super(Shares.ofAdministrator(session, realm, auth.adminAuth().getUser().getId()), true);
        this.auth = auth;
        this.adminEvent = adminEvent;
    }

    @Override
    void requireView() {
        auth.users().requireView();
    }

    @Override
    void requireManage() {
        auth.users().requireManage();
    }

    @Override
    void record(Deed deed, StoredShare share, ShareRepresentation shown) {
        adminEvent
                .resource(ResourceType.CUSTOM)
                .operation(
                        switch (deed) {
                            case MADE -> OperationType.CREATE;
                            case CHANGED -> OperationType.UPDATE;
                            case DELETED -> OperationType.DELETE;
                        })
                .resourcePath("gate-shares", share.id())
                .representation(shown)
                .success();
    }
}
