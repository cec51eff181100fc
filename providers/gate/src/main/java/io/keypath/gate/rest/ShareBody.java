package io.keypath.gate.rest;

import io.keypath.core.AllowedOrigins;
import io.keypath.gate.service.Shares;
import io.keypath.gate.store.StoredShare;
import io.keypath.http.JsonBody;
import io.keypath.http.OAuthError;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON bodies that make and change shares. */
final class ShareBody {

    private static final String PATH = "path";
    private static final String PRINCIPAL = "principal";
    private static final String ACCESS = "access";
    private static final String ALLOWED_ORIGINS = "allowedOrigins";
    private static final String EXPIRES_AT = "expiresAt";

    // Raw paths may be longer than canonical ones; core bounds those.
    private static final int MAX_RAW_PATH = 4096;
    private static final int MAX_ACCESS = 32;
    private static final int MAX_ORIGIN = 300;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private ShareBody() {}

    static Shares.Request readNew(InputStream stream) {
        JsonBody body = JsonBody.read(stream, Set.of(PATH, PRINCIPAL, ACCESS, ALLOWED_ORIGINS, EXPIRES_AT));
        return new Shares.Request(
                body.requiredText(PRINCIPAL, 300),
                body.requiredText(PATH, MAX_RAW_PATH),
                body.requiredText(ACCESS, MAX_ACCESS),
                origins(body),
                expiresAt(body));
    }

    static Shares.Change readChange(InputStream stream) {
        JsonBody body = JsonBody.read(stream, Set.of(ACCESS, ALLOWED_ORIGINS, EXPIRES_AT));
        if (body.isNull(ACCESS)) {
            throw OAuthError.invalidRequest("access must not be null");
        }
        return new Shares.Change(
                body.text(ACCESS, MAX_ACCESS).orElse(null),
                body.has(ALLOWED_ORIGINS) ? Optional.of(Optional.ofNullable(origins(body))) : Optional.empty(),
                body.has(EXPIRES_AT) ? Optional.of(Optional.ofNullable(expiresAt(body))) : Optional.empty());
    }

    private static @Nullable AllowedOrigins origins(JsonBody body) {
        var sent = body.texts(ALLOWED_ORIGINS, AllowedOrigins.MAX, MAX_ORIGIN).orElse(null);
        if (sent == null) {
            return null;
        }
        try {
            AllowedOrigins origins = AllowedOrigins.parse(sent);
            if (origins.toString().length() > StoredShare.MAX_ORIGINS_LENGTH) {
                throw OAuthError.invalidRequest(ALLOWED_ORIGINS + " must have at most " + StoredShare.MAX_ORIGINS_LENGTH
                        + " characters in all");
            }
            return origins;
        } catch (IllegalArgumentException e) {
            throw OAuthError.invalidRequest(ALLOWED_ORIGINS + ": " + e.getMessage());
        }
    }

    private static @Nullable Long expiresAt(JsonBody body) {
        String text = body.text(EXPIRES_AT, 40).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            Instant expiresAt = OffsetDateTime.parse(text).toInstant();
            if (!expiresAt.isAfter(LATEST)) {
                return expiresAt.getEpochSecond();
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw OAuthError.invalidRequest(EXPIRES_AT + " must be a time of ISO 8601 such as 2030-12-31T23:59:59Z");
    }
}
