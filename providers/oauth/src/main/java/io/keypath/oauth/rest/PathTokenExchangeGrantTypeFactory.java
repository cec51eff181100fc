package io.keypath.oauth.rest;

import com.google.auto.service.AutoService;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeFactory;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantType;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantTypeFactory;
import org.keycloak.representations.AccessToken;

/**
 * Keycloak's token exchange, in whose place it stands, but for two things that only the grant type can hold: a JWT that is
 * restricted to paths is not exchanged once more, where the restriction would be lost, and is not let in to the account
 * and admin APIs.
 */
@AutoService(OAuth2GrantTypeFactory.class)
public final class PathTokenExchangeGrantTypeFactory extends TokenExchangeGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new PathTokenExchangeGrantType();
    }

    private static final class PathTokenExchangeGrantType extends TokenExchangeGrantType {

        @Override
        public Response process(Context context) {
            setContext(context);
            if (RestrictedTokens.mayWiden(context.getSession(), formParams.getFirst(OAuth2Constants.SUBJECT_TOKEN))) {
                throw RestrictedGrantTypes.refused(context, "A token that is restricted to paths cannot be exchanged");
            }
            return super.process(context);
        }

        @Override
        public boolean isTokenAllowed(KeycloakSession session, AccessToken token) {
            return RestrictedGrantTypes.isUnrestricted(session, token) && super.isTokenAllowed(session, token);
        }
    }
}
