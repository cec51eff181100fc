package io.keypath.tokens.service;

import io.keypath.core.AccessList;
import io.keypath.tokens.store.TokenKind;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a JWT that lives no longer than its row. The policy has been asked already.
 *
 * @param kind one of {@link TokenKind#jwts}
 * @param id of its row; {@link JwtId} makes the {@code jti} of it
 * @param hash SHA-256 of a string that nobody knows, by which the JWT names its row
 * @param scope OAuth scopes, separated by a space; null for none
 * @param accessList null for a JWT that reaches all that its owner reaches
 * @param issuedAt epoch seconds
 * @param expiresAt epoch seconds
 */
public record IssuedJwt(
        TokenKind kind,
        String id,
        String hash,
        String name,
        @Nullable String scope,
        @Nullable AccessList accessList,
        long issuedAt,
        long expiresAt) {}
