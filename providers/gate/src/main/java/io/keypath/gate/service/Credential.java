package io.keypath.gate.service;

import io.keypath.core.TokenString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a request shows of itself, read from its {@code Authorization} header, without one from {@code X-API-Key}, and without
 * that from the gate's cookie and, where its settings say so, from the target's query.
 */
public sealed interface Credential {

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

    /** A session of this gate, by its cookie. */
    record Session(GateSession session) implements Credential {}

    /**
     * Reads the values of the two headers; a second one makes all of them unusable. Schemes have no case (RFC 9110 11.1).
     */
    static Credential read(List<String> authorization, List<String> apiKey) {
        if (authorization.isEmpty()) {
            return apiKey(apiKey);
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

    /** Reads the values of the parameter {@code token} of a query; a second one makes all of them unusable. */
    static Credential ofQuery(List<String> values) {
        if (values.isEmpty()) {
            return new Missing();
        }
        return values.size() == 1 && !values.get(0).isEmpty() ? bearer(values.get(0)) : new Unusable();
    }

    private static Credential apiKey(List<String> values) {
        if (values.isEmpty()) {
            return new Missing();
        }
        return values.size() == 1 ? pathToken(values.get(0).strip()) : new Unusable();
    }

    private static Credential bearer(String token) {
        return TokenString.hasTokenPrefix(token) ? pathToken(token) : new Bearer(token);
    }

    // The token is the password or, where that is none, the user name (https://$TOKEN@files.example). Whose it is, the
    // token itself says, so that the other part does not matter; it may hold colons, which a token does not.
    private static Credential basic(String content) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new Unusable();
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return new Unusable();
        }
        String password = pair.substring(pair.lastIndexOf(':') + 1).strip();
        return pathToken(
                TokenString.hasTokenPrefix(password)
                        ? password
                        : pair.substring(0, colon).strip());
    }

    private static Credential pathToken(String string) {
        Optional<TokenString> parsed = TokenString.parse(string);
        return parsed.isPresent() ? new PathToken(parsed.get()) : new Unusable();
    }
}
