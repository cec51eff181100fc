package io.keypath.gate.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keypath.gate.service.Shares;
import io.keypath.gate.store.StoredShare;
import io.keypath.http.Iso8601;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A share in JSON. Times are ISO-8601 in UTC.
 *
 * @param key of a link, in the answer that makes it only
 * @param principalName for administrators
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ShareRepresentation(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
        String id,
        String path,
        String principal,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String principalName,
        String access,
        List<String> allowedOrigins,
        @Nullable String hint,
        String createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String createdBy,
        @Nullable String expiresAt,
        @Nullable String lastUsedAt,
        String state) {

    static ShareRepresentation of(Shares shares, Shares.Made made, boolean administrator) {
        return of(shares, made.share(), made.key() == null ? null : made.key().reveal(), administrator);
    }

    static ShareRepresentation of(Shares shares, StoredShare share, boolean administrator) {
        return of(shares, share, null, administrator);
    }

    private static ShareRepresentation of(
            Shares shares, StoredShare share, @Nullable String key, boolean administrator) {
        return new ShareRepresentation(
                key,
                share.id(),
                share.grant().path().value(),
                shares.principal(share),
                administrator ? shares.principalName(share) : null,
                share.grant().action().name(),
                share.allowedOrigins() == null
                        ? List.of()
                        : share.allowedOrigins().values(),
                share.hint(),
                Iso8601.of(share.createdAt()),
                administrator ? share.createdBy() : null,
                Iso8601.ofNullable(share.expiresAt()),
                Iso8601.ofNullable(share.lastUsedAt()),
                shares.isActive(share) ? "active" : "expired");
    }

    @Override
    public String toString() {
        return "ShareRepresentation[redacted]";
    }
}
