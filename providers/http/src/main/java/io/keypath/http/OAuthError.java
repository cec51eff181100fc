package io.keypath.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.ErrorResponseException;

/**
 * Errors in the form of RFC 6749 section 5.2: {@code {"error": ..., "error_description": ...}}. Each method returns an
 * exception to throw; Keycloak rolls the request's transaction back when it meets one.
 */
public final class OAuthError {

    /** Error of RFC 9470: the user's login is too long ago. */
    public static final String INSUFFICIENT_USER_AUTHENTICATION = "insufficient_user_authentication";

    private static final String NOT_FOUND = "not_found";
    private static final String CONFLICT = "conflict";

    private OAuthError() {}

    /** 400, bad input; the description names the field and the limit. */
    public static ErrorResponseException invalidRequest(String description) {
        return error(OAuthErrorException.INVALID_REQUEST, description, Response.Status.BAD_REQUEST);
    }

    /** 400, a scope that is unknown or not allowed (RFC 6749 section 5.2). */
    public static ErrorResponseException invalidScope(String description) {
        return error(OAuthErrorException.INVALID_SCOPE, description, Response.Status.BAD_REQUEST);
    }

    /** 403, the caller is known and may not. */
    public static ErrorResponseException accessDenied(String description) {
        return error(OAuthErrorException.ACCESS_DENIED, description, Response.Status.FORBIDDEN);
    }

    /** 404, the same for what does not exist and for what belongs to somebody else. */
    public static ErrorResponseException notFound(String description) {
        return error(NOT_FOUND, description, Response.Status.NOT_FOUND);
    }

    /** 409, another request changed the same thing first. */
    public static ErrorResponseException conflict(String description) {
        return error(CONFLICT, description, Response.Status.CONFLICT);
    }

    /**
     * 400 {@code invalid_grant} (RFC 6749 section 5.2). An answer, not an exception: what the request did to prevent a
     * second try must not be rolled back.
     */
    public static Response invalidGrant() {
        return Response.status(Response.Status.BAD_REQUEST)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new OAuth2ErrorRepresentation(
                        OAuthErrorException.INVALID_GRANT, "The code is not valid or no longer valid"))
                .build();
    }

    /** 401 with the challenge of RFC 6750 section 3. */
    public static ErrorResponseException unauthorized(BearerChallenge challenge) {
        return new ErrorResponseException(Response.status(Response.Status.UNAUTHORIZED)
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge.toString())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new OAuth2ErrorRepresentation(challenge.error(), challenge.description()))
                .build());
    }

    private static ErrorResponseException error(String error, String description, Response.Status status) {
        return new ErrorResponseException(error, description, status);
    }
}
