package io.keypath.http;

import io.keypath.tokens.service.AccessTokens;
import io.keypath.tokens.service.Clients;
import io.keypath.tokens.service.LoginStanding;
import io.keypath.tokens.service.PathClaims;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * The user behind a call to a self-service endpoint: the bearer of one of Keycloak's own access tokens with audience
 * {@code account} and the role {@code manage-account}, as Keycloak's account REST API asks for. Service accounts are
 * refused, and so is any token that Keypath made: a token never mints a token.
 *
 * @param realm the request's realm
 * @param user whose self-service this is
 * @param client the client that the access token was issued to
 * @param authTime epoch seconds of the user's login; 0 when unknown
 * @param own whether the access token is of a login of the user himself
 * @param bound whether the access token is bound to a key
 */
public record AccountCaller(
        RealmModel realm, UserModel user, ClientModel client, long authTime, boolean own, boolean bound) {

    private static final String[] METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"};

    /**
     * The resource of the user who calls, who is authenticated once for whatever it does. A CORS preflight is answered
     * instead.
     *
     * @throws org.keycloak.services.ErrorResponseException 401 {@code invalid_token}, 403 {@code access_denied}, and 403 for an
     *     {@code Origin} that the client has not registered
     */
    public static Object enter(KeycloakSession session, Function<AccountCaller, Object> resource) {
        return session.getContext().getHttpRequest().getHttpMethod().equals(HttpMethod.OPTIONS)
                ? new Preflight(METHODS)
                : resource.apply(authenticate(session));
    }

    // Adds the CORS headers to the answer, too.
    private static AccountCaller authenticate(KeycloakSession session) {
        RealmModel realm = Realms.requireUsable(session);
        AuthenticationManager.@Nullable AuthResult bearer = bearer(session);
        ClientModel account = Clients.find(realm, Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        if (bearer == null
                || account == null
                || !account.isEnabled()
                || PathClaims.isRestricted(realm, bearer.token())) {
            throw refused(realm);
        }
        AccessToken token = complete(session, bearer, account);
        if (!token.hasAudience(account.getClientId())) {
            throw refused(realm);
        }
        Cors.builder()
                .checkAllowedOrigins(token)
                .allowedMethods(METHODS)
                .exposedHeaders(HttpHeaders.WWW_AUTHENTICATE)
                .auth()
                .add();
        AccessToken.@Nullable Access access = token.getResourceAccess(account.getClientId());
        if (bearer.user().getServiceAccountClientLink() != null
                || access == null
                || !access.isUserInRole(AccountRoles.MANAGE_ACCOUNT)) {
            throw OAuthError.accessDenied("The role manage-account of the client account is required, of a user");
        }
        return new AccountCaller(
                realm,
                bearer.user(),
                bearer.client(),
                authTime(token, bearer.session()),
                LoginStanding.isOwn(bearer.token(), bearer.session()),
                token.getConfirmation() != null);
    }

    /** 403 for who may look but gets no token and no secret: it would be another's, or no longer bound to a key. */
    public void requireMaker() {
        if (!own) {
            throw OAuthError.accessDenied("Tokens and secrets are made in a login of the user himself, not by an"
                    + " administrator who impersonates him and not by a token without a session");
        }
        if (bound) {
            throw OAuthError.accessDenied(
                    "The access token is bound to a key, and what is made here is not: use another client");
        }
    }

    private static AuthenticationManager.@Nullable AuthResult bearer(KeycloakSession session) {
        AppAuthManager.@Nullable AuthHeader header = AppAuthManager.extractAuthorizationHeaderTokenOrReturnNull(
                session.getContext().getHttpRequest().getHttpHeaders());
        if (header == null) {
            return null;
        }
        return AccessTokens.verify(session, header.getToken());
    }

    // A lightweight token lacks audience and roles until introspection completes it, as AccountLoader does.
    private static AccessToken complete(
            KeycloakSession session, AuthenticationManager.AuthResult bearer, ClientModel account) {
        AccessToken token = bearer.token();
        if (token.getAudience() != null && token.getResourceAccess(account.getClientId()) != null) {
            return token;
        }
        var introspection = (AccessTokenIntrospectionProvider<?>) session.getProvider(
                TokenIntrospectionProvider.class, AccessTokenIntrospectionProviderFactory.ACCESS_TOKEN_TYPE);
        return introspection.transformAccessToken(token, bearer.session());
    }

    /** Epoch seconds of the login behind a token; 0 when unknown. */
    public static long authTime(AccessToken token, @Nullable UserSessionModel session) {
        Long claim = token.getAuth_time();
        if (claim != null) {
            return claim;
        }
        String note = session == null ? null : session.getNote(AuthenticationManager.AUTH_TIME);
        return note != null && note.matches("[0-9]{1,12}") ? Long.parseLong(note) : 0;
    }

    private static RuntimeException refused(RealmModel realm) {
        return OAuthError.unauthorized(BearerChallenge.invalidToken(realm.getName()));
    }
}
