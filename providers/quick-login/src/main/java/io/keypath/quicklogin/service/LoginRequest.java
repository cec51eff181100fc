package io.keypath.quicklogin.service;

import io.keypath.core.WebAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a page asks for.
 *
 * @param referer the page itself, where the token is to go
 * @param state given back as it is; null for none
 * @param codeChallenge for the response mode {@code code} (RFC 7636, method S256); null for none
 * @param prompt {@code none} or {@code login} of OpenID Connect; null for none
 * @param locales OpenID Connect's {@code ui_locales}; null for none
 */
public record LoginRequest(
        WebAddress referer,
        @Nullable String state,
        @Nullable String codeChallenge,
        @Nullable String prompt,
        @Nullable String locales) {

    private static final int MAX_STATE = 512;
    private static final Set<String> PROMPTS = Set.of("none", "login");
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern LOCALES = Pattern.compile("[A-Za-z0-9 -]{1,100}");

    /**
     * Reads query parameters.
     *
     * @param values all values of a parameter, decoded
     * @throws IllegalArgumentException with a message for the user when one is missing, double or not allowed
     */
    public static LoginRequest read(Function<String, List<String>> values) {
        String referer = single(values, "referer");
        if (referer == null) {
            throw new IllegalArgumentException("The parameter referer is missing");
        }
        return new LoginRequest(address(referer), state(values), challenge(values), prompt(values), locales(values));
    }

    private static WebAddress address(String referer) {
        try {
            return WebAddress.parse(referer);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The parameter referer " + String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable String state(Function<String, List<String>> values) {
        String state = single(values, "state");
        if (state != null && (state.length() > MAX_STATE || state.chars().anyMatch(c -> c < 0x20 || c > 0x7E))) {
            throw new IllegalArgumentException(
                    "The parameter state must have at most " + MAX_STATE + " characters, visible ASCII and spaces");
        }
        return state;
    }

    private static @Nullable String challenge(Function<String, List<String>> values) {
        String challenge = single(values, "code_challenge");
        String method = single(values, "code_challenge_method");
        if ((challenge == null && method != null)
                || (challenge != null && !(CHALLENGE.matcher(challenge).matches() && "S256".equals(method)))) {
            throw new IllegalArgumentException("code_challenge must have 43 characters and the method S256");
        }
        return challenge;
    }

    private static @Nullable String prompt(Function<String, List<String>> values) {
        String prompt = single(values, "prompt");
        if (prompt != null && !PROMPTS.contains(prompt)) {
            throw new IllegalArgumentException("The parameter prompt must be none or login");
        }
        return prompt;
    }

    private static @Nullable String locales(Function<String, List<String>> values) {
        String locales = single(values, "ui_locales");
        if (locales != null && !LOCALES.matcher(locales).matches()) {
            throw new IllegalArgumentException("The parameter ui_locales must be language tags");
        }
        return locales;
    }

    private static @Nullable String single(Function<String, List<String>> values, String name) {
        List<String> sent = values.apply(name);
        if (sent.size() > 1) {
            throw new IllegalArgumentException("The parameter " + name + " was sent more than once");
        }
        return sent.isEmpty() ? null : sent.get(0);
    }
}
