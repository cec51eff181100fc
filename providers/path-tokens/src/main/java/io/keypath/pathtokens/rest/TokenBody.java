package io.keypath.pathtokens.rest;

import io.keypath.core.AccessList;
import io.keypath.core.AllowedNetworks;
import io.keypath.core.AllowedOrigins;
import io.keypath.core.Vocabulary;
import io.keypath.http.AccessListBody;
import io.keypath.http.CredentialBody;
import io.keypath.http.JsonBody;
import io.keypath.http.OAuthError;
import io.keypath.tokens.service.TokenChange;
import io.keypath.tokens.service.TokenRequest;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The JSON bodies that make and change tokens. */
final class TokenBody {

    static final int MAX_DESCRIPTION = 1000;

    private static final String DESCRIPTION = "description";
    private static final String ACCESS_LIST = "accessList";
    private static final String SCOPE = "scope";
    private static final String ALLOWED_ORIGINS = "allowedOrigins";
    private static final String ALLOWED_NETWORKS = "allowedNetworks";
    private static final String ENABLED = "enabled";

    private static final Set<String> CREATE_FIELDS = Set.of(
            CredentialBody.NAME,
            DESCRIPTION,
            ACCESS_LIST,
            SCOPE,
            CredentialBody.VALID_FOR,
            ALLOWED_ORIGINS,
            ALLOWED_NETWORKS);
    private static final Set<String> CHANGE_FIELDS =
            Set.of(CredentialBody.NAME, DESCRIPTION, ENABLED, CredentialBody.VALID_FOR, ACCESS_LIST);

    private TokenBody() {}

    static JsonBody readCreation(InputStream stream, String... moreFields) {
        var fields = new LinkedHashSet<>(CREATE_FIELDS);
        fields.addAll(List.of(moreFields));
        return JsonBody.read(stream, fields);
    }

    /** @param vocabulary of the realm */
    static TokenRequest creation(JsonBody body, Vocabulary vocabulary) {
        // A variable that was never set must not make the widest token.
        for (String field : List.of(ACCESS_LIST, ALLOWED_ORIGINS, ALLOWED_NETWORKS)) {
            if (body.isNull(field)) {
                throw OAuthError.invalidRequest(field + " must not be null; leave it out for no restriction");
            }
        }
        return new TokenRequest(
                body.requiredText(CredentialBody.NAME, CredentialBody.MAX_NAME),
                body.text(DESCRIPTION, MAX_DESCRIPTION).orElse(null),
                accessList(body, vocabulary),
                body.text(SCOPE, 1000).orElse(null),
                CredentialBody.validity(body),
                restriction(body, ALLOWED_ORIGINS, AllowedOrigins.MAX, 255),
                restriction(body, ALLOWED_NETWORKS, AllowedNetworks.MAX, 64));
    }

    static TokenChange readChange(InputStream stream) {
        JsonBody body = JsonBody.read(stream, CHANGE_FIELDS);
        if (body.isNull(CredentialBody.NAME) || body.isNull(ENABLED) || body.isNull(ACCESS_LIST)) {
            throw OAuthError.invalidRequest("name, enabled and accessList cannot be set to null");
        }
        return new TokenChange(
                body.text(CredentialBody.NAME, CredentialBody.MAX_NAME).orElse(null),
                body.isNull(DESCRIPTION)
                        ? ""
                        : body.text(DESCRIPTION, MAX_DESCRIPTION).orElse(null),
                body.flag(ENABLED),
                CredentialBody.validity(body),
                AccessListBody.read(body, ACCESS_LIST)
                        .<Function<Vocabulary, AccessList>>map(list -> list::in)
                        .orElse(null));
    }

    private static @Nullable AccessList accessList(JsonBody body, Vocabulary vocabulary) {
        try {
            return AccessListBody.read(body, ACCESS_LIST)
                    .map(list -> list.in(vocabulary))
                    .orElse(null);
        } catch (IllegalArgumentException e) {
            throw OAuthError.invalidRequest(String.valueOf(e.getMessage()));
        }
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
