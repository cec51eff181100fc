package io.keypath.pathtokens.rest;

import io.keypath.pathtokens.service.TokenAudit;
import io.keypath.pathtokens.store.StoredToken;
import java.util.Map;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/** Records what an administrator does to a token as an admin event. */
record AdminEvents(AdminEventBuilder builder) implements TokenAudit {

    static final String TOKEN_RESOURCE = "KEYPATH_PATH_TOKEN";
    static final String POLICY_RESOURCE = "KEYPATH_TOKEN_POLICY";

    @Override
    public void record(KeycloakSession session, Change change, StoredToken token) {
        builder.clone(session)
                .resource(TOKEN_RESOURCE)
                .operation(operation(change))
                .resourcePath("path-tokens", token.id())
                .representation(Map.of("id", token.id(), "name", token.name(), "userId", token.ownerId()))
                .success();
    }

    private static OperationType operation(Change change) {
        return switch (change) {
            case CREATED -> OperationType.CREATE;
            case UPDATED, ROTATED -> OperationType.UPDATE;
            case DELETED -> OperationType.DELETE;
        };
    }
}
