package io.keypath.http;

import io.keypath.tokens.service.TokenAudit;
import io.keypath.tokens.store.StoredCredential;
import java.util.Map;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * Records what an administrator does to a token or a secret as an admin event. Its resource type is Keycloak's own for what
 * Keycloak does not know: a name of ours would be an error in its filter (26.7), and USER or CLIENT would tell listeners
 * that such a one was made or deleted.
 *
 * @param path of the event's resource, without the id of the token; it says what this is about
 */
public record AdminEvents(AdminEventBuilder builder, String path) implements TokenAudit {

    @Override
    public boolean isNews(Change change, StoredCredential token) {
        return change == Change.CREATED || change == Change.ROTATED;
    }

    @Override
    public void record(KeycloakSession session, Change change, StoredCredential token) {
        String owner = token.kind().isOwnedByUser() ? "userId" : "client";
        builder.clone(session)
                .resource(ResourceType.CUSTOM)
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
