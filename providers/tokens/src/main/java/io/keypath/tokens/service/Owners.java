package io.keypath.tokens.service;

import io.keypath.tokens.store.TokenKind;

/** Whose rows are meant. */
@FunctionalInterface
public interface Owners {

    /** Anybody's: the database alone then counts them and cuts them into pages. */
    Owners ALL = (kind, ownerId) -> true;

    boolean include(TokenKind kind, String ownerId);
}
