package io.keypath.pathtokens.store;

/** How many tokens of a kind an owner has. */
public record OwnerCount(TokenKind kind, String ownerId, long count) {}
