package io.keypath.longlifetimegrant.service;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenManager.AccessTokenResponseBuilder;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.ServiceAccountTokenRequestContext;
import org.keycloak.services.clientpolicy.context.ServiceAccountTokenResponseContext;
import org.keycloak.services.clientpolicy.context.TokenExchangeRequestContext;

/**
 * The client policies of the realm, asked as Keycloak's own grant types ask them (26.7): to them the grant is one of client
 * credentials, whosever the token becomes, and that of a subject token a token exchange too.
 */
public record GrantPolicies(OAuth2GrantType.Context grant) {

    /**
     * Asks about an exchange.
     *
     * @return the only scopes that a policy leaves; null for no such limit
     */
    @Nullable
    public Set<String> exchange() {
        var exchange = new TokenExchangeContext(
                grant.getSession(),
                grant.getFormParams(),
                grant.getCors(),
                grant.getRealm(),
                grant.getEvent(),
                grant.getClient(),
                grant.getClientConnection(),
                grant.getHeaders(),
                grant.getTokenManager(),
                grant.getClientAuthAttributes());
        ask(new TokenExchangeRequestContext(exchange));
        return exchange.getRestrictedScopes();
    }

    /** Asks before a token is made. */
    public void request(ClientSessionContext clientSession) {
        ask(new ServiceAccountTokenRequestContext(grant.getFormParams(), clientSession.getClientSession()));
    }

    /** Asks about a token, which it may change, before anybody gets it. */
    public void response(ClientSessionContext clientSession, AccessTokenResponseBuilder token) {
        AuthenticatedClientSessionModel session = clientSession.getClientSession();
        ask(new ServiceAccountTokenResponseContext(grant.getFormParams(), session, token));
    }

    private void ask(ClientPolicyContext context) {
        try {
            grant.getSession().clientPolicy().triggerOnEvent(context);
        } catch (ClientPolicyException e) {
            grant.getEvent()
                    .detail(Details.REASON, Details.CLIENT_POLICY_ERROR)
                    .detail(Details.CLIENT_POLICY_ERROR, e.getError())
                    .detail(Details.CLIENT_POLICY_ERROR_DETAIL, e.getErrorDetail())
                    .error(e.getError());
            throw new CorsErrorResponseException(grant.getCors(), e.getError(), e.getErrorDetail(), e.getErrorStatus());
        }
    }
}
