package io.keypath.longlifetimegrant.service;

import org.keycloak.OAuthErrorException;
import org.keycloak.events.Errors;

/** Why a request is refused, in the terms of RFC 6749 section 5.2. The message may be shown to the caller. */
public final class GrantProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String error;
    private final String event;

    /**
     * @param error of the answer
     * @param event error of Keycloak's event
     */
    public GrantProblem(String error, String event, String description) {
        super(description);
        this.error = error;
        this.event = event;
    }

    public static GrantProblem invalidRequest(String description) {
        return new GrantProblem(OAuthErrorException.INVALID_REQUEST, Errors.INVALID_REQUEST, description);
    }

    public static GrantProblem invalidScope(String description) {
        return new GrantProblem(OAuthErrorException.INVALID_SCOPE, Errors.INVALID_REQUEST, description);
    }

    public static GrantProblem unauthorizedClient(String description) {
        return new GrantProblem(OAuthErrorException.UNAUTHORIZED_CLIENT, Errors.NOT_ALLOWED, description);
    }

    public String error() {
        return error;
    }

    public String event() {
        return event;
    }

    public String description() {
        return String.valueOf(getMessage());
    }
}
