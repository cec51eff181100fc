package io.keypath.tokens.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is stored, without its string. Times are epoch seconds.
 *
 * @param ownerId id of a user, or of a client for a kind that is not owned by a user
 * @param clientUuid the client through which it was made; a service account's own client
 * @param scope OAuth scopes, separated by a space; null for none
 * @param vocabulary id of the vocabulary of the grants; null for a token without an access list
 * @param grants the access list; empty when {@code vocabulary} is null
 * @param validFor seconds that each string of the token is valid for; null without end
 * @param createdAt when the token was made
 * @param issuedAt when its current string was made; a rotation makes another one
 * @param expiresAt from when it is refused; null for never
 * @param lastUsedAt as of the last batch that was written; null when never used
 */
public record StoredCredential(
        String id,
        String realmId,
        TokenKind kind,
        String ownerId,
        String clientUuid,
        String name,
        @Nullable String description,
        String hint,
        @Nullable String scope,
        @Nullable String vocabulary,
        List<StoredGrant> grants,
        List<String> allowedOrigins,
        List<String> allowedNetworks,
        @Nullable Long validFor,
        long createdAt,
        long issuedAt,
        @Nullable Long expiresAt,
        boolean enabled,
        @Nullable Long lastUsedAt,
        @Nullable String lastUsedFrom) {

    public StoredCredential {
        grants = List.copyOf(grants);
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedNetworks = List.copyOf(allowedNetworks);
    }

    public StoredCredential withName(String newName) {
        return with(newName, description, hint, vocabulary, grants, validFor, issuedAt, expiresAt, enabled);
    }

    public StoredCredential withDescription(@Nullable String newDescription) {
        return with(name, newDescription, hint, vocabulary, grants, validFor, issuedAt, expiresAt, enabled);
    }

    public StoredCredential withEnabled(boolean newEnabled) {
        return with(name, description, hint, vocabulary, grants, validFor, issuedAt, expiresAt, newEnabled);
    }

    public StoredCredential withExpiry(@Nullable Long newExpiresAt, @Nullable Long newValidFor) {
        return with(name, description, hint, vocabulary, grants, newValidFor, issuedAt, newExpiresAt, enabled);
    }

    public StoredCredential withGrants(@Nullable String newVocabulary, List<StoredGrant> newGrants) {
        return with(name, description, hint, newVocabulary, newGrants, validFor, issuedAt, expiresAt, enabled);
    }

    /** The token behind a new string. */
    public StoredCredential reissued(String newHint, long newIssuedAt, @Nullable Long newExpiresAt) {
        Long newValidFor = newExpiresAt == null ? null : Long.valueOf(newExpiresAt - newIssuedAt);
        return with(name, description, newHint, vocabulary, grants, newValidFor, newIssuedAt, newExpiresAt, enabled);
    }

    private StoredCredential with(
            String newName,
            @Nullable String newDescription,
            String newHint,
            @Nullable String newVocabulary,
            List<StoredGrant> newGrants,
            @Nullable Long newValidFor,
            long newIssuedAt,
            @Nullable Long newExpiresAt,
            boolean newEnabled) {
        return new StoredCredential(
                id,
                realmId,
                kind,
                ownerId,
                clientUuid,
                newName,
                newDescription,
                newHint,
                scope,
                newVocabulary,
                newGrants,
                allowedOrigins,
                allowedNetworks,
                newValidFor,
                createdAt,
                newIssuedAt,
                newExpiresAt,
                newEnabled,
                lastUsedAt,
                lastUsedFrom);
    }
}
