package io.keypath.tokens.store;

/** One entry of a stored access list: an action's name and a canonical path. */
public record StoredGrant(String action, String path) {}
