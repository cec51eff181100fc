package io.keypath.oauth.rest;

import io.keypath.core.AccessList;
import io.keypath.core.Grant;
import io.keypath.core.ScopeGrants;
import io.keypath.core.TokenString;
import io.keypath.core.Vocabulary;
import io.keypath.http.Outage;
import io.keypath.tokens.service.CachedCredential;
import io.keypath.tokens.service.EffectiveScope;
import io.keypath.tokens.service.JwtId;
import io.keypath.tokens.service.NarrowedTokens;
import io.keypath.tokens.service.RealmVocabulary;
import io.keypath.tokens.service.RequestSources;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.TokenPolicy;
import io.keypath.tokens.service.TokenVerifier;
import io.keypath.tokens.service.Verification;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.CorsErrorResponseException;

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
                && TokenEngine.of(context.getSession()) != null;
    }

    @Override
    public Response exchange(TokenExchangeContext context) {
        Outage.translateFor(context.getSession());
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
        if (OIDCAdvancedConfigWrapper.fromClientModel(client).isUseMtlsHokToken()) {
            throw invalidRequest(
                    context, "The client's tokens are bound to its certificate, and an exchanged one is not");
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
        TokenEngine tokens = TokenEngine.of(session);
        if (tokens == null) {
            throw refused(context, OAuthErrorException.INVALID_REQUEST, "Invalid token", Errors.INVALID_TOKEN);
        }
        TokenVerifier verifier = tokens.verifier();
        return TokenString.parse(subject)
                .map(string -> verifier.verify(session, context.getRealm(), string, RequestSources.of(session)))
                .filter(Verification.Accepted.class::isInstance)
                .map(Verification.Accepted.class::cast)
                .orElseThrow(() ->
                        refused(context, OAuthErrorException.INVALID_REQUEST, "Invalid token", Errors.INVALID_TOKEN));
    }

    // RFC 8693 section 2.2.2: what is asked for and not allowed is an error, never silently less.
    private static @Nullable AccessList paths(TokenExchangeContext context, CachedCredential token) {
        AccessList held = token.accessList();
        var requested = new ArrayList<Grant>();
        try {
            for (String value : requestedScopes(context)) {
                if (isGrant(context, held, value)) {
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

    // A vocabulary that cannot be read is an error where the grant is read.
    private static boolean isGrant(TokenExchangeContext context, @Nullable AccessList held, String value) {
        Vocabulary vocabulary =
                held == null ? RealmVocabulary.of(context.getRealm()).orElse(null) : held.vocabulary();
        return ScopeGrants.isGrant(vocabulary, value);
    }

    private static Vocabulary vocabulary(TokenExchangeContext context, @Nullable AccessList held) {
        return held == null ? TokenPolicy.vocabulary(context.getRealm()) : held.vocabulary();
    }

    private static @Nullable EffectiveScope scope(TokenExchangeContext context, Verification.Accepted accepted) {
        CachedCredential token = accepted.token();
        ClientModel client = context.getClient();
        var requested = new LinkedHashSet<>(requestedScopes(context));
        requested.removeIf(value -> isGrant(context, token.accessList(), value));
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
        ClientModel client = context.getClient();
        UserModel owner = accepted.owner();
        String scopeParameter = scope == null ? null : String.join(" ", scope.scopes());
        requireConsent(context, owner, scopeParameter);

        var narrowed = new NarrowedTokens(session, client, owner);
        var builder = narrowed.build(
                (TokenManager) context.getTokenManager(),
                context.getEvent(),
                OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE,
                scope,
                scopeParameter);
        AccessToken token = builder.getAccessToken();
        Long endsAt = accepted.token().endsAt();
        if (endsAt != null && endsAt < token.getExp()) {
            token.exp(endsAt);
        }
        narrowed.bind(token, accepted.token().hash(), paths, scope);
        token.id(JwtId.exchanged(token.getId(), accepted.token().hash()));
        narrowAudience(context, token);
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

    private static void narrowAudience(TokenExchangeContext context, AccessToken token) {
        List<String> requested = context.getParams().getAudience();
        if (requested == null || requested.isEmpty()) {
            return;
        }
        if (!List.of(token.getAudience()).containsAll(requested)) {
            throw refused(
                    context,
                    INVALID_TARGET,
                    "audience must be the client itself or one that its scopes have a mapper for",
                    Errors.INVALID_REQUEST);
        }
        token.audience(requested.stream().distinct().toArray(String[]::new));
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
