package io.keypath.gate.service;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
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
        JWEHeader header = header(sealed);
        if (header == null || header.getKeyId() == null) {
            return Optional.empty();
        }
        // Outside what takes a failure for a forgery: a database that is away has not said that there is no such key.
        KeyWrapper key = session.keys().getKey(realm, header.getKeyId(), KeyUse.ENC, Algorithm.AES);
        // What decides how it is opened is ours, not what the header says.
        if (key == null
                || !JWEConstants.DIRECT.equals(header.getAlgorithm())
                || !encryption(key).equals(header.getEncryptionAlgorithm())
                || header.getCompressionAlgorithm() != null) {
            return Optional.empty();
        }
        try {
            var jwe = new JWE(sealed);
            jwe.getKeyStorage().setCEKKey(key.getSecretKey(), JWEKeyStorage.KeyUse.ENCRYPTION);
            return Optional.of(new String(jwe.verifyAndDecodeJwe().getContent(), StandardCharsets.UTF_8));
        } catch (JWEException | RuntimeException e) {
            // Keycloak throws whatever its parsers do.
            return Optional.empty();
        }
    }

    private static @Nullable JWEHeader header(String sealed) {
        if (!COMPACT.matcher(sealed).matches()) {
            return null;
        }
        try {
            return new JWE(sealed).getHeader() instanceof JWEHeader header ? header : null;
        } catch (RuntimeException e) {
            return null;
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
