package io.keypath.gate.service;

import io.keypath.core.TokenString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request shows of itself, read from its {@code Authorization} header, without one from {@code X-API-Key}, and without
 * that from the gate's cookie and, where its settings say so, from the target's query.
 */
public sealed interface Credential {

    /** Characters; Keycloak's own columns and forms take no more. */
    int MAX_NAME = 255;

    /** Characters. */
    int MAX_PASSWORD = 1_024;

    /** At the end, as {@code echo} adds it. */
    Pattern LINE_BREAK = Pattern.compile("\\r?\\n\\z");

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

    /** A user's own, behind Basic, of a gate whose settings take it. */
    record Password(String username, String password) implements Credential {
        @Override
        public String toString() {
            return "Password[redacted]";
        }
    }

    /** A session of this gate, by its cookie. */
    record Session(GateSession session) implements Credential {}

    /**
     * Reads the values of the two headers; a second one makes all of them unusable. Schemes have no case (RFC 9110 11.1).
     *
     * @param passwords whether Basic may carry a user's real one
     */
    static Credential read(List<String> authorization, List<String> apiKey, boolean passwords) {
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
        return scheme.equalsIgnoreCase("Basic") ? basic(content, passwords) : new Unusable();
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
    private static Credential basic(String content, boolean passwords) {
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
        if (TokenString.hasTokenPrefix(password)) {
            return pathToken(password);
        }
        String username = pair.substring(0, colon);
        return passwords && !TokenString.hasTokenPrefix(username.strip())
                ? password(username, pair.substring(colon + 1))
                : pathToken(username.strip());
    }

    // A password may hold colons (RFC 7617 section 2). No user has a control character in his name, and databases take
    // none.
    private static Credential password(String username, String rest) {
        String password = LINE_BREAK.matcher(rest).replaceFirst("");
        return username.isBlank()
                        || password.isEmpty()
                        || username.length() > MAX_NAME
                        || password.length() > MAX_PASSWORD
                        || username.chars().anyMatch(Character::isISOControl)
                ? new Unusable()
                : new Password(username, password);
    }

    private static Credential pathToken(String string) {
        Optional<TokenString> parsed = TokenString.parse(string);
        return parsed.isPresent() ? new PathToken(parsed.get()) : new Unusable();
    }
}
