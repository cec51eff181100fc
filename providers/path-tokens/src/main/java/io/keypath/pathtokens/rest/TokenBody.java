package io.keypath.pathtokens.rest;

import io.keypath.accountapi.JsonBody;
import io.keypath.accountapi.OAuthError;
import io.keypath.core.AccessList;
import io.keypath.core.AllowedNetworks;
import io.keypath.core.AllowedOrigins;
import io.keypath.core.Validity;
import io.keypath.pathtokens.service.TokenChange;
import io.keypath.pathtokens.service.TokenRequest;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON bodies that make and change tokens. */
public final class TokenBody {

    public static final int MAX_NAME = 255;
    static final int MAX_DESCRIPTION = 1000;

    // Raw paths may be longer than canonical ones; core bounds those.
    private static final int MAX_RAW_PATH = 4096;

    public static final String NAME = "name";
    private static final String DESCRIPTION = "description";
    private static final String ACCESS_LIST = "accessList";
    private static final String SCOPE = "scope";
    public static final String VALID_FOR = "validFor";
    private static final String ALLOWED_ORIGINS = "allowedOrigins";
    private static final String ALLOWED_NETWORKS = "allowedNetworks";
    private static final String ENABLED = "enabled";
    private static final String OVERLAP = "overlap";
    private static final String PATH = "path";
    private static final String ACCESS = "access";

    private static final Set<String> CREATE_FIELDS =
            Set.of(NAME, DESCRIPTION, ACCESS_LIST, SCOPE, VALID_FOR, ALLOWED_ORIGINS, ALLOWED_NETWORKS);
    private static final Set<String> CHANGE_FIELDS = Set.of(NAME, DESCRIPTION, ENABLED, VALID_FOR, ACCESS_LIST);

    private TokenBody() {}

    static JsonBody readCreation(InputStream stream, String... moreFields) {
        var fields = new LinkedHashSet<>(CREATE_FIELDS);
        fields.addAll(List.of(moreFields));
        return JsonBody.read(stream, fields);
    }

    static TokenRequest creation(JsonBody body) {
        // A variable that was never set must not make the widest token.
        for (String field : List.of(ACCESS_LIST, ALLOWED_ORIGINS, ALLOWED_NETWORKS)) {
            if (body.isNull(field)) {
                throw OAuthError.invalidRequest(field + " must not be null; leave it out for no restriction");
            }
        }
        return new TokenRequest(
                body.requiredText(NAME, MAX_NAME),
                body.text(DESCRIPTION, MAX_DESCRIPTION).orElse(null),
                accessList(body),
                body.text(SCOPE, 1000).orElse(null),
                validity(body),
                restriction(body, ALLOWED_ORIGINS, AllowedOrigins.MAX, 255),
                restriction(body, ALLOWED_NETWORKS, AllowedNetworks.MAX, 64));
    }

    static TokenChange readChange(InputStream stream) {
        JsonBody body = JsonBody.read(stream, CHANGE_FIELDS);
        if (body.isNull(NAME) || body.isNull(ENABLED) || body.isNull(ACCESS_LIST)) {
            throw OAuthError.invalidRequest("name, enabled and accessList cannot be set to null");
        }
        return new TokenChange(
                body.text(NAME, MAX_NAME).orElse(null),
                body.isNull(DESCRIPTION)
                        ? ""
                        : body.text(DESCRIPTION, MAX_DESCRIPTION).orElse(null),
                body.flag(ENABLED),
                validity(body),
                accessList(body));
    }

    /** Seconds that a rotated string goes on working; 0 when the body or the field is missing. */
    public static long readOverlap(InputStream stream) {
        Long overlap = JsonBody.readOptional(stream, Set.of(OVERLAP))
                .map(body -> body.wholeNumber(OVERLAP))
                .orElse(null);
        return overlap == null ? 0 : overlap;
    }

    /** {@code validFor}: absent, null or a number of seconds, as yet unjudged. */
    public static Validity validity(JsonBody body) {
        if (!body.has(VALID_FOR)) {
            return new Validity.Unspecified();
        }
        Long seconds = body.wholeNumber(VALID_FOR);
        return seconds == null ? new Validity.Never() : new Validity.Seconds(seconds);
    }

    // Null is "no list", which reaches all; an empty list must never be taken for that.
    private static @Nullable List<TokenRequest.Entry> accessList(JsonBody body) {
        return body.objects(ACCESS_LIST, AccessList.MAX_GRANTS, Set.of(PATH, ACCESS))
                .map(entries -> {
                    if (entries.isEmpty()) {
                        throw OAuthError.invalidRequest(
                                "accessList must not be empty; leave it out for a token that reaches all you reach");
                    }
                    return entries.stream()
                            .map(entry -> new TokenRequest.Entry(
                                    entry.requiredText(PATH, MAX_RAW_PATH), entry.requiredText(ACCESS, 32)))
                            .toList();
                })
                .orElse(null);
    }

    private static List<String> restriction(JsonBody body, String field, int maxSize, int maxLength) {
        return body.texts(field, maxSize, maxLength)
                .map(values -> {
                    if (values.isEmpty()) {
                        throw OAuthError.invalidRequest(field + " must not be empty; leave it out for no restriction");
                    }
                    return values;
                })
                .orElse(List.of());
    }
}
