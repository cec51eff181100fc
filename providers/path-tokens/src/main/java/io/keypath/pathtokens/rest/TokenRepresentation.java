package io.keypath.pathtokens.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.keypath.http.Iso8601;
import io.keypath.tokens.service.IssuedToken;
import io.keypath.tokens.service.StateReason;
import io.keypath.tokens.service.TokenView;
import io.keypath.tokens.store.StoredCredential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token in an answer. Times are ISO-8601 in UTC.
 *
 * @param token the string itself: in the answer to its making, and never again
 * @param kind {@code path-token} or {@code long-lifetime}
 * @param hint the last four characters of the string
 * @param accessList null for a token that reaches all that its owner reaches; in a list its first entries only
 * @param accessListSize entries of the access list in all; null without one
 * @param stateReason why it is not active; null for one that is
 * @param userId id of the owner, a user or a service account's user
 * @param clientId of the client through which it was made; null when that is gone
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"token", "id", "kind", "name", "description", "hint", "accessList", "accessListSize", "scope"})
record TokenRepresentation(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String token,
        String id,
        String kind,
        String name,
        @Nullable String description,
        String hint,
        @Nullable List<Entry> accessList,
        @Nullable Integer accessListSize,
        @Nullable String scope,
        List<String> allowedOrigins,
        List<String> allowedNetworks,
        String createdAt,
        @Nullable String expiresAt,
        @Nullable String lastUsedAt,
        @Nullable String lastUsedFrom,
        boolean enabled,
        String state,
        @Nullable String stateReason,
        String userId,
        @Nullable String username,
        @Nullable String clientId) {

    record Entry(String path, String access) {}

    static TokenRepresentation of(TokenView view) {
        return of(null, view);
    }

    static TokenRepresentation of(IssuedToken issued) {
        return of(issued.string().reveal(), issued.token());
    }

    private static TokenRepresentation of(@Nullable String string, TokenView view) {
        StoredCredential token = view.token();
        StateReason reason = view.stateReason();
        return new TokenRepresentation(
                string,
                token.id(),
                token.kind().id(),
                token.name(),
                token.description(),
                token.hint(),
                entries(token),
                token.reach().vocabulary() == null ? null : Integer.valueOf(view.accessListSize()),
                token.reach().scope(),
                token.restrictions().origins(),
                token.restrictions().networks(),
                Iso8601.of(token.lifetime().createdAt()),
                Iso8601.ofNullable(token.lifetime().expiresAt()),
                Iso8601.ofNullable(view.lastUsedAt()),
                view.lastUsedFrom(),
                token.enabled(),
                view.state().id(),
                reason == null ? null : reason.id(),
                token.ownerId(),
                view.owner(),
                view.clientId());
    }

    private static @Nullable List<Entry> entries(StoredCredential token) {
        return token.reach().vocabulary() == null
                ? null
                : token.reach().grants().stream()
                        .map(grant -> new Entry(grant.path(), grant.action()))
                        .toList();
    }
}
