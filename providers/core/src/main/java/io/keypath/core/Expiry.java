package io.keypath.core;

/** The end of a lifetime. */
public final class Expiry {

    private Expiry() {}

    /** Whether {@code expiresAt} has come; both in the same unit since the same epoch. */
    public static boolean isExpired(long expiresAt, long now) {
        return now >= expiresAt; // equal = expired, as RFC 7519 section 4.1.4 has it
    }
}
