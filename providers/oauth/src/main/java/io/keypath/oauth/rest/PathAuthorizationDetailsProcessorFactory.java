package io.keypath.oauth.rest;

import com.google.auto.service.AutoService;
import io.keypath.core.AccessList;
import io.keypath.oauth.service.AskedDetails;
import io.keypath.oauth.service.PathRestrictableClients;
import io.keypath.tokens.service.PathClaims;
import io.keypath.tokens.service.TokenPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.rar.AuthorizationDetailsProcessor;
import org.keycloak.protocol.oidc.rar.AuthorizationDetailsProcessorFactory;
import org.keycloak.protocol.oidc.rar.InvalidAuthorizationDetailsException;
import org.keycloak.representations.AuthorizationDetailsJSONRepresentation;
import org.keycloak.util.AuthorizationDetailsParser;

/**
 * {@code authorization_details} of the type {@code keypath} (RFC 9396) in an authorization code flow: an app asks for less
 * than all that its user reaches, and gets a token that says so. Which request asked for what, {@link AskedDetails} knows.
 */
@AutoService(AuthorizationDetailsProcessorFactory.class)
public final class PathAuthorizationDetailsProcessorFactory implements AuthorizationDetailsProcessorFactory {

    @Override
    public AuthorizationDetailsProcessor<?> create(KeycloakSession session) {
        return new PathAuthorizationDetailsProcessor(session);
    }

    @Override
    public void init(Config.Scope config) {
        AuthorizationDetailsParser.registerParser(PathClaims.TYPE, new AuthorizationDetailsParser() {
            @Override
            public <T extends AuthorizationDetailsJSONRepresentation> T asSubtype(
                    AuthorizationDetailsJSONRepresentation detail, Class<T> type) {
                return type.cast(detail);
            }
        });
    }

    @Override
    public String getId() {
        return PathClaims.TYPE;
    }

    private record PathAuthorizationDetailsProcessor(KeycloakSession session)
            implements AuthorizationDetailsProcessor<AuthorizationDetailsJSONRepresentation> {

        @Override
        public boolean isSupported() {
            return true;
        }

        @Override
        public String getSupportedType() {
            return PathClaims.TYPE;
        }

        @Override
        public Class<AuthorizationDetailsJSONRepresentation> getSupportedResponseJavaType() {
            return AuthorizationDetailsJSONRepresentation.class;
        }

        @Override
        public AuthorizationDetailsJSONRepresentation validateAuthorizationDetail(
                AuthorizationDetailsJSONRepresentation detail) {
            return canonical(session.getContext().getClient(), detail);
        }

        @Override
        public AuthorizationDetailsJSONRepresentation process(
                UserSessionModel userSession,
                ClientSessionContext clientSession,
                AuthorizationDetailsJSONRepresentation detail) {
            return canonical(clientSession.getClientSession().getClient(), detail);
        }

        // Those of a code are in its scope; what an earlier version left in a client session says nothing of this code.
        @Override
        public @Nullable AuthorizationDetailsJSONRepresentation processStoredAuthorizationDetails(
                UserSessionModel userSession,
                ClientSessionContext clientSession,
                AuthorizationDetailsJSONRepresentation detail) {
            return null;
        }

        @Override
        public List<AuthorizationDetailsJSONRepresentation> handleMissingAuthorizationDetails(
                UserSessionModel userSession, ClientSessionContext clientSession) {
            return List.of();
        }

        @Override
        public void afterAuthorizationDetailsProcessed(
                UserSessionModel userSession,
                ClientSessionContext clientSession,
                AuthorizationDetailsJSONRepresentation detail) {
            // Nothing is kept beside the token.
        }

        // Never null, which would leave the token unrestricted: what cannot be read is refused.
        private AuthorizationDetailsJSONRepresentation canonical(
                @Nullable ClientModel client, AuthorizationDetailsJSONRepresentation detail) {
            if (!PathRestrictableClients.mayAsk(client)) {
                throw new InvalidAuthorizationDetailsException(
                        "The client may not ask for authorization_details of type keypath");
            }
            try {
                AccessList list = PathClaims.read(
                        TokenPolicy.vocabulary(session.getContext().getRealm()), List.of(detail));
                return PathClaims.write(list).get(0);
            } catch (IllegalArgumentException e) {
                throw new InvalidAuthorizationDetailsException(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void close() {}
    }
}
