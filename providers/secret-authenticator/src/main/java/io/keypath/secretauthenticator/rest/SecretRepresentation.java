package io.keypath.secretauthenticator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.keypath.http.Iso8601;
import io.keypath.tokens.service.IssuedToken;
import io.keypath.tokens.service.StateReason;
import io.keypath.tokens.service.TokenView;
import io.keypath.tokens.store.StoredCredential;
import org.jspecify.annotations.Nullable;

/**
 * A secret in an answer. Times are ISO-8601 in UTC.
 *
 * @param secret the string itself: in the answer to its making, and never again
 * @param hint the last four characters of the string
 * @param userId whose developer secret it is; absent for a client's secret
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"secret", "id", "name", "hint", "createdAt", "expiresAt", "lastUsedAt", "lastUsedFrom", "state"})
record SecretRepresentation(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret,
        String id,
        String name,
        String hint,
        String createdAt,
        @Nullable String expiresAt,
        @Nullable String lastUsedAt,
        @Nullable String lastUsedFrom,
        String state,
        @Nullable String stateReason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String userId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String username) {

    static SecretRepresentation of(TokenView view) {
        return of(null, view);
    }

    static SecretRepresentation of(IssuedToken issued) {
        return of(issued.string().reveal(), issued.token());
    }

    private static SecretRepresentation of(@Nullable String secret, TokenView view) {
        StoredCredential stored = view.token();
        StateReason reason = view.stateReason();
        return new SecretRepresentation(
                secret,
                stored.id(),
                stored.name(),
                stored.hint(),
                Iso8601.of(stored.lifetime().createdAt()),
                Iso8601.ofNullable(stored.lifetime().expiresAt()),
                Iso8601.ofNullable(view.lastUsedAt()),
                view.lastUsedFrom(),
                view.state().id(),
                reason == null ? null : reason.id(),
                stored.kind().isOwnedByUser() ? stored.ownerId() : null,
                view.owner());
    }
}
