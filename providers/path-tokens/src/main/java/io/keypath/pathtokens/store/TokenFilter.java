package io.keypath.pathtokens.store;

import org.jspecify.annotations.Nullable;

/**
 * Which tokens of a realm; null means no condition.
 *
 * @param ownerId id of a user or of a service account's user
 * @param clientUuid the client through which tokens were made
 * @param path tokens whose access list has an entry at or below it; canonical
 * @param search part of the name or the description, any case
 */
public record TokenFilter(
        String realmId,
        @Nullable String ownerId,
        @Nullable String clientUuid,
        @Nullable String path,
        @Nullable String search,
        @Nullable StateFilter state) {

    public static TokenFilter ofRealm(String realmId) {
        return new TokenFilter(realmId, null, null, null, null, null);
    }

    public static TokenFilter ofOwner(String realmId, String ownerId) {
        return new TokenFilter(realmId, ownerId, null, null, null, null);
    }

    public static TokenFilter ofClient(String realmId, String clientUuid) {
        return new TokenFilter(realmId, null, clientUuid, null, null, null);
    }

    /**
     * The state asked for and what it is measured by.
     *
     * @param now epoch seconds
     * @param idleCutoff epoch seconds; a token not used and not issued after it is expired; null without idle expiry
     * @param realmNotBefore epoch seconds; a token issued before it is expired
     */
    public record StateFilter(
            TokenState state, long now, @Nullable Long idleCutoff, long realmNotBefore) {}
}
