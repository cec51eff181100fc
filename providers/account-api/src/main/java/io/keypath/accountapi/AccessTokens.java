package io.keypath.accountapi;

import org.jspecify.annotations.Nullable;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/** Keycloak's own access tokens. */
public final class AccessTokens {

    private AccessTokens() {}

    /**
     * Verifies an access token of the session's realm: signature, expiry, revocation, session, client and user.
     *
     * @return null when it is not good; what was wrong is in Keycloak's debug log
     */
    public static @Nullable AuthResult verify(KeycloakSession session, String token) {
        if (!hasReadableHeader(token)) {
            return null;
        }
        return new AppAuthManager.BearerTokenAuthenticator(session)
                .setTokenString(token)
                .authenticate();
    }

    // Keycloak 26.7 reads algorithm and key id before it checks anything, and fails on a header without them.
    private static boolean hasReadableHeader(String token) {
        try {
            var header = new JWSInput(token).getHeader();
            return header.getAlgorithm() != null && header.getKeyId() != null;
        } catch (JWSInputException e) {
            return false;
        }
    }
}
