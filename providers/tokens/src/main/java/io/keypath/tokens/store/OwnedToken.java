package io.keypath.tokens.store;

/** Whose a token is, and nothing else of it. */
public record OwnedToken(String id, TokenKind kind, String ownerId) {}
