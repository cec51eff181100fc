package io.keypath.pathtokens.rest;

import io.keypath.pathtokens.service.TokenAudit;
import io.keypath.pathtokens.store.StoredToken;
import java.util.Map;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * Records what an administrator does to a token or a secret as an admin event.
 *
 * @param resourceType of the event
 * @param path of the event's resource, without the id of the token
 */
public record AdminEvents(AdminEventBuilder builder, String resourceType, String path) implements TokenAudit {

    static final String TOKEN_RESOURCE = "KEYPATH_PATH_TOKEN";
    static final String POLICY_RESOURCE = "KEYPATH_TOKEN_POLICY";

    static AdminEvents ofTokens(AdminEventBuilder builder) {
        return new AdminEvents(builder, TOKEN_RESOURCE, "path-tokens");
    }

    @Override
    public void record(KeycloakSession session, Change change, StoredToken token) {
        String owner = token.kind().isOwnedByUser() ? "userId" : "client";
        builder.clone(session)
                .resource(resourceType)
                .operation(operation(change))
                .resourcePath(path, token.id())
                .representation(Map.of("id", token.id(), "name", token.name(), owner, token.ownerId()))
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
