package io.keypath.http;

import org.jspecify.annotations.Nullable;
import org.keycloak.OAuthErrorException;

/**
 * The value of a {@code WWW-Authenticate} header for the scheme Bearer (RFC 6750 section 3). The realm's name, the
 * description and the scope are reduced to the characters that a quoted string of that header may hold, so that no
 * input can end the string or the line.
 *
 * @param realm the protection space
 * @param error error code of RFC 6750 section 3.1 or RFC 9470; null when no credential was sent
 * @param description human-readable, for a developer; null when there is no error
 * @param scope what would be needed; null when unknown
 * @param maxAge seconds since the login that would be accepted (RFC 9470); null when that is not the matter
 */
public record BearerChallenge(
        String realm,
        @Nullable String error,
        @Nullable String description,
        @Nullable String scope,
        @Nullable Long maxAge) {

    /** No credential was sent: no error code (RFC 6750 section 3.1). */
    public static BearerChallenge credentialsMissing(String realm) {
        return new BearerChallenge(realm, null, null, null, null);
    }

    /** The token is unknown, expired, revoked or malformed: always the same words. */
    public static BearerChallenge invalidToken(String realm) {
        return new BearerChallenge(
                realm, OAuthErrorException.INVALID_TOKEN, "The token is not valid or no longer valid", null, null);
    }

    public static BearerChallenge insufficientScope(String realm, String description, @Nullable String scope) {
        return new BearerChallenge(realm, OAuthErrorException.INSUFFICIENT_SCOPE, description, scope, null);
    }

    /** RFC 6750 section 3.1 for a request that cannot be judged. */
    public static BearerChallenge invalidRequest(String realm, String description) {
        return new BearerChallenge(realm, OAuthErrorException.INVALID_REQUEST, description, null, null);
    }

    @Override
    public String toString() {
        var header =
                new StringBuilder("Bearer realm=\"").append(quotable(realm)).append('"');
        append(header, "error", error);
        append(header, "error_description", description);
        append(header, "scope", scope);
        if (maxAge != null) {
            header.append(", max_age=\"").append(maxAge.longValue()).append('"');
        }
        return header.toString();
    }

    /**
     * This challenge and one for Basic (RFC 7617) in one value. Bearer comes first: clients that know one scheme only
     * skip the other's, and it is the better one for those that know both.
     */
    public String orBasic() {
        return this + ", Basic realm=\"" + quotable(realm) + "\", charset=\"UTF-8\"";
    }

    private static void append(StringBuilder header, String name, @Nullable String value) {
        if (value != null) {
            header.append(", ")
                    .append(name)
                    .append("=\"")
                    .append(quotable(value))
                    .append('"');
        }
    }

    // RFC 6750 section 3: %x20-21 / %x23-5B / %x5D-7E.
    private static String quotable(String value) {
        var quoted = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            quoted.append(c >= 0x20 && c <= 0x7E && c != '"' && c != '\\' ? c : '?');
        }
        return quoted.toString();
    }
}
