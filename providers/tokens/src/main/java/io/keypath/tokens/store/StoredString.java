package io.keypath.tokens.store;

import org.jspecify.annotations.Nullable;

/**
 * A string that a token has or had.
 *
 * @param issuedAt epoch seconds
 * @param usableUntil epoch seconds from which a rotated string is refused; null for the current string
 */
public record StoredString(
        StoredCredential token, long issuedAt, @Nullable Long usableUntil) {}
