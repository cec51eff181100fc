package io.keypath.core;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to do to a path.
 *
 * @param method the HTTP method, case-sensitive (RFC 9110 section 9.1), at most {@value #MAX_METHOD_LENGTH} characters
 * @param target the path of the request
 * @param destination the path in the {@code Destination} header of MOVE and COPY (RFC 4918 section 10.3)
 * @param ifNoneMatchAny whether {@code If-None-Match: *} was sent, so that the request can only create
 */
public record AccessRequest(
        String method, CanonicalPath target, @Nullable CanonicalPath destination, boolean ifNoneMatchAny) {

    /** The longest method name. */
    public static final int MAX_METHOD_LENGTH = 32;

    private static final String TOKEN_CHARACTERS = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /** @throws IllegalArgumentException when the method is no token (RFC 9110 section 5.6.2), has a lower-case letter or is too long */
    public AccessRequest {
        if (!isToken(method)) {
            throw new IllegalArgumentException(
                    "the method must be an HTTP token in upper case of 1 to " + MAX_METHOD_LENGTH + " characters");
        }
    }

    /** A request without a destination or conditions. */
    public static AccessRequest of(String method, CanonicalPath target) {
        return new AccessRequest(method, target, null, false);
    }

    /** Whether the method only reads (RFC 9110, RFC 4918, RFC 3253, RFC 5323 and QUERY). Unknown methods do not. */
    public boolean reads() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT", "SEARCH", "QUERY" -> true;
            default -> false;
        };
    }

    /**
     * Whether a second path is written. Any writing request with a destination counts, whatever its method: the server
     * behind may know it.
     */
    boolean carries() {
        return destination != null && !reads();
    }

    /** Whether the destination that the method needs is missing. */
    boolean isIncomplete() {
        return destination == null && (method.equals("MOVE") || method.equals("COPY"));
    }

    // No method that is registered has a lower-case letter: what it means to the server behind, nobody knows.
    private static boolean isToken(String method) {
        return !method.isEmpty()
                && method.length() <= MAX_METHOD_LENGTH
                && method.chars().allMatch(c -> TOKEN_CHARACTERS.indexOf(c) >= 0);
    }
}
