package io.keypath.tokens.service;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code jti} of JWTs that hang on a row of ours: it tells which, so that Keycloak's own endpoints, which know a JWT by
 * nothing else, can be told of the row's end.
 */
public final class JwtId {

    /** What Keycloak writes into the {@code jti} for the long-lifetime grant. */
    public static final String GRANT_SHORTCUT = "ll";

    // Keycloak's form (26.7), by which its endpoints know how to look for a session: none, and a token with all claims.
    private static final String PREFIX = "trrt" + GRANT_SHORTCUT + ":";

    // As above, of whichever form, then the SHA-256 of the path token's string, and what makes the JWT's own id of it.
    private static final Pattern EXCHANGED = Pattern.compile("[a-z]{6}:kp-([0-9a-f]{64})-[0-9a-f-]{36}");

    private JwtId() {}

    /** Of the long-lifetime JWT of a row. */
    public static String of(String tokenId) {
        return PREFIX + tokenId;
    }

    /** The id of a long-lifetime JWT's row; empty for the {@code jti} of any other token. */
    public static Optional<String> tokenId(@Nullable String jti) {
        return jti != null && jti.startsWith(PREFIX) ? Optional.of(jti.substring(PREFIX.length())) : Optional.empty();
    }

    /**
     * Of a new JWT that is exchanged from a path token.
     *
     * @param jti as Keycloak made it
     * @param parentHash SHA-256 of the path token's string
     */
    public static String exchanged(String jti, String parentHash) {
        return jti.substring(0, jti.indexOf(':') + 1) + "kp-" + parentHash + "-" + UUID.randomUUID();
    }

    /** SHA-256 of the path token's string that a JWT was exchanged from; empty for the {@code jti} of any other token. */
    public static Optional<String> parentHash(@Nullable String jti) {
        return Optional.ofNullable(jti)
                .map(EXCHANGED::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(1));
    }
}
