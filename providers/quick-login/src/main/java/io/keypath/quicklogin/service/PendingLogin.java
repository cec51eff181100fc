package io.keypath.quicklogin.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.TokenCategory;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.jwe.JWE;
import org.keycloak.jose.jwe.JWEException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.JsonSerialization;
import org.keycloak.util.TokenUtil;

/**
 * What must be known again when Keycloak's login comes back. It is kept by the browser, encrypted with the realm's key, so
 * that a restart of the server loses nothing, and bound to the realm and to the {@code state} of one login.
 *
 * @param realmId the realm in which it was made
 * @param id the {@code state} of the request to Keycloak's login; also names the cookie, one for each tab
 * @param clientUuid of the client that the referer belongs to
 * @param destination where the token goes
 * @param state of the app, to be given back; null for none
 * @param codeVerifier of the request to Keycloak's login (RFC 7636)
 * @param codeChallenge of the app, for the response mode {@code code}; null for none
 * @param expiresAt epoch seconds
 */
public record PendingLogin(
        String realmId,
        String id,
        String clientUuid,
        String destination,
        @Nullable String state,
        String codeVerifier,
        @Nullable String codeChallenge,
        long expiresAt) {

    /** Seconds that a user may take to log in. */
    public static final int LIFETIME = 1800;

    private static final String COOKIE = "KEYPATH_QUICK_LOGIN_";
    private static final int RANDOM_BYTES = 32;

    static String random(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The name of the cookie of a login; empty for what cannot be the id of one. */
    public static Optional<String> cookieName(@Nullable String id) {
        return id != null && id.matches("[A-Za-z0-9_-]{43}") ? Optional.of(COOKIE + id) : Optional.empty();
    }

    public static boolean isCookieName(String name) {
        return name.startsWith(COOKIE);
    }

    public String cookieName() {
        return COOKIE + id;
    }

    /** Encrypted and authenticated with the realm's AES key. */
    public String seal(KeycloakSession session) {
        String algorithm = session.tokens().cekManagementAlgorithm(TokenCategory.INTERNAL);
        KeyWrapper key = session.keys().getActiveKey(session.getContext().getRealm(), KeyUse.ENC, algorithm);
        try {
            return TokenUtil.jweDirectEncode(
                    key.getKid(), key.getSecretKey(), null, JsonSerialization.mapper.writeValueAsBytes(this));
        } catch (JWEException | JsonProcessingException e) {
            throw new IllegalStateException("The realm's AES key cannot encrypt", e);
        }
    }

    /** Empty when it is not one of this realm and id, was changed, or is too old. */
    public static Optional<PendingLogin> unseal(KeycloakSession session, String sealed, String id, long now) {
        RealmModel realm = session.getContext().getRealm();
        try {
            String kid = new JWE(sealed).getHeader().getKeyId();
            String algorithm = session.tokens().cekManagementAlgorithm(TokenCategory.INTERNAL);
            KeyWrapper key = kid == null ? null : session.keys().getKey(realm, kid, KeyUse.ENC, algorithm);
            if (key == null) {
                return Optional.empty();
            }
            byte[] content = TokenUtil.jweDirectVerifyAndDecode(key.getSecretKey(), null, sealed);
            PendingLogin login = JsonSerialization.mapper.readValue(content, PendingLogin.class);
            return login.realmId().equals(realm.getId()) && login.id().equals(id) && now < login.expiresAt()
                    ? Optional.of(login)
                    : Optional.empty();
        } catch (JWEException | IOException | RuntimeException e) {
            // Keycloak's JWE throws RuntimeException for a header that it cannot read: not one of ours.
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "PendingLogin[redacted]";
    }
}
