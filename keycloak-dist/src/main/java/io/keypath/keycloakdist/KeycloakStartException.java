package io.keypath.keycloakdist;

import java.io.Serial;

/** The server did not come up; the message ends with the last lines of its log. */
public final class KeycloakStartException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    KeycloakStartException(String message) {
        super(message);
    }
}
