package io.keypath.pathtokens.oauth;

import io.keypath.accountapi.PathClaims;
import io.keypath.core.AccessList;
import io.keypath.core.Grant;
import io.keypath.core.ScopeGrants;
import io.keypath.core.TokenString;
import io.keypath.core.Vocabulary;
import io.keypath.pathtokens.service.EffectiveScope;
import io.keypath.pathtokens.service.LiveToken;
import io.keypath.pathtokens.service.PathTokenProvider;
import io.keypath.pathtokens.service.RequestOrigins;
import io.keypath.pathtokens.service.TokenPolicy;
import io.keypath.pathtokens.service.TokenVerifier;
import io.keypath.pathtokens.service.Verification;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.managers.UserSessionManager;

/**
 * Token exchange (RFC 8693) of a path token for a JWT that lives no longer, reaches no more, and is not good for Keycloak's
 * own APIs. Its scopes are those that the path token was given and the client has; a path token with an access list and no
 * scope brings no role and no claim of its user with it.
 */
final class PathTokenExchangeProvider implements TokenExchangeProvider {

    static final String SUBJECT_TOKEN_TYPE = "urn:keypath:params:oauth:token-type:path-token";

    /** Client attribute: a public client may exchange path tokens. A confidential client always may. */
    static final String MAY_EXCHANGE = "keypath.token-exchange";

    private static final String INVALID_TARGET = "invalid_target";

    private static final Set<String> UNSUPPORTED = Set.of(
            OAuth2Constants.ACTOR_TOKEN,
            OAuth2Constants.ACTOR_TOKEN_TYPE,
            OAuth2Constants.REQUESTED_SUBJECT,
            OAuth2Constants.REQUESTED_ISSUER,
            OAuth2Constants.SUBJECT_ISSUER,
            OAuth2Constants.AUTHORIZATION_DETAILS);

    private static final Set<String> NARROWING = Set.of(
            OAuth2Constants.SCOPE,
            OAuth2Constants.AUDIENCE,
            OAuth2Constants.RESOURCE,
            OAuth2Constants.REQUESTED_TOKEN_TYPE);

    @Override
    public boolean supports(TokenExchangeContext context) {
        return SUBJECT_TOKEN_TYPE.equals(context.getParams().getSubjectTokenType())
                && PathTokenProvider.of(context.getSession()) != null;
    }

    @Override
    public Response exchange(TokenExchangeContext context) {
        requireSupported(context);
        Verification.Accepted accepted = subject(context);
        AccessList paths = paths(context, accepted.token());
        // Null: neither list nor scope restricts the token, so the client's own scopes count.
        EffectiveScope scope = scope(context, accepted);
        return issue(context, accepted, paths, scope);
    }

    private static void requireSupported(TokenExchangeContext context) {
        ClientModel client = context.getClient();
        if (client.isPublicClient() && !Boolean.parseBoolean(client.getAttribute(MAY_EXCHANGE))) {
            throw refused(
                    context,
                    OAuthErrorException.UNAUTHORIZED_CLIENT,
                    "The public client may not exchange path tokens",
                    Errors.NOT_ALLOWED);
        }
        TokenExchangeContext.Params params = context.getParams();
        Set<String> sent = context.getSession()
                .getContext()
                .getHttpRequest()
                .getDecodedFormParameters()
                .keySet();
        for (String name : sent) {
            if (UNSUPPORTED.contains(name)) {
                throw invalidRequest(context, name + " is not supported for a path token");
            }
            // Keycloak 26.7 drops a parameter that is too long. One that was to narrow the token must not go unheard.
            if (NARROWING.contains(name) && !context.getFormParams().containsKey(name)) {
                throw invalidRequest(context, name + " is too long");
            }
        }
        if (params.getResource() != null && !params.getResource().isEmpty()) {
            throw refused(context, INVALID_TARGET, "resource is not supported: use audience", Errors.INVALID_REQUEST);
        }
        String requested = params.getRequestedTokenType();
        if (requested != null && !requested.equals(OAuth2Constants.ACCESS_TOKEN_TYPE)) {
            throw invalidRequest(
                    context, "requested_token_type must be absent or " + OAuth2Constants.ACCESS_TOKEN_TYPE);
        }
    }

