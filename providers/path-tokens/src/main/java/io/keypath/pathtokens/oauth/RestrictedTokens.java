package io.keypath.pathtokens.oauth;

import io.keypath.accountapi.BearerChallenge;
import io.keypath.accountapi.OAuthError;
import io.keypath.accountapi.PathClaims;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;

/**
 * Keeps JWTs that are restricted to paths out of those of Keycloak's endpoints that would give them more: each verifies
 * tokens in its own way, and none knows of the restriction. The token is read before any check of its signature: one that
 * lies about it is refused, which costs nobody anything.
 */
final class RestrictedTokens {

    private RestrictedTokens() {}

    /** Whether a JWT says that it is restricted to paths. */
    static boolean isRestricted(KeycloakSession session, @Nullable String jwt) {
        if (jwt == null) {
            return false;
        }
        try {
            AccessToken claims = new JWSInput(jwt).readJsonContent(AccessToken.class);
            // The claims of the JSON "null" are null.
            return claims != null && PathClaims.restrict(session.getContext().getRealm(), claims);
        } catch (JWSInputException e) {
            return false;
        }
    }

    /** Whether the request's own credential is such a JWT. */
    static boolean isShown(KeycloakSession session) {
        List<String> headers =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader("Authorization");
        return headers != null
                && headers.stream()
                        .anyMatch(header -> isRestricted(
                                session,
                                header.substring(header.indexOf(' ') + 1).strip()));
    }

    /** 401 when the request's own credential is such a JWT. */
    static void refuse(KeycloakSession session) {
        if (isShown(session)) {
            throw OAuthError.unauthorized(
                    BearerChallenge.invalidToken(session.getContext().getRealm().getName()));
        }
    }
}
