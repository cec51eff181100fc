package io.keypath.tokens.store;

/**
 * A token as a list shows it.
 *
 * @param token with the first entries of its access list only
 * @param grantCount entries of the access list in all; 0 without one
 */
public record ListedToken(StoredCredential token, int grantCount) {}
