package io.keypath.http;

import io.keypath.tokens.service.TokenProblem;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponseException;

/** The one place where what the service refuses becomes an HTTP status. */
public final class Problems {

    private Problems() {}

    /** Calls the service. */
    public static <T extends @Nullable Object> T mapped(RealmModel realm, Supplier<T> call) {
        try {
            return call.get();
        } catch (TokenProblem problem) {
            throw toResponse(realm, problem);
        }
    }

    private static ErrorResponseException toResponse(RealmModel realm, TokenProblem problem) {
        String message = String.valueOf(problem.getMessage());
        return switch (problem.kind()) {
            case INVALID_REQUEST -> OAuthError.invalidRequest(message);
            case INVALID_SCOPE -> OAuthError.invalidScope(message);
            case ACCESS_DENIED -> OAuthError.accessDenied(message);
            case NOT_FOUND -> OAuthError.notFound(message);
            case CONFLICT -> OAuthError.conflict(message);
            case LOGIN_TOO_OLD ->
                OAuthError.unauthorized(new BearerChallenge(
                        realm.getName(),
                        OAuthError.INSUFFICIENT_USER_AUTHENTICATION,
                        message,
                        null,
                        problem.maxAuthAge()));
        };
    }
}
