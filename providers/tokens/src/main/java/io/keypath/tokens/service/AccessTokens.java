package io.keypath.tokens.service;

import org.jspecify.annotations.Nullable;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.managers.GrantTypeEndpointRestrictionValidator;
import org.keycloak.services.util.UserSessionUtil;

/** Keycloak's own access tokens. */
public final class AccessTokens {

    private AccessTokens() {}

    /**
     * Verifies an access token of the session's realm: signature, expiry, revocation, session, client, user, and whether
     * its grant type lets it call Keycloak's own APIs.
     *
     * @return null when it is not good; what was wrong is in Keycloak's debug log
     */
    public static @Nullable AuthResult verify(KeycloakSession session, String token) {
        if (!hasReadableHeader(token)) {
            return null;
        }
        AuthResult result = new AppAuthManager.BearerTokenAuthenticator(session)
                .setTokenString(token)
                .authenticate();
        return result == null ? refused(session, token) : result;
    }

    /**
     * As {@link #verify}, of a token for somebody else's API: those that Keypath made are good there too. A token bound
     * to a key is not: its proof is made for that API's address, not for Keycloak's.
     */
    public static @Nullable AuthResult verifyForResourceServer(KeycloakSession session, String token) {
        return verifyForResourceServer(session, token, null);
    }

    /**
     * As {@link #verifyForResourceServer(KeycloakSession, String)}, of a token of a type of ours, which is no bearer token. It
     * has the id of an access token and may outlive that: what refresh tokens need of their login, it needs too.
     *
     * @param type claim {@code typ}
     */
    public static @Nullable AuthResult verifyOfType(KeycloakSession session, String token, String type) {
        AuthResult result = verifyForResourceServer(session, token, type);
        return result == null || isLoggedIn(session, result) ? result : null;
    }

    // Keycloak asks of an access token only whether its user is logged in, not whether its client still is. One that
    // came
    // of an exchange has no login of its client to ask for.
    private static boolean isLoggedIn(KeycloakSession session, AuthResult result) {
        AccessToken token = result.token();
        if (token.getSessionId() == null || isOfTransientClientSession(session, token)) {
            return true;
        }
        RealmModel realm = session.getContext().getRealm();
        UserSessionModel login = UserSessionUtil.findValidSessionForAccessToken(
                        session, realm, token, result.client(), invalid -> {})
                .getUserSession();
        if (login == null) {
            return false;
        }
        AuthenticatedClientSessionModel ofClient =
                login.getAuthenticatedClientSessionByClient(result.client().getId());
        return ofClient == null || AuthenticationManager.isClientSessionValid(realm, result.client(), login, ofClient);
    }

    private static boolean isOfTransientClientSession(KeycloakSession session, AccessToken token) {
        return session.getProvider(TokenContextEncoderProvider.class)
                .getTokenContextFromTokenId(token.getId())
                .getSessionType()
                .isAllowTransientClientSession();
    }

    private static @Nullable AuthResult verifyForResourceServer(
            KeycloakSession session, String token, @Nullable String type) {
        if (!hasReadableHeader(token)) {
            return null;
        }
        var context = session.getContext();
        AuthResult result = AuthenticationManager.verifyIdentityToken(
                session,
                context.getRealm(),
                context.getUri(),
                context.getConnection(),
                true,
                type == null,
                null,
                false,
                token,
                context.getHttpRequest().getHttpHeaders(),
                verifier -> verifier.withChecks(
                        // Keypath's own are kept out of Keycloak's APIs by their grant type, not out of others'.
                        access -> PathClaims.isRestricted(context.getRealm(), access)
                                || GrantTypeEndpointRestrictionValidator.check(session)
                                        .test(access)));
        if (result == null) {
            return refused(session, token);
        }
        AccessToken claims = result.token();
        return claims.getConfirmation() != null || (type != null && !type.equals(claims.getType())) ? null : result;
    }

    // Of a user whose directory is away nobody knows whether he is enabled: Keycloak takes him for disabled.
    private static @Nullable AuthResult refused(KeycloakSession session, String token) {
        AccessToken claims = decode(session, token);
        if (claims != null) {
            UserFederation.requireReached(session, session.getContext().getRealm(), claims.getSubject());
        }
        return null;
    }

    /** The claims of a JWT that the session's realm has signed, whether it is still good or not; null for any other. */
    public static @Nullable AccessToken decode(KeycloakSession session, String token) {
        return hasReadableHeader(token) ? session.tokens().decode(token, AccessToken.class) : null;
    }

    // Keycloak 26.7 reads algorithm and key id before it checks anything, and fails on a header without them.
    private static boolean hasReadableHeader(String token) {
        try {
            var header = new JWSInput(token).getHeader();
            // The header of the JSON "null" is null.
            return header != null && header.getAlgorithm() != null && header.getKeyId() != null;
        } catch (JWSInputException e) {
            return false;
        }
    }
}
