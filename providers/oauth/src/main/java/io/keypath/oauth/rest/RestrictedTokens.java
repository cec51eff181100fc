package io.keypath.oauth.rest;

import io.keypath.http.BearerChallenge;
import io.keypath.http.OAuthError;
import io.keypath.oauth.service.PathRestrictableClients;
import io.keypath.tokens.service.Clients;
import io.keypath.tokens.service.PathClaims;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.TokenUtil;

/**
 * Keeps JWTs that are restricted to paths out of those of Keycloak's endpoints that would give them more: each verifies
 * tokens in its own way, and none knows of the restriction. The token is read before any check of its signature: one that
 * lies about it is refused, which costs nobody anything.
 */
final class RestrictedTokens {

    // Types of JWTs that hold the restriction of their login, where there is one.
    private static final Set<String> SAYS_RESTRICTIONS = Set.of(
            TokenUtil.TOKEN_TYPE_BEARER,
            TokenUtil.TOKEN_TYPE_DPOP,
            TokenUtil.TOKEN_TYPE_REFRESH,
            TokenUtil.TOKEN_TYPE_OFFLINE);

    private RestrictedTokens() {}

    /** Whether a JWT says that it is restricted to paths. */
    static boolean isRestricted(KeycloakSession session, @Nullable String jwt) {
        AccessToken claims = claims(jwt);
        return claims != null && PathClaims.isRestricted(session.getContext().getRealm(), claims);
    }

    /**
     * Whether a token that is made of this JWT may reach more than its login: it is restricted, or it is an ID token, which
     * has nothing to say of that, of a client whose logins may be restricted.
     */
    static boolean mayWiden(KeycloakSession session, @Nullable String jwt) {
        AccessToken claims = claims(jwt);
        if (claims == null) {
            return false;
        }
        if (PathClaims.isRestricted(session.getContext().getRealm(), claims)) {
            return true;
        }
        String clientId = claims.getIssuedFor();
        ClientModel client = clientId == null || SAYS_RESTRICTIONS.contains(String.valueOf(claims.getType()))
                ? null
                : Clients.find(session.getContext().getRealm(), clientId);
        return client != null && PathRestrictableClients.mayBeRestricted(client);
    }

    private static @Nullable AccessToken claims(@Nullable String jwt) {
        if (jwt == null) {
            return null;
        }
        try {
            // The claims of the JSON "null" are null.
            return new JWSInput(jwt).readJsonContent(AccessToken.class);
        } catch (JWSInputException e) {
            return null;
        }
    }

    /** Whether the request's own credential is a JWT that {@link #mayWiden}. */
    static boolean isShown(KeycloakSession session) {
        List<String> headers =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader("Authorization");
        return headers != null
                && headers.stream()
                        .anyMatch(header -> mayWiden(
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
