package io.keypath.oauth.rest;

import com.google.auto.service.AutoService;
import io.keypath.core.TokenString;
import io.keypath.http.Outage;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.UserEvents;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.context.TokenRevokeContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;
import org.keycloak.services.cors.Cors;

/**
 * A client policy executor that makes Keycloak's own revocation endpoint (RFC 7009) end path tokens. The endpoint parses a
 * JWT before it asks anything else; a client policy is what it runs earlier.
 */
@AutoService(ClientPolicyExecutorProviderFactory.class)
public final class RevokePathTokenExecutorFactory implements ClientPolicyExecutorProviderFactory {

    private static final String ID = "keypath-revoke-path-token";

    @Override
    public ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> create(
            KeycloakSession session) {
        return new RevokePathTokenExecutor(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getHelpText() {
        return "Lets the revocation endpoint end Keypath's path tokens, for any client that holds one.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    private record RevokePathTokenExecutor(KeycloakSession session)
            implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {

        @Override
        public String getProviderId() {
            return ID;
        }

        @Override
        public void executeOnEvent(ClientPolicyContext context) {
            TokenEngine tokens = TokenEngine.of(session);
            if (tokens == null || !(context instanceof TokenRevokeContext revocation)) {
                return;
            }
            @Nullable String token = revocation.getParams().getFirst("token");
            if (!TokenString.hasTokenPrefix(token)) {
                return;
            }
            Outage.translateFor(session);
            TokenString.parse(token)
                    .ifPresent(
                            string -> tokens.tokens().revoke(string, stored -> new UserEvents(revocation.getClient())));
            // RFC 7009 section 2.2: 200 whether or not there was such a token. Nothing is left to do for the endpoint.
            // Without an entity, Keycloak's error handler would write one.
            throw new ErrorResponseException(Cors.builder()
                    .auth()
                    .checkAllowedOrigins(session, revocation.getClient())
                    .add(Response.ok("", MediaType.TEXT_PLAIN_TYPE)));
        }
    }
}
