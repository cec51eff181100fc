package io.keypath.pathtokens.service;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code jti} of a long-lifetime JWT: told by the id of its row, so that whatever ends the row can name the JWT to
 * Keycloak, and the other way round.
 */
public final class JwtId {

    /** What Keycloak writes into the {@code jti} for the grant type. */
    public static final String GRANT_SHORTCUT = "ll";

    // Keycloak's form (26.7), by which its endpoints know how to look for a session: none, and a token with all claims.
    private static final String PREFIX = "trrt" + GRANT_SHORTCUT + ":";

    private JwtId() {}

    public static String of(String tokenId) {
        return PREFIX + tokenId;
    }

    /** The id of the row; empty for the {@code jti} of any other token. */
    public static Optional<String> tokenId(@Nullable String jti) {
        return jti != null && jti.startsWith(PREFIX) ? Optional.of(jti.substring(PREFIX.length())) : Optional.empty();
    }
}
