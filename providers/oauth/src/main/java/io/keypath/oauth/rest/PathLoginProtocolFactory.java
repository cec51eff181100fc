package io.keypath.oauth.rest;

import com.google.auto.service.AutoService;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocolFactory;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;

/** Keycloak's OpenID Connect, in whose place it stands, with {@link PathAuthorizationEndpoint}. */
@AutoService(LoginProtocolFactory.class)
public final class PathLoginProtocolFactory extends OIDCLoginProtocolFactory {

    @Override
    public Object createProtocolEndpoint(KeycloakSession session, EventBuilder event) {
        return new PathLoginProtocolService(session, event);
    }

    /** Public for Keycloak's router. */
    public static final class PathLoginProtocolService extends OIDCLoginProtocolService {

        private final KeycloakSession session;
        private final EventBuilder event;

        PathLoginProtocolService(KeycloakSession session, EventBuilder event) {
            super(session, event);
            this.session = session;
            this.event = event;
        }

        @Path("auth")
        @Override
        public Object auth() {
            return new PathAuthorizationEndpoint(session, event);
        }

        @Path("registrations")
        @Override
        public Object registrations(@QueryParam(Constants.TOKEN) @Nullable String token) {
            return new PathAuthorizationEndpoint(session, event).register(token);
        }

        @Path("forgot-credentials")
        @Override
        public Object forgotCredentialsPage() {
            return new PathAuthorizationEndpoint(session, event).forgotCredentials();
        }
    }
}
