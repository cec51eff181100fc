package io.keypath.pathtokens.store;

/**
 * The last use of a token that a node saw.
 *
 * @param at epoch seconds
 * @param from the client's address
 */
public record TokenUse(long at, String from) {}
