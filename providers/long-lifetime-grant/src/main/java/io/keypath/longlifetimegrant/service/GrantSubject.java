package io.keypath.longlifetimegrant.service;

import io.keypath.http.AccountCaller;
import io.keypath.tokens.service.AccessTokens;
import io.keypath.tokens.service.LoginStanding;
import io.keypath.tokens.service.OnBehalfOf;
import io.keypath.tokens.service.PathClaims;
import io.keypath.tokens.service.PathTokens;
import io.keypath.tokens.service.PolicyAttributes;
import io.keypath.tokens.service.TokenProblem;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Errors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * Whose token it becomes: the user of a developer secret, the user of a subject token, or the client's service account.
 *
 * @param consents whether it is a user, whom the client asks for consent
 * @param subjectToken the token that named the user; null without one
 */
public record GrantSubject(
        UserModel user, boolean consents, @Nullable AccessToken subjectToken) {

    /** Realm attribute: whether the user of an access token gets a long-lifetime one for it. */
    static final String SUBJECT_TOKENS = "keypath.long-lifetime.subject-token";

    /** Throws {@link GrantProblem} for whoever may not have one. */
    public static GrantSubject of(
            KeycloakSession session, ClientModel client, Map<String, String> parameters, PathTokens tokens) {
        UserModel developer = OnBehalfOf.user(session);
        boolean named = parameters.containsKey(OAuth2Constants.SUBJECT_TOKEN)
                || parameters.containsKey(OAuth2Constants.SUBJECT_TOKEN_TYPE);
        if (named && developer != null) {
            throw GrantProblem.invalidRequest("A developer secret names its user: subject_token must not be sent");
        }
        if (developer != null) {
            return permitted(tokens, new GrantSubject(developer, true, null), OAuthErrorException.INVALID_GRANT);
        }
        return named ? subject(session, client, parameters, tokens) : serviceAccount(session, client, tokens);
    }

    private static GrantSubject serviceAccount(KeycloakSession session, ClientModel client, PathTokens tokens) {
        UserModel account = client.isServiceAccountsEnabled() ? session.users().getServiceAccount(client) : null;
        if (account == null) {
            throw GrantProblem.unauthorizedClient(
                    "The client has no service account; send the subject_token of a user instead");
        }
        return permitted(tokens, new GrantSubject(account, false, null), OAuthErrorException.UNAUTHORIZED_CLIENT);
    }

    private static GrantSubject permitted(PathTokens tokens, GrantSubject subject, String error) {
        if (!subject.user().isEnabled()) {
            throw new GrantProblem(error, Errors.USER_DISABLED, "The user may not have a long-lifetime token");
        }
        try {
            tokens.requireCreatorRole(subject.user());
        } catch (TokenProblem e) {
            throw new GrantProblem(error, Errors.NOT_ALLOWED, String.valueOf(e.getMessage()));
        }
        return subject;
    }

    // RFC 8693 section 2.2.2: a subject token that is not good, or not acceptable, is an invalid_request.
    private static GrantSubject subject(
            KeycloakSession session, ClientModel client, Map<String, String> parameters, PathTokens tokens) {
        if (!mayExchange(session.getContext().getRealm())) {
            throw new GrantProblem(
                    OAuthErrorException.INVALID_REQUEST,
                    Errors.NOT_ALLOWED,
                    "The realm gives no long-lifetime tokens for a subject_token");
        }
        if (!OAuth2Constants.ACCESS_TOKEN_TYPE.equals(parameters.get(OAuth2Constants.SUBJECT_TOKEN_TYPE))) {
            throw GrantProblem.invalidRequest("subject_token_type must be " + OAuth2Constants.ACCESS_TOKEN_TYPE);
        }
        String sent = parameters.get(OAuth2Constants.SUBJECT_TOKEN);
        if (sent == null) {
            throw GrantProblem.invalidRequest("subject_token is required");
        }
        AuthResult result = AccessTokens.verify(session, sent);
        // The verification sets the token's own client as that of the request.
        session.getContext().setClient(client);
        if (result == null || !isAcceptable(result, client)) {
            throw new GrantProblem(
                    OAuthErrorException.INVALID_REQUEST,
                    Errors.INVALID_TOKEN,
                    "subject_token must be a user's access token, good, for this client, and not made by Keypath");
        }
        if (!LoginStanding.isOwn(result.token(), result.session())) {
            throw new GrantProblem(
                    OAuthErrorException.INVALID_REQUEST,
                    Errors.NOT_ALLOWED,
                    "subject_token: it is of no session, or of an administrator who impersonates the user");
        }
        try {
            tokens.requireCreator(result.user(), AccountCaller.authTime(result.token(), result.session()));
        } catch (TokenProblem e) {
            throw new GrantProblem(OAuthErrorException.INVALID_REQUEST, Errors.NOT_ALLOWED, message(e));
        }
        return new GrantSubject(result.user(), true, result.token());
    }

    private static String message(TokenProblem problem) {
        return problem.kind() == TokenProblem.Kind.LOGIN_TOO_OLD
                ? "subject_token: a login within the last " + problem.maxAuthAge() + " seconds is required"
                : String.valueOf(problem.getMessage());
    }

    private static boolean isAcceptable(AuthResult result, ClientModel client) {
        AccessToken token = result.token();
        String clientId = client.getClientId();
        return !PathClaims.isRestricted(client.getRealm(), token)
                // Bound to a key, which the long-lifetime token would not be.
                && token.getConfirmation() == null
                && result.user().getServiceAccountClientLink() == null
                // As Keycloak's token exchange: a client spends tokens that were made by it or for it.
                && (clientId.equals(token.getIssuedFor()) || token.hasAudience(clientId));
    }

    private static boolean mayExchange(RealmModel realm) {
        try {
            return PolicyAttributes.flag(realm, SUBJECT_TOKENS);
        } catch (PolicyAttributes.InvalidPolicyException e) {
            throw GrantProblem.invalidRequest(
                    String.valueOf(PolicyAttributes.unreadable(e).getMessage()));
        }
    }
}
