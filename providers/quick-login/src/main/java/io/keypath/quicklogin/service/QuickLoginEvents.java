package io.keypath.quicklogin.service;

import io.keypath.tokens.service.TokenAudit;
import io.keypath.tokens.store.StoredCredential;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * Records the path tokens that quick logins make and end. Keycloak's listener {@code email} mails a user for each change of a
 * credential (26.7): a login is none, so that these events are of types that it passes over.
 *
 * @param client whose page the login is for; null when its token is ended without the page
 */
record QuickLoginEvents(@Nullable ClientModel client) implements TokenAudit {

    @Override
    public boolean isNews(Change change, StoredCredential token) {
        // One at each visit.
        return false;
    }

    @Override
    public void record(KeycloakSession session, Change change, StoredCredential token) {
        var event = new EventBuilder(
                        session.getContext().getRealm(),
                        session,
                        session.getContext().getConnection())
                .event(change == Change.DELETED ? EventType.REVOKE_GRANT : EventType.TOKEN_EXCHANGE)
                .user(token.ownerId())
                .detail("token_kind", token.kind().id())
                .detail(Details.TOKEN_ID, token.id())
                .detail("token_name", token.name())
                .detail("change", change.name().toLowerCase(Locale.ROOT));
        if (client != null) {
            event.client(client.getClientId());
        }
        event.success();
    }
}
