package io.keypath.tokens.service;

import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * Records what an owner does to a token as an event of that user.
 *
 * @param client through which it is done; null when a token itself is all that was shown, or nothing
 * @param isReport whether whoever has the string says that he should not have it
 */
public record UserEvents(@Nullable ClientModel client, boolean isReport) implements TokenAudit {

    public UserEvents(@Nullable ClientModel client) {
        this(client, false);
    }

    /** Of whoever has a token and shows nothing else. */
    public static UserEvents ofReport() {
        return new UserEvents(null, true);
    }

    @Override
    public boolean isNews(Change change, StoredCredential token) {
        return switch (change) {
            case CREATED -> true;
            case UPDATED -> false;
            case ROTATED -> isByAnotherProgram(token);
            case DELETED -> isReport;
        };
    }

    // Of other kinds, the client is not the one that made it.
    private boolean isByAnotherProgram(StoredCredential token) {
        return token.kind() == TokenKind.PATH_TOKEN
                && client != null
                && !client.getId().equals(token.clientUuid());
    }

    @Override
    public void record(KeycloakSession session, Change change, StoredCredential token) {
        EventBuilder event = describe(
                new EventBuilder(
                        session.getContext().getRealm(),
                        session,
                        session.getContext().getConnection()),
                change,
                token);
        if (client != null) {
            event.client(client.getClientId());
        }
        event.success();
    }

    /** An event that tells of a change, whoever made it. */
    static EventBuilder describe(EventBuilder event, Change change, StoredCredential token) {
        event.event(change == Change.DELETED ? EventType.REMOVE_CREDENTIAL : EventType.UPDATE_CREDENTIAL)
                .detail(Details.CREDENTIAL_TYPE, CredentialName.of(token))
                .detail("token_kind", token.kind().id())
                .detail(Details.TOKEN_ID, token.id())
                .detail("token_name", EventText.of(token.name()))
                .detail("change", change.name().toLowerCase(Locale.ROOT));
        return token.kind().isOwnedByUser() ? event.user(token.ownerId()) : event;
    }
}