    private static Verification.Accepted subject(TokenExchangeContext context) {
        String subject = context.getParams().getSubjectToken();
        if (subject == null) {
            throw invalidRequest(context, "subject_token is required");
        }
        KeycloakSession session = context.getSession();
        PathTokenProvider tokens = PathTokenProvider.of(session);
        if (tokens == null) {
            throw refused(context, OAuthErrorException.INVALID_REQUEST, "Invalid token", Errors.INVALID_TOKEN);
        }
        TokenVerifier verifier = tokens.verifier();
        return TokenString.parse(subject)
                .map(string -> verifier.verify(session, context.getRealm(), string, RequestOrigins.of(session)))
                .filter(Verification.Accepted.class::isInstance)
                .map(Verification.Accepted.class::cast)
                .orElseThrow(() ->
                        refused(context, OAuthErrorException.INVALID_REQUEST, "Invalid token", Errors.INVALID_TOKEN));
    }

    // RFC 8693 section 2.2.2: what is asked for and not allowed is an error, never silently less.
    private static @Nullable AccessList paths(TokenExchangeContext context, LiveToken token) {
        AccessList held = token.accessList();
        var requested = new ArrayList<Grant>();
        try {
            for (String value : requestedScopes(context)) {
                if (ScopeGrants.looksLikeGrant(value)) {
                    requested.add(Grant.parse(vocabulary(context, held), value));
                }
            }
            if (requested.isEmpty()) {
                return held;
            }
            return held == null
                    ? AccessList.of(vocabulary(context, null), requested)
                    : held.narrowTo(requested)
                            .orElseThrow(() -> new IllegalArgumentException("it asks for more than the token has"));
        } catch (IllegalArgumentException e) {
            throw refused(
                    context,
                    OAuthErrorException.INVALID_SCOPE,
                    "scope: " + String.valueOf(e.getMessage()),
                    Errors.INVALID_REQUEST);
        }
    }

    private static Vocabulary vocabulary(TokenExchangeContext context, @Nullable AccessList held) {
        return held == null ? TokenPolicy.vocabulary(context.getRealm()) : held.vocabulary();
    }

    private static @Nullable EffectiveScope scope(TokenExchangeContext context, Verification.Accepted accepted) {
        LiveToken token = accepted.token();
        ClientModel client = context.getClient();
        var requested = new LinkedHashSet<>(requestedScopes(context));
        requested.removeIf(ScopeGrants::looksLikeGrant);
        boolean restricted = token.accessList() != null || token.scope() != null;
        EffectiveScope held = restricted
                ? EffectiveScope.of(token, accepted.client(), accepted.owner()).within(client, accepted.owner())
                : new EffectiveScope(requested).within(client, accepted.owner());
        if (!held.scopes().containsAll(requested)) {
            throw refused(
                    context,
                    OAuthErrorException.INVALID_SCOPE,
                    "scope holds a scope that the token or the client does not have",
                    Errors.INVALID_REQUEST);
        }
        if (context.getParams().getScope() != null) {
            return new EffectiveScope(requested);
        }
        return restricted ? held : null;
    }

    private static List<String> requestedScopes(TokenExchangeContext context) {
        String scope = context.getParams().getScope();
        return scope == null || scope.isBlank()
                ? List.of()
                : List.of(scope.strip().split(" +"));
    }

