package io.keypath.tokens.service;

import io.keypath.core.TokenString;

/** A token together with its string, which is known only in the moment of its making. */
public record IssuedToken(TokenString string, TokenView token) {}
