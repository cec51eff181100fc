package io.keypath.longlifetimegrant.rest;

import io.keypath.core.AccessList;
import io.keypath.core.Grant;
import io.keypath.core.LifetimePolicy;
import io.keypath.core.ScopeGrants;
import io.keypath.core.Vocabulary;
import io.keypath.http.AccessListBody;
import io.keypath.longlifetimegrant.service.GrantProblem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.services.ErrorResponseException;

/**
 * What is asked for, within the realm's policy.
 *
 * @param lifetime seconds
 * @param name null for the default
 * @param scopes OAuth scopes, unchecked as yet; null when none were asked for, which is the client's own
 * @param paths null for no restriction
 * @param opaque whether a path token is wanted instead of a JWT
 */
record GrantRequest(
        long lifetime,
        @Nullable String name,
        @Nullable Set<String> scopes,
        @Nullable AccessList paths,
        boolean opaque) {

    static final String LIFETIME = "lifetime";
    static final String NAME = "name";
    static final String ACCESS_LIST = "access_list";
    static final String TOKEN_TYPE = "token_type";

    /** Parameters that Keycloak knows and this grant has no meaning for: what they ask for must not go unheard. */
    static final Set<String> UNSUPPORTED = Set.of(
            OAuth2Constants.ACTOR_TOKEN,
            OAuth2Constants.ACTOR_TOKEN_TYPE,
            OAuth2Constants.AUDIENCE,
            OAuth2Constants.RESOURCE,
            OAuth2Constants.REQUESTED_SUBJECT,
            OAuth2Constants.REQUESTED_TOKEN_TYPE,
            OAuth2Constants.AUTHORIZATION_DETAILS);

    /** Parameters that Keycloak would drop when they are too long. */
    static final Set<String> KNOWN = Set.of(
            LIFETIME,
            NAME,
            TOKEN_TYPE,
            OAuth2Constants.SCOPE,
            OAuth2Constants.SUBJECT_TOKEN,
            OAuth2Constants.SUBJECT_TOKEN_TYPE);

    private static final int MAX_NAME = 255;
    private static final int MAX_SCOPE = 1000;

    // Without sign, leading zero, fraction, exponent or unit.
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,17}");

    GrantRequest {
        scopes = scopes == null ? null : new LinkedHashSet<>(scopes);
    }

    /**
     * Reads the parameters; each was sent at most once.
     *
     * @param parameters as sent; one without a value counts as not sent (RFC 6749 section 3.2), but for {@code access_list}
     */
    static GrantRequest read(Map<String, String> parameters, LifetimePolicy lifetimes, Vocabulary vocabulary) {
        long lifetime = lifetime(present(parameters, LIFETIME), lifetimes);
        String scope = present(parameters, OAuth2Constants.SCOPE);
        List<String> values = scope == null ? List.of() : List.of(scope.strip().split(" +"));
        String list = parameters.get(ACCESS_LIST);
        return new GrantRequest(
                lifetime,
                name(present(parameters, NAME)),
                scopes(vocabulary, scope, values),
                paths(
                        vocabulary,
                        values.stream()
                                .filter(value -> ScopeGrants.isGrant(vocabulary, value))
                                .toList(),
                        list),
                isOpaque(present(parameters, TOKEN_TYPE)));
    }

    private static @Nullable String present(Map<String, String> parameters, String name) {
        String value = parameters.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    private static long lifetime(@Nullable String value, LifetimePolicy lifetimes) {
        if (value == null) {
            return lifetimes.defaultSeconds();
        }
        long seconds = SECONDS.matcher(value).matches() ? Long.parseLong(value) : 0;
        if (seconds < LifetimePolicy.MIN_SECONDS || seconds > lifetimes.maxSeconds()) {
            throw GrantProblem.invalidRequest("lifetime must be a whole number of seconds, "
                    + LifetimePolicy.MIN_SECONDS + " to " + lifetimes.maxSeconds());
        }
        return seconds;
    }

    private static @Nullable String name(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (value.length() > MAX_NAME) {
            throw GrantProblem.invalidRequest("name must have at most " + MAX_NAME + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw GrantProblem.invalidRequest("name must not hold control characters or broken characters");
        }
        return value;
    }

    // Grants alone restrict the scopes too: a token for a folder brings nothing else of its user.
    private static @Nullable Set<String> scopes(Vocabulary vocabulary, @Nullable String scope, List<String> values) {
        if (scope == null) {
            return null;
        }
        if (scope.length() > MAX_SCOPE) {
            throw GrantProblem.invalidScope(
                    "scope must have at most " + MAX_SCOPE + " characters; more paths go into access_list");
        }
        var names = new LinkedHashSet<>(values);
        names.removeIf(value -> ScopeGrants.isGrant(vocabulary, value));
        return names;
    }

    private static @Nullable AccessList paths(Vocabulary vocabulary, List<String> grants, @Nullable String list) {
        if (list != null && !grants.isEmpty()) {
            throw GrantProblem.invalidRequest("Paths go either into scope or into access_list");
        }
        if (list != null) {
            return accessList(vocabulary, list);
        }
        if (grants.isEmpty()) {
            return null;
        }
        try {
            return AccessList.of(
                    vocabulary,
                    grants.stream().map(grant -> Grant.parse(vocabulary, grant)).toList());
        } catch (IllegalArgumentException e) {
            throw GrantProblem.invalidScope("scope: " + String.valueOf(e.getMessage()));
        }
    }

    private static AccessList accessList(Vocabulary vocabulary, String json) {
        AccessListBody body = refusedAs(() -> AccessListBody.read(ACCESS_LIST, json));
        try {
            return body.in(vocabulary);
        } catch (IllegalArgumentException e) {
            throw GrantProblem.invalidRequest(String.valueOf(e.getMessage()));
        }
    }

    private static <T> T refusedAs(Supplier<T> read) {
        try {
            return read.get();
        } catch (ErrorResponseException e) {
            throw GrantProblem.invalidRequest(String.valueOf(e.getErrorDescription()));
        }
    }

    private static boolean isOpaque(@Nullable String value) {
        if (value == null || value.equals(OAuth2Constants.ACCESS_TOKEN)) {
            return false;
        }
        if (value.equals("path_token")) {
            return true;
        }
        throw GrantProblem.invalidRequest("token_type must be absent, access_token or path_token");
    }
}
