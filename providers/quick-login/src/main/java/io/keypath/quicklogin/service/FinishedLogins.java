package io.keypath.quicklogin.service;

import io.keypath.quicklogin.service.DeliveredToken.Reference;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Which token a login gave, for as long as its cookie could bring it back: a login that comes back again was copied, and
 * what it gave must end (RFC 9700 section 2.1.1, RFC 6749 section 4.1.2). Only the cookie of the login itself leads here,
 * so that nobody can end somebody else's token.
 */
record FinishedLogins(KeycloakSession session) {

    private static final String PREFIX = "keypath-quick-login-finished-";
    private static final String AGAIN = "keypath-quick-login-again-";

    void remember(PendingLogin login, Reference token, long now) {
        session.singleUseObjects().put(PREFIX + login.id(), Math.max(login.expiresAt() - now, 1), token.notes());
    }

    /** Notes that a login came back again, at once: the request that came first may not have ended yet. */
    void rememberAgain(PendingLogin login, long now) {
        KeycloakModelUtils.runJobInTransaction(
                session.getKeycloakSessionFactory(),
                inner -> inner.singleUseObjects()
                        .put(AGAIN + login.id(), Math.max(login.expiresAt() - now, 1), Map.of()));
    }

    boolean cameAgain(PendingLogin login) {
        return session.singleUseObjects().contains(AGAIN + login.id());
    }

    /** The token that the login gave; empty when it is not finished. */
    Optional<Reference> token(PendingLogin login) {
        Map<String, String> notes = session.singleUseObjects().get(PREFIX + login.id());
        return Optional.ofNullable(notes).map(Reference::of);
    }
}
