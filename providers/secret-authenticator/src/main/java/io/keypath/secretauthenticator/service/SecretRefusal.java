package io.keypath.secretauthenticator.service;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.authenticators.client.ClientAuthUtil;
import org.keycloak.models.RealmModel;
import org.keycloak.models.delegate.ClientModelLazyDelegate;

/** How a client is told that its secret is not good. */
final class SecretRefusal {

    private static final int TOO_MANY_REQUESTS = 429;

    private SecretRefusal() {}

    /** Ends the flow with an answer. Keycloak listens to an authenticator only about a client of its type: an unknown one stands in. */
    static void answer(ClientAuthenticationFlowContext context, Response response) {
        context.setClient(new ClientModelLazyDelegate(() -> null) {
            @Override
            public String getClientAuthenticatorType() {
                return SecretClientAuthenticator.ID;
            }

            @Override
            public boolean isPublicClient() {
                return false;
            }
        });
        context.failure(AuthenticationFlowError.INVALID_CLIENT_CREDENTIALS, response);
    }

    /** 401 and a challenge of the scheme that the client used (RFC 6749 section 5.2). */
    static Response unauthorized(RealmModel realm) {
        return withHeader(
                ClientAuthUtil.errorResponse(
                        Response.Status.UNAUTHORIZED.getStatusCode(),
                        OAuthErrorException.INVALID_CLIENT,
                        "Invalid client or Invalid client credentials"),
                HttpHeaders.WWW_AUTHENTICATE,
                SecretHeader.SCHEME + " realm=\"" + realm.getName().replaceAll("[\\\\\"]", "\\\\$0") + '"');
    }

    /** 429 (RFC 6585 section 4). */
    static Response tooMany(long seconds) {
        return withHeader(
                ClientAuthUtil.errorResponse(
                        TOO_MANY_REQUESTS,
                        OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                        "Too many wrong secrets from this address; try again in " + seconds + " seconds"),
                HttpHeaders.RETRY_AFTER,
                Long.toString(seconds));
    }

    private static Response withHeader(Response response, String name, String value) {
        return Response.fromResponse(response).header(name, value).build();
    }
}
