package io.keypath.gate.service;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.AuthenticationFlowResolver;
import org.keycloak.models.utils.SystemClientUtil;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.ResourceOwnerPasswordCredentialsContext;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's direct grant (RFC 6749 section 4.3) up to where it would issue a token: the realm's flow, its required actions, client
 * policies, events, and its protection against guessing. It is nobody's client, so it is that of the realm itself.
 */
record DirectGrant(KeycloakSession session, String gate) {

    /** Null for whom it does not let in. */
    @Nullable
    UserModel login(Credential.Password shown) {
        RealmModel realm = session.getContext().getRealm();
        ClientModel client = SystemClientUtil.getSystemClient(realm);
        session.getContext().setClient(client);
        var form = new MultivaluedHashMap<String, String>();
        form.add("grant_type", "password");
        form.add("username", shown.username());
        form.add("password", shown.password());
        EventBuilder event = new EventBuilder(
                        realm, session, session.getContext().getConnection())
                .event(EventType.LOGIN)
                .client(client)
                .detail("gate", gate);
        try {
            session.clientPolicy().triggerOnEvent(new ResourceOwnerPasswordCredentialsContext(session, form));
        } catch (ClientPolicyException e) {
            event.detail(Details.REASON, Details.CLIENT_POLICY_ERROR)
                    .detail(Details.CLIENT_POLICY_ERROR, e.getError())
                    .detail(Details.CLIENT_POLICY_ERROR_DETAIL, e.getErrorDetail())
                    .error(e.getError());
            return null;
        }
        var authentications = new AuthenticationSessionManager(session);
        AuthenticationSessionModel authentication =
                authentications.createAuthenticationSession(realm, false).createAuthenticationSession(client);
        authentication.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        authentication.setAction(AuthenticationSessionModel.Action.AUTHENTICATE.name());
        try {
            return login(realm, authentication, event, form);
        } finally {
            authentications.removeAuthenticationSession(realm, authentication, false);
        }
    }

    private @Nullable UserModel login(
            RealmModel realm,
            AuthenticationSessionModel authentication,
            EventBuilder event,
            MultivaluedMap<String, String> form) {
        var processor = new AuthenticationProcessor();
        processor
                .setAuthenticationSession(authentication)
                .setFlowId(AuthenticationFlowResolver.resolveDirectGrantFlow(authentication)
                        .getId())
                .setFlowPath("token")
                .setConnection(session.getContext().getConnection())
                .setEventBuilder(event)
                .setRealm(realm)
                .setSession(session)
                .setUriInfo(session.getContext().getUri())
                .setRequest(new WithForm(session.getContext().getHttpRequest(), form));
        // What it answers is for a token endpoint; it has recorded the event.
        if (processor.authenticateOnly() != null) {
            return null;
        }
        processor.evaluateRequiredActionTriggers();
        UserModel user = authentication.getAuthenticatedUser();
        if (user.getRequiredActionsStream().findAny().isPresent()
                || !authentication.getRequiredActions().isEmpty()) {
            event.detail(Details.REASON, "Account is not fully set up").error(Errors.RESOLVE_REQUIRED_ACTIONS);
            return null;
        }
        event.user(user).success();
        AuthenticationManager.logSuccess(session, authentication);
        return user;
    }

    /** The request that asks the gate, with what the flow reads of one to the token endpoint. */
    private record WithForm(HttpRequest request, MultivaluedMap<String, String> form) implements HttpRequest {

        @Override
        public String getHttpMethod() {
            return request.getHttpMethod();
        }

        @Override
        public MultivaluedMap<String, String> getDecodedFormParameters() {
            return form;
        }

        @Override
        public MultivaluedMap<String, FormPartValue> getMultiPartFormParameters() {
            return new MultivaluedHashMap<>();
        }

        @Override
        public HttpHeaders getHttpHeaders() {
            return request.getHttpHeaders();
        }

        @Override
        public X509Certificate[] getClientCertificateChain() {
            return request.getClientCertificateChain();
        }

        @Override
        public UriInfo getUri() {
            return request.getUri();
        }

        @Override
        public boolean isProxyTrusted() {
            return request.isProxyTrusted();
        }
    }
}
