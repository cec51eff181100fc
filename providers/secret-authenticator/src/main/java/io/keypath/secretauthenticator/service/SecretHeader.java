package io.keypath.secretauthenticator.service;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header {@code Authorization: Secret <secret>}. The scheme is case-insensitive (RFC 9110 section 11.1). */
final class SecretHeader {

    static final String SCHEME = "Secret";

    /** Most characters of a secret: Keycloak's own column for them has as many. */
    private static final int MAX_LENGTH = 255;

    private SecretHeader() {}

    /** Whether any of the headers has the scheme. */
    static boolean isPresent(@Nullable List<String> headers) {
        return headers != null && headers.stream().anyMatch(SecretHeader::hasScheme);
    }

    /**
     * The secret; empty when there is none that could be one: more than one header, nothing behind the scheme, more than
     * 255 characters, or a control character.
     */
    static Optional<String> secret(@Nullable List<String> headers) {
        if (headers == null || headers.size() != 1 || !hasScheme(headers.get(0))) {
            return Optional.empty();
        }
        String secret = headers.get(0).strip().substring(SCHEME.length()).strip();
        return secret.isEmpty()
                        || secret.length() > MAX_LENGTH
                        || secret.chars().anyMatch(Character::isISOControl)
                ? Optional.empty()
                : Optional.of(secret);
    }

    private static boolean hasScheme(String header) {
        String stripped = header.strip();
        return stripped.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && (stripped.length() == SCHEME.length()
                        || stripped.charAt(SCHEME.length()) == ' '
                        || stripped.charAt(SCHEME.length()) == '\t');
    }
}
