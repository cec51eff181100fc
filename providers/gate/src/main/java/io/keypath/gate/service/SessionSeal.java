package io.keypath.gate.service;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.JOSEHeader;
import org.keycloak.jose.jwe.JWE;
import org.keycloak.jose.jwe.JWEConstants;
import org.keycloak.jose.jwe.JWEException;
import org.keycloak.jose.jwe.JWEHeader;
import org.keycloak.jose.jwe.JWEKeyStorage;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Encrypts what is signed already, with the realm's own AES key (RFC 7516, {@code dir}). A key that was replaced opens what
 * it sealed for as long as the realm has it.
 */
record SessionSeal(KeycloakSession session, RealmModel realm) {

    private static final Pattern COMPACT =
            Pattern.compile("[A-Za-z0-9_-]+\\.\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    String seal(String signed) {
        KeyWrapper key = session.keys().getActiveKey(realm, KeyUse.ENC, Algorithm.AES);
        JWE jwe = new JWE()
                .header(new JWEHeader(JWEConstants.DIRECT, encryption(key), null, key.getKid()))
                .content(signed.getBytes(StandardCharsets.UTF_8));
        jwe.getKeyStorage().setCEKKey(key.getSecretKey(), JWEKeyStorage.KeyUse.ENCRYPTION);
        try {
            return jwe.encodeJwe();
        } catch (JWEException e) {
            throw new IllegalStateException("AES is missing", e);
        }
    }

    /** Empty for what the realm has not sealed, or not with a key that it still has. */
    Optional<String> open(String sealed) {
        if (!COMPACT.matcher(sealed).matches()) {
            return Optional.empty();
        }
        try {
            var jwe = new JWE(sealed);
            JOSEHeader header = jwe.getHeader();
            KeyWrapper key = header == null || header.getKeyId() == null
                    ? null
                    : session.keys().getKey(realm, header.getKeyId(), KeyUse.ENC, Algorithm.AES);
            // What decides how it is opened is ours, not what the header says.
            if (key == null
                    || !(header instanceof JWEHeader named)
                    || !JWEConstants.DIRECT.equals(named.getAlgorithm())
                    || !encryption(key).equals(named.getEncryptionAlgorithm())
                    || named.getCompressionAlgorithm() != null) {
                return Optional.empty();
            }
            jwe.getKeyStorage().setCEKKey(key.getSecretKey(), JWEKeyStorage.KeyUse.ENCRYPTION);
            return Optional.of(new String(jwe.verifyAndDecodeJwe().getContent(), StandardCharsets.UTF_8));
        } catch (JWEException | RuntimeException e) {
            // Keycloak throws whatever its parsers do.
            return Optional.empty();
        }
    }

    private static String encryption(KeyWrapper key) {
        return switch (key.getSecretKey().getEncoded().length) {
            case 16 -> JWEConstants.A128GCM;
            case 24 -> JWEConstants.A192GCM;
            default -> JWEConstants.A256GCM;
        };
    }
}
