package io.keypath.oauth.rest;

import com.google.auto.service.AutoService;
import io.keypath.tokens.service.PathClaims;
import jakarta.ws.rs.core.Response;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.AuthorizationCodeGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.ClientCredentialsGrantType;
import org.keycloak.protocol.oidc.grants.ClientCredentialsGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.JWTAuthorizationGrantType;
import org.keycloak.protocol.oidc.grants.JWTAuthorizationGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeFactory;
import org.keycloak.protocol.oidc.grants.PermissionGrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.ResourceOwnerPasswordCredentialsGrantType;
import org.keycloak.protocol.oidc.grants.ResourceOwnerPasswordCredentialsGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.ciba.CibaGrantType;
import org.keycloak.protocol.oidc.grants.ciba.CibaGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.device.DeviceGrantType;
import org.keycloak.protocol.oidc.grants.device.DeviceGrantTypeFactory;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.CorsErrorResponseException;

/**
 * Keycloak's own grant types, in whose place these stand, with the one thing that only a grant type can say: its tokens
 * that are restricted to paths do not call Keycloak's account and admin APIs, which know nothing of the restriction.
 */
public final class RestrictedGrantTypes {

    private RestrictedGrantTypes() {}

    /** The code grant gives such tokens to who asks with {@code authorization_details}. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class Code extends AuthorizationCodeGrantTypeFactory {

        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new PathAuthorizationCodeGrantType();
        }
    }

    /** A refresh keeps the restriction. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class Refresh extends RefreshTokenGrantTypeFactory {

        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new RefreshTokenGrantType() {
                @Override
                public boolean isTokenAllowed(KeycloakSession tokenSession, AccessToken token) {
                    return isUnrestricted(tokenSession, token) && super.isTokenAllowed(tokenSession, token);
                }
            };
        }
    }

    /** A client may have a scope that is a grant, here and in the grant types below. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class Password extends ResourceOwnerPasswordCredentialsGrantTypeFactory {

        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new ResourceOwnerPasswordCredentialsGrantType() {
                @Override
                public boolean isTokenAllowed(KeycloakSession tokenSession, AccessToken token) {
                    return isUnrestricted(tokenSession, token) && super.isTokenAllowed(tokenSession, token);
                }
            };
        }
    }

    /** A service account's. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class ClientCredentials extends ClientCredentialsGrantTypeFactory {

        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new ClientCredentialsGrantType() {
                // Where permissions are asked for without a token (UMA), Keycloak makes this one first.
                @Override
                public Response process(Context context) {
                    Response answer = super.process(context);
                    return OAuth2Constants.CLIENT_CREDENTIALS.equals(formParams.getFirst(OAuth2Constants.GRANT_TYPE))
                            ? answer
                            : requireUnrestricted(context, answer);
                }

                @Override
                public boolean isTokenAllowed(KeycloakSession tokenSession, AccessToken token) {
                    return isUnrestricted(tokenSession, token) && super.isTokenAllowed(tokenSession, token);
                }
            };
        }
    }

    /** Of a device without a browser (RFC 8628). */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class Device extends DeviceGrantTypeFactory {

        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new DeviceGrantType() {
                @Override
                public boolean isTokenAllowed(KeycloakSession tokenSession, AccessToken token) {
                    return isUnrestricted(tokenSession, token) && super.isTokenAllowed(tokenSession, token);
                }
            };
        }
    }

    /** After an authentication that the client began (OpenID Connect CIBA). */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class Ciba extends CibaGrantTypeFactory {

        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new CibaGrantType() {
                @Override
                public boolean isTokenAllowed(KeycloakSession tokenSession, AccessToken token) {
                    return isUnrestricted(tokenSession, token) && super.isTokenAllowed(tokenSession, token);
                }
            };
        }
    }

    /** A login at another realm that trusts this one: the restriction would stay behind. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class Assertion extends JWTAuthorizationGrantTypeFactory {

        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new JWTAuthorizationGrantType() {
                @Override
                public boolean isTokenAllowed(KeycloakSession tokenSession, AccessToken token) {
                    return isUnrestricted(tokenSession, token) && super.isTokenAllowed(tokenSession, token);
                }

                @Override
                public Response process(Context context) {
                    setContext(context);
                    if (RestrictedTokens.isRestricted(
                            context.getSession(), formParams.getFirst(OAuth2Constants.ASSERTION))) {
                        throw refused(context, "A token that is restricted to paths is no assertion");
                    }
                    return super.process(context);
                }
            };
        }
    }

    /**
     * A requesting party token is made from the whole user: the restriction of the token that asks would be lost. So it
     * would be of an ID token, which does not even have it.
     */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class Permission extends PermissionGrantTypeFactory {

        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new PermissionGrantType() {
                @Override
                public Response process(Context context) {
                    setContext(context);
                    boolean restricted = RestrictedTokens.isShown(context.getSession())
                            || Stream.of(OAuth2Constants.SUBJECT_TOKEN, "claim_token")
                                    .map(formParams::getFirst)
                                    .anyMatch(jwt -> RestrictedTokens.mayWiden(context.getSession(), jwt));
                    if (restricted) {
                        throw refused(context, "A token that is restricted to paths cannot ask for permissions");
                    }
                    // One that comes out restricted would be let in to Keycloak's own APIs: it is of no grant type.
                    return requireUnrestricted(context, super.process(context));
                }
            };
        }
    }

    /** The answer, if a token in it is not restricted. */
    static Response requireUnrestricted(OAuth2GrantType.Context context, Response answer) {
        if (answer.getEntity() instanceof AccessTokenResponse token
                && RestrictedTokens.isRestricted(context.getSession(), token.getToken())) {
            throw refused(context, "A client whose tokens are restricted to paths cannot ask for permissions");
        }
        return answer;
    }

    static boolean isUnrestricted(KeycloakSession session, AccessToken token) {
        return !PathClaims.isRestricted(session.getContext().getRealm(), token);
    }

    static CorsErrorResponseException refused(OAuth2GrantType.Context context, String problem) {
        context.getEvent().detail(Details.REASON, problem);
        context.getEvent().error(Errors.INVALID_TOKEN);
        return new CorsErrorResponseException(
                context.getCors(), OAuthErrorException.INVALID_REQUEST, problem, Response.Status.BAD_REQUEST);
    }
}