    private static Response issue(
            TokenExchangeContext context,
            Verification.Accepted accepted,
            @Nullable AccessList paths,
            @Nullable EffectiveScope scope) {
        KeycloakSession session = context.getSession();
        RealmModel realm = context.getRealm();
        ClientModel client = context.getClient();
        UserModel owner = accepted.owner();
        String scopeParameter = scope == null ? null : String.join(" ", scope.scopes());
        requireConsent(context, owner, scopeParameter);

        UserSessionModel userSession = new UserSessionManager(session)
                .createUserSession(
                        null,
                        realm,
                        owner,
                        owner.getUsername(),
                        context.getClientConnection().getRemoteHost(),
                        "keypath",
                        false,
                        null,
                        null,
                        UserSessionModel.SessionPersistenceState.TRANSIENT);
        var authSession = new AuthenticationSessionManager(session)
                .createAuthenticationSession(realm, false)
                .createAuthenticationSession(client);
        authSession.setAuthenticatedUser(owner);
        authSession.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        authSession.setClientNote(
                OIDCLoginProtocol.ISSUER,
                Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        authSession.setClientNote(OIDCLoginProtocol.SCOPE_PARAM, scopeParameter);
        var clientSession = TokenManager.attachAuthenticationSession(
                session, userSession, authSession, mapped(client, scope), false);
        clientSession.setAttribute(Constants.GRANT_TYPE, OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE);

        var builder = ((TokenManager) context.getTokenManager())
                .responseBuilder(realm, client, context.getEvent(), session, userSession, clientSession)
                .generateAccessToken();
        AccessToken token = builder.getAccessToken();
        restrict(context, token, accepted.token(), paths, scope);
        context.getEvent()
                .user(owner)
                .session((String) null)
                .detail(Details.USERNAME, owner.getUsername())
                .detail("path_token_id", accepted.token().id());
        AccessTokenResponse answer = builder.build();
        answer.setScope(token.getScope());
        answer.setAuthorizationDetails(token.getAuthorizationDetails());
        answer.setOtherClaims(OAuth2Constants.ISSUED_TOKEN_TYPE, OAuth2Constants.ACCESS_TOKEN_TYPE);
        context.getEvent().success();
        return context.getCors().add(Response.ok(answer, MediaType.APPLICATION_JSON_TYPE));
    }

    private static void restrict(
            TokenExchangeContext context,
            AccessToken token,
            LiveToken parent,
            @Nullable AccessList paths,
            @Nullable EffectiveScope scope) {
        ClientModel client = context.getClient();
        token.setSessionId(null);
        Long endsAt = parent.endsAt();
        if (endsAt != null && endsAt < token.getExp()) {
            token.exp(endsAt);
        }
        String names = scope == null ? token.getScope() : String.join(" ", scope.scopes());
        String granted = paths == null ? "" : paths.toString();
        token.setScope((names + " " + granted).strip());
        if (paths != null) {
            token.setAuthorizationDetails(PathClaims.write(paths));
        }
        token.setOtherClaims("client_id", client.getClientId());
        PathClaims.setParent(token, parent.hash());
        token.audience(audience(context, token).toArray(String[]::new));
    }

    // RFC 9068 section 2.2 wants an audience: the client itself, and what the client's own mappers add.
    private static Set<String> audience(TokenExchangeContext context, AccessToken token) {
        var available = new LinkedHashSet<String>();
        available.add(context.getClient().getClientId());
        if (token.getAudience() != null) {
            available.addAll(List.of(token.getAudience()));
        }
        available.remove(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        List<String> requested = context.getParams().getAudience();
        if (requested == null || requested.isEmpty()) {
            return available;
        }
        if (!available.containsAll(requested)) {
            throw refused(
                    context,
                    INVALID_TARGET,
                    "audience must be the client itself or one that its scopes have a mapper for",
                    Errors.INVALID_REQUEST);
        }
        return new LinkedHashSet<>(requested);
    }

    // Which client scopes' mappers may run; null for all. A client's own mappers, under its name, always may.
    private static @Nullable Set<String> mapped(ClientModel client, @Nullable EffectiveScope scope) {
        if (scope == null) {
            return null;
        }
        var names = new HashSet<String>(scope.scopes());
        // Keycloak goes by the name alone: a client that is named as a scope would open that scope.
        String name = client.getName();
        if (name == null || !client.getClientScopes(true).containsKey(name)) {
            names.add(name);
        }
        return names;
    }

    private static void requireConsent(TokenExchangeContext context, UserModel owner, @Nullable String scope) {
        if (!TokenManager.verifyConsentStillAvailable(context.getSession(), owner, context.getClient(), null, scope)) {
            throw refused(
                    context,
                    OAuthErrorException.INVALID_SCOPE,
                    "The user has not consented to this client",
                    Errors.CONSENT_DENIED);
        }
    }

    private static CorsErrorResponseException invalidRequest(TokenExchangeContext context, String description) {
        return refused(context, OAuthErrorException.INVALID_REQUEST, description, Errors.INVALID_REQUEST);
    }

    private static CorsErrorResponseException refused(
            TokenExchangeContext context, String error, String description, String event) {
        context.getEvent().detail(Details.REASON, description);
        context.getEvent().error(event);
        return new CorsErrorResponseException(context.getCors(), error, description, Response.Status.BAD_REQUEST);
    }

    @Override
    public void close() {}
}
