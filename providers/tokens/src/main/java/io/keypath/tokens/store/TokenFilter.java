package io.keypath.tokens.store;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens of a realm; null means no condition.
 *
 * @param ownerId id of a user, of a service account's user, or of a client that has secrets
 * @param clientUuid the client through which tokens were made
 * @param path tokens whose access list has an entry at or below it; canonical
 * @param search part of the name or the description, any case
 * @param ids of these tokens
 */
public record TokenFilter(
        String realmId,
        @Nullable Set<TokenKind> kinds,
        @Nullable String ownerId,
        @Nullable String clientUuid,
        @Nullable String path,
        @Nullable String search,
        @Nullable StateFilter state,
        @Nullable List<String> ids) {

    public TokenFilter(
            String realmId,
            @Nullable Set<TokenKind> kinds,
            @Nullable String ownerId,
            @Nullable String clientUuid,
            @Nullable String path,
            @Nullable String search,
            @Nullable StateFilter state) {
        this(realmId, kinds, ownerId, clientUuid, path, search, state, null);
    }

    public static TokenFilter ofRealm(String realmId) {
        return new TokenFilter(realmId, null, null, null, null, null, null);
    }

    public static TokenFilter ofOwner(String realmId, String ownerId) {
        return new TokenFilter(realmId, null, ownerId, null, null, null, null);
    }

    public static TokenFilter ofClient(String realmId, String clientUuid) {
        return new TokenFilter(realmId, null, null, clientUuid, null, null, null);
    }

    public TokenFilter withKinds(Set<TokenKind> only) {
        return new TokenFilter(realmId, only, ownerId, clientUuid, path, search, state, ids);
    }

    public TokenFilter withClient(String uuid) {
        return new TokenFilter(realmId, kinds, ownerId, uuid, path, search, state, ids);
    }

    public TokenFilter withState(StateFilter only) {
        return new TokenFilter(realmId, kinds, ownerId, clientUuid, path, search, only, ids);
    }

    public TokenFilter withOwner(String id) {
        return new TokenFilter(realmId, kinds, id, clientUuid, path, search, state, ids);
    }

    public TokenFilter withSearch(@Nullable String part) {
        return new TokenFilter(realmId, kinds, ownerId, clientUuid, path, part, state, ids);
    }

    public TokenFilter withIds(List<String> only) {
        return new TokenFilter(realmId, kinds, ownerId, clientUuid, path, search, state, List.copyOf(only));
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
