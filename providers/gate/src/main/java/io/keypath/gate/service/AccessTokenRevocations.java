package io.keypath.gate.service;

import io.keypath.tokens.service.KeycloakClock;
import io.keypath.tokens.service.Revocations;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Keeps an access token that was revoked (RFC 7009) in mind for as long as a session may last that was made from it. Keycloak
 * forgets it when it would have expired.
 */
record AccessTokenRevocations(KeycloakSession session) implements EventListenerProvider {

    private static final String PREFIX = "keypath-gate:";

    /** @param tokenId claim {@code jti} */
    static boolean contain(KeycloakSession session, String tokenId) {
        return session.revokedTokens().contains(PREFIX + tokenId);
    }

    @Override
    public void onEvent(Event event) {
        String tokenId = event.getType() == EventType.REVOKE_GRANT && event.getDetails() != null
                ? event.getDetails().get(Details.TOKEN_ID)
                : null;
        RealmModel realm = tokenId == null ? null : session.realms().getRealm(event.getRealmId());
        if (realm != null) {
            long now = new KeycloakClock().instant().getEpochSecond();
            Revocations.revoke(session, PREFIX + tokenId, now + Gates.longestSession(realm));
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        // An administrator revokes logins, which end their sessions themselves.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
