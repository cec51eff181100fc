package io.keypath.oauth.rest;

import io.keypath.core.AccessList;
import io.keypath.core.Vocabulary;
import io.keypath.oauth.service.AskedDetails;
import io.keypath.tokens.service.PathClaims;
import io.keypath.tokens.service.TokenPolicy;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.TokenManager.AccessTokenResponseBuilder;
import org.keycloak.protocol.oidc.grants.AuthorizationCodeGrantType;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AuthorizationDetailsJSONRepresentation;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.clientpolicy.ClientPolicyContext;

/**
 * Keycloak's authorization code grant, but that a code is restricted to the paths that its own request asked for, and to no
 * others; a client may ask for fewer of them when it redeems the code (RFC 9396 section 6).
 */
final class PathAuthorizationCodeGrantType extends AuthorizationCodeGrantType {

    private List<AuthorizationDetailsJSONRepresentation> askedNow = List.of();

    @Override
    public boolean isTokenAllowed(KeycloakSession tokenSession, AccessToken token) {
        return RestrictedGrantTypes.isUnrestricted(tokenSession, token) && super.isTokenAllowed(tokenSession, token);
    }

    @Override
    public Response process(Context context) {
        setContext(context);
        boolean unheard = !formParams.containsKey(OAuth2Constants.AUTHORIZATION_DETAILS)
                && request.getDecodedFormParameters().containsKey(OAuth2Constants.AUTHORIZATION_DETAILS);
        if (unheard) {
            // Keycloak 26.7 drops what is longer than 4,000 characters: who asks for less must not get everything.
            throw refused(OAuthErrorException.INVALID_REQUEST, "authorization_details is too long");
        }
        return super.process(context);
    }

    // Keycloak would compare them with what is left in the client session, perhaps by another request.
    @Override
    protected @Nullable List<AuthorizationDetailsJSONRepresentation> processAuthorizationDetails(
            UserSessionModel userSession, ClientSessionContext clientSession) {
        List<AuthorizationDetailsJSONRepresentation> sent =
                super.processAuthorizationDetails(userSession, clientSession);
        if (sent == null) {
            return null;
        }
        askedNow = AskedDetails.ours(sent);
        return AskedDetails.others(sent);
    }

    @Override
    protected Response createTokenResponse(
            UserModel user,
            UserSessionModel userSession,
            ClientSessionContext clientSession,
            @Nullable String scopeOfCode,
            boolean code,
            Function<AccessTokenResponseBuilder, ClientPolicyContext> response) {
        AccessList paths = paths(AskedDetails.ofCode(scopeOfCode).details());
        if (paths != null) {
            var details = new ArrayList<AuthorizationDetailsJSONRepresentation>(PathClaims.write(paths));
            List<?> others = clientSession.getAttribute(Constants.AUTHORIZATION_DETAILS_RESPONSE, List.class);
            if (others != null) {
                others.forEach(other -> details.add((AuthorizationDetailsJSONRepresentation) other));
            }
            clientSession.setAttribute(Constants.AUTHORIZATION_DETAILS_RESPONSE, details);
        }
        return super.createTokenResponse(user, userSession, clientSession, scopeOfCode, code, response);
    }

    private @Nullable AccessList paths(List<AuthorizationDetailsJSONRepresentation> askedBefore) {
        Vocabulary vocabulary = TokenPolicy.vocabulary(realm);
        try {
            AccessList before = askedBefore.isEmpty() ? null : PathClaims.read(vocabulary, askedBefore);
            AccessList now = askedNow.isEmpty() ? null : PathClaims.read(vocabulary, askedNow);
            if (before == null || now == null) {
                return before == null ? now : before;
            }
            if (now.isWithin(before)) {
                return now;
            }
        } catch (IllegalArgumentException e) {
            throw refused(Errors.INVALID_AUTHORIZATION_DETAILS, String.valueOf(e.getMessage()));
        }
        throw refused(
                OAuthErrorException.INVALID_REQUEST,
                "authorization_details ask for more than the authorization request did");
    }

    private CorsErrorResponseException refused(String error, String problem) {
        event.detail(Details.REASON, problem);
        event.error(error);
        return new CorsErrorResponseException(cors, error, problem, Response.Status.BAD_REQUEST);
    }
}
