package io.keypath.tokens.store;

import org.jspecify.annotations.Nullable;

/**
 * The last use of a token that a node saw.
 *
 * @param at epoch seconds
 * @param from the client's address, at most {@value #MAX_FROM} characters; null when unknown, as of an introspection
 */
public record TokenUse(long at, @Nullable String from) {

    /** The longest address, with a zone. What is longer is none, and no row would hold it. */
    public static final int MAX_FROM = 64;

    public TokenUse {
        from = from == null || from.length() > MAX_FROM ? null : from;
    }
}
