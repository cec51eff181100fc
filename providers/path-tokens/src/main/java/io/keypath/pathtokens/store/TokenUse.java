package io.keypath.pathtokens.store;

import org.jspecify.annotations.Nullable;

/**
 * The last use of a token that a node saw.
 *
 * @param at epoch seconds
 * @param from the client's address; null when unknown, as of an introspection
 */
public record TokenUse(long at, @Nullable String from) {}
