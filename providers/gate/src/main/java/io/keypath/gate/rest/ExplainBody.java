package io.keypath.gate.rest;

import io.keypath.core.AccessRequest;
import io.keypath.core.CanonicalPath;
import io.keypath.core.InvalidPathException;
import io.keypath.gate.service.GateSettings;
import io.keypath.http.JsonBody;
import io.keypath.http.OAuthError;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator wants to have explained: what would become of a request, by a user or with a path token.
 *
 * @param user id of a user; null where there is a token
 * @param token id of a token, never its string
 */
record ExplainBody(@Nullable String user, @Nullable String token, AccessRequest request) {

    private static final String USER = "user";
    private static final String TOKEN = "token";
    private static final String METHOD = "method";
    private static final String PATH = "path";
    private static final String DESTINATION = "destination";

    static ExplainBody read(InputStream stream, GateSettings settings) {
        JsonBody body = JsonBody.read(stream, Set.of(USER, TOKEN, METHOD, PATH, DESTINATION));
        Optional<String> user = body.text(USER, 255);
        Optional<String> token = body.text(TOKEN, 36);
        if (user.isPresent() == token.isPresent()) {
            throw OAuthError.invalidRequest("Either user, an id, or token, an id too, is required");
        }
        String method = body.text(METHOD, AccessRequest.MAX_METHOD_LENGTH).orElse("GET");
        CanonicalPath path = path(PATH, body.requiredText(PATH, 4096), settings);
        CanonicalPath destination = body.text(DESTINATION, 4096)
                .map(sent -> path(DESTINATION, sent, settings))
                .orElse(null);
        try {
            return new ExplainBody(
                    user.orElse(null), token.orElse(null), new AccessRequest(method, path, destination, false));
        } catch (IllegalArgumentException e) {
            throw OAuthError.invalidRequest(METHOD + ": " + e.getMessage());
        }
    }

    private static CanonicalPath path(String name, String sent, GateSettings settings) {
        try {
            return CanonicalPath.of(sent)
                    .strip(settings.strip())
                    .orElseThrow(() -> OAuthError.invalidRequest(
                            name + " must be below " + settings.strip() + ", which the gate strips"));
        } catch (InvalidPathException e) {
            throw OAuthError.invalidRequest(name + ": " + e.getMessage());
        }
    }
}
