package io.keypath.tokens.service;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * The user on whose behalf the client of a request was authenticated. Whoever authenticates clients so says it here, and
 * the grant types that serve such a client read it here.
 */
public final class OnBehalfOf {

    private static final String ATTRIBUTE = "keypath.on-behalf-of";

    private OnBehalfOf() {}

    /** Null when the client was authenticated as itself. */
    public static @Nullable UserModel user(KeycloakSession session) {
        return session.getAttribute(ATTRIBUTE, UserModel.class);
    }

    /** To be called by a client authenticator, before the grant type runs. */
    public static void set(KeycloakSession session, UserModel user) {
        session.setAttribute(ATTRIBUTE, user);
    }
}
