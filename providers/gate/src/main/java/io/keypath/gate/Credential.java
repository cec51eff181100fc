package io.keypath.gate;

import io.keypath.core.TokenString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a request shows of itself, read from its {@code Authorization} header. */
sealed interface Credential {

    /** Nothing was shown. */
    record Missing() implements Credential {}

    /** Something was shown that cannot be a credential of this gate. */
    record Unusable() implements Credential {}

    /** One of Keypath's own strings. */
    record PathToken(TokenString string) implements Credential {}

    /** Anything else behind Bearer: Keycloak judges whether it is one of its access tokens. */
    record Bearer(String token) implements Credential {
        @Override
        public String toString() {
            return "Bearer[redacted]";
        }
    }

    /** Reads the header's values; a second one makes all of them unusable. Schemes have no case (RFC 9110 11.1). */
    static Credential read(List<String> authorization) {
        if (authorization.isEmpty()) {
            return new Missing();
        }
        String value = authorization.get(0).strip();
        int space = value.indexOf(' ');
        if (authorization.size() > 1 || space < 0) {
            return new Unusable();
        }
        String scheme = value.substring(0, space);
        String content = value.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return bearer(content);
        }
        return scheme.equalsIgnoreCase("Basic") ? basic(content) : new Unusable();
    }

    private static Credential bearer(String token) {
        return TokenString.hasTokenPrefix(token) ? pathToken(token) : new Bearer(token);
    }

    // The token is the password; whose it is, the token itself says, so the user name does not matter.
    private static Credential basic(String content) {
        try {
            String pair = new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? new Unusable() : pathToken(pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return new Unusable();
        }
    }

    private static Credential pathToken(String string) {
        Optional<TokenString> parsed = TokenString.parse(string);
        return parsed.isPresent() ? new PathToken(parsed.get()) : new Unusable();
    }
}
