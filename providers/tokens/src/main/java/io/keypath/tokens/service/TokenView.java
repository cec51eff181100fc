package io.keypath.tokens.service;

import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenState;
import org.jspecify.annotations.Nullable;

/**
 * A token as its owner or an administrator sees it.
 *
 * @param token in a list with the first {@link CredentialLedger#LISTED_GRANTS} entries of its access list
 * @param stateReason why it is not active; null for one that is
 * @param lastUsedAt epoch seconds, uses that are not yet written included; null when never used
 * @param owner user name of the owner; null when the owner is gone
 * @param clientId of the client through which it was made; null when the client is gone
 * @param accessListSize entries of the access list in all
 */
public record TokenView(
        StoredCredential token,
        TokenState state,
        @Nullable StateReason stateReason,
        @Nullable Long lastUsedAt,
        @Nullable String lastUsedFrom,
        @Nullable String owner,
        @Nullable String clientId,
        int accessListSize) {}
