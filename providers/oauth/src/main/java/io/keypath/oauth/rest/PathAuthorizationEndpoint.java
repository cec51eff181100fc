package io.keypath.oauth.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.keypath.oauth.service.AskedDetails;
import io.keypath.oauth.service.PathRestrictableClients;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.protocol.oidc.endpoints.request.AuthzEndpointRequestParser;
import org.keycloak.protocol.oidc.utils.OIDCRedirectUriBuilder;
import org.keycloak.protocol.oidc.utils.OIDCResponseMode;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's authorization endpoint, but that the paths that a request asks for are bound to its code. What cannot be bound
 * is refused: who asks for less must not get a token for everything.
 */
final class PathAuthorizationEndpoint extends AuthorizationEndpoint {

    PathAuthorizationEndpoint(KeycloakSession session, EventBuilder event) {
        super(session, event);
    }

    @GET
    @Override
    public Response buildGet() {
        try {
            return super.buildGet();
        } catch (RefusedException e) {
            return e.answer;
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Override
    public Response buildPost() {
        try {
            return super.buildPost();
        } catch (RefusedException e) {
            return e.answer;
        }
    }

    // Whatever the request is, a login, a registration or a forgotten password, it comes along here once all that it
    // says is in its tab's session, and before anything is made of it.
    @Override
    protected AuthenticationProcessor createProcessor(AuthenticationSessionModel tab, String flowId, String flowPath) {
        boolean heard = tab.getClientNote(OAuth2Constants.AUTHORIZATION_DETAILS) != null;
        if (!heard && PathRestrictableClients.mayAsk(tab.getClient()) && isSent()) {
            // Keycloak 26.7 drops what is longer than 2,000 characters, and the sixth parameter that it does not know.
            throw refused(tab, "authorization_details is too long, or there are too many parameters");
        }
        boolean asks = !AskedDetails.bind(tab).details().isEmpty();
        if (asks && !OIDCResponseType.CODE.equals(tab.getClientNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM))) {
            throw refused(tab, "authorization_details of type keypath need response_type=code");
        }
        OIDCResponseType type = OIDCResponseType.parse(tab.getClientNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM));
        if (type.hasResponseType(OIDCResponseType.TOKEN)
                && PathRestrictableClients.isGranted(tab.getClient(), tab.getClientNote(OAuth2Constants.SCOPE))) {
            // No grant type is asked for such tokens, so that nothing could keep them out of Keycloak's own APIs.
            throw refused(tab, "A token that is restricted to paths needs response_type=code");
        }
        return super.createProcessor(tab, flowId, flowPath);
    }

    private boolean isSent() {
        return session.getContext().getUri().getQueryParameters().containsKey(OAuth2Constants.AUTHORIZATION_DETAILS)
                || httpRequest.getDecodedFormParameters().containsKey(OAuth2Constants.AUTHORIZATION_DETAILS)
                || (session.getAttribute(AuthzEndpointRequestParser.AUTHZ_REQUEST_OBJECT) instanceof JsonNode object
                        && object.has(OAuth2Constants.AUTHORIZATION_DETAILS));
    }

    private RefusedException refused(AuthenticationSessionModel tab, String problem) {
        event.detail(Details.REASON, problem);
        event.error(Errors.INVALID_REQUEST);
        ClientModel client = tab.getClient();
        OIDCResponseType type = OIDCResponseType.parse(tab.getClientNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM));
        OIDCResponseMode mode = OIDCResponseMode.parse(tab.getClientNote(OIDCLoginProtocol.RESPONSE_MODE_PARAM), type);
        OIDCRedirectUriBuilder redirect = OIDCRedirectUriBuilder.fromUri(tab.getRedirectUri(), mode, session, null)
                .addParam(OAuth2Constants.ERROR, OAuthErrorException.INVALID_REQUEST)
                .addParam(OAuth2Constants.ERROR_DESCRIPTION, problem);
        String state = tab.getClientNote(OIDCLoginProtocol.STATE_PARAM);
        if (state != null) {
            redirect.addParam(OAuth2Constants.STATE, state);
        }
        if (!OIDCAdvancedConfigWrapper.fromClientModel(client).isExcludeIssuerFromAuthResponse()) {
            redirect.addParam(
                    OAuth2Constants.ISSUER,
                    Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        }
        new AuthenticationSessionManager(session).removeTabIdInAuthenticationSession(realm, tab);
        return new RefusedException(redirect.build());
    }

    /** Leaves Keycloak's endpoint with an answer; of a JAX-RS exception its error handler would make a page. */
    private static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Response answer;

        RefusedException(Response answer) {
            super(null, null, false, false);
            this.answer = answer;
        }
    }
}
