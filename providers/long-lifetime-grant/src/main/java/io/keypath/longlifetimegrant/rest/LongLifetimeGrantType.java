package io.keypath.longlifetimegrant.rest;

import io.keypath.core.AccessList;
import io.keypath.core.TokenString;
import io.keypath.core.Validity;
import io.keypath.http.Outage;
import io.keypath.longlifetimegrant.service.GrantPolicies;
import io.keypath.longlifetimegrant.service.GrantProblem;
import io.keypath.longlifetimegrant.service.GrantSubject;
import io.keypath.tokens.service.CredentialLedger;
import io.keypath.tokens.service.EffectiveScope;
import io.keypath.tokens.service.IssuedJwt;
import io.keypath.tokens.service.IssuedToken;
import io.keypath.tokens.service.JwtId;
import io.keypath.tokens.service.KeyBinding;
import io.keypath.tokens.service.NarrowedTokens;
import io.keypath.tokens.service.Scopes;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.TokenPolicy;
import io.keypath.tokens.service.TokenProblem;
import io.keypath.tokens.service.TokenRequest;
import io.keypath.tokens.service.UserEvents;
import io.keypath.tokens.store.TokenKind;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.TokenManager.AccessTokenResponseBuilder;
import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeBase;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.util.DPoPUtil;
import org.keycloak.util.TokenUtil;

/**
 * Gives a JWT that lives as long as was asked for, whatever becomes of sessions. It hangs on a row among the tokens of its
 * owner and ends with it; there is no refresh token. It is not let in to Keycloak's own account and admin APIs.
 */
final class LongLifetimeGrantType extends OAuth2GrantTypeBase {

    /** Client attribute: the client may use this grant. */
    static final String ALLOWED = "keypath.long-lifetime";

    private static final String TOKEN_ID = "token_id";
    private static final int MAX_NAME = 255;
    private static final int MAX_SCOPE = 1000;

    @Override
    public Response process(Context grantContext) {
        setContext(grantContext);
        try {
            return issue();
        } catch (GrantProblem e) {
            throw refused(e);
        } catch (TokenProblem e) {
            throw refused(
                    e.kind() == TokenProblem.Kind.INVALID_SCOPE
                            ? GrantProblem.invalidScope(String.valueOf(e.getMessage()))
                            : GrantProblem.invalidRequest(String.valueOf(e.getMessage())));
        }
    }

    private Response issue() {
        Outage.translateFor(session);
        TokenEngine provider = requireAllowed();
        Map<String, String> parameters = parameters();
        TokenPolicy policy = provider.tokens().policy();
        GrantRequest asked = GrantRequest.read(parameters, policy.lifetimes(), policy.vocabulary());
        GrantSubject subject = GrantSubject.of(session, client, parameters, provider.tokens());
        event.user(subject.user()).detail(Details.USERNAME, subject.user().getUsername());
        if (subject.subjectToken() != null) {
            event.detail(Details.SUBJECT_TOKEN_CLIENT_ID, subject.subjectToken().getIssuedFor());
        }
        EffectiveScope scope = scope(asked, subject.user());
        var policies = new GrantPolicies(context);
        if (subject.subjectToken() != null) {
            scope = within(policies.exchange(), scope, subject.user());
        }
        requireConsent(subject, scope);
        event.detail(GrantRequest.LIFETIME, Long.toString(asked.lifetime()));
        if (asked.opaque()) {
            requireUnbound();
        }
        var narrowed = new NarrowedTokens(session, client, subject.user());
        ClientSessionContext clientSession =
                narrowed.open(LongLifetimeGrantTypeFactory.GRANT_TYPE, scope, scopeParameter(scope));
        policies.request(clientSession);
        AccessTokenResponseBuilder builder = narrowed.build(tokenManager, event, clientSession);
        checkAndBindMtlsHoKToken(builder, false);
        event.session((String) null);
        Runnable judged = () -> policies.response(clientSession, builder);
        AccessTokenResponse answer = asked.opaque()
                ? pathToken(provider, asked, subject.user(), scope, judged)
                : jwt(provider, asked, subject.user(), scope, narrowed, builder, judged);
        event.success();
        return cors.add(Response.ok(answer, MediaType.APPLICATION_JSON_TYPE));
    }

    private TokenEngine requireAllowed() {
        if (client.isPublicClient() || client.isBearerOnly() || !"true".equals(client.getAttribute(ALLOWED))) {
            throw GrantProblem.unauthorizedClient("The client may not have long-lifetime tokens");
        }
        TokenEngine provider = TokenEngine.of(session);
        if (provider == null) {
            throw GrantProblem.unauthorizedClient("Long-lifetime tokens are switched off");
        }
        return provider;
    }

    // As they were sent: Keycloak 26.7 drops a parameter that is too long, and none may go unheard.
    private Map<String, String> parameters() {
        var parameters = new LinkedHashMap<String, String>();
        for (Map.Entry<String, List<String>> sent :
                request.getDecodedFormParameters().entrySet()) {
            String name = sent.getKey();
            if (GrantRequest.UNSUPPORTED.contains(name)) {
                throw GrantProblem.invalidRequest(name + " is not supported");
            }
            if (GrantRequest.KNOWN.contains(name)) {
                String value = formParams.getFirst(name);
                if (value == null) {
                    throw GrantProblem.invalidRequest(name + " is too long");
                }
                // Keycloak takes control characters out: what is left may ask for more than what was sent.
                if (!value.equals(sent.getValue().get(0))) {
                    throw GrantProblem.invalidRequest(name + " must not hold control characters");
                }
                parameters.put(name, value);
            } else if (name.equals(GrantRequest.ACCESS_LIST)) {
                if (sent.getValue().size() != 1) {
                    throw GrantProblem.invalidRequest("access_list was sent more than once");
                }
                parameters.put(name, sent.getValue().get(0));
            }
        }
        return parameters;
    }

    // Null: neither list nor scope restricts the token, so the client's own scopes count.
    private @Nullable EffectiveScope scope(GrantRequest asked, UserModel owner) {
        Set<String> scopes = asked.scopes();
        if (scopes == null) {
            return asked.paths() == null ? null : new EffectiveScope(Set.of());
        }
        EffectiveScope permitted = new EffectiveScope(scopes).within(client, owner);
        if (!permitted.scopes().containsAll(scopes)) {
            throw GrantProblem.invalidScope("scope must hold client scopes of " + client.getClientId()
                    + " that the user may have, and grants such as read:/path");
        }
        return permitted;
    }

    private @Nullable EffectiveScope within(
            @Nullable Set<String> left, @Nullable EffectiveScope scope, UserModel owner) {
        if (left == null) {
            return scope;
        }
        var both = new LinkedHashSet<>(left);
        if (scope != null) {
            both.retainAll(scope.scopes());
        }
        return new EffectiveScope(both).within(client, owner);
    }

    // What is bound to a key must not be had without it by asking for another form.
    private void requireUnbound() {
        if (KeyBinding.isRequired(client) || session.getAttribute(DPoPUtil.DPOP_SESSION_ATTRIBUTE) != null) {
            throw GrantProblem.invalidRequest(
                    "token_type=path_token: the client's tokens are bound to a key (mutual TLS"
                            + " or DPoP), and a path token is not; leave token_type out");
        }
    }

    private void requireConsent(GrantSubject subject, @Nullable EffectiveScope scope) {
        if (subject.consents()
                && !TokenManager.verifyConsentStillAvailable(
                        session, subject.user(), client, null, scopeParameter(scope))) {
            throw new GrantProblem(
                    OAuthErrorException.INVALID_SCOPE,
                    Errors.CONSENT_DENIED,
                    "The user has not consented to this client");
        }
    }

    // RFC 6749 section 3.3: without a scope a default counts. With openid in it, userinfo takes the token.
    private static String scopeParameter(@Nullable EffectiveScope scope) {
        return scope == null ? OAuth2Constants.SCOPE_OPENID : String.join(" ", scope.scopes());
    }

    private AccessTokenResponse jwt(
            TokenEngine provider,
            GrantRequest asked,
            UserModel owner,
            @Nullable EffectiveScope scope,
            NarrowedTokens narrowed,
            AccessTokenResponseBuilder builder,
            Runnable judged) {
        CredentialLedger ledger = provider.ledger(TokenKind.tokens());
        // Nobody ever sees the string: the JWT names its row by the hash.
        String hash = ledger.generate(TokenString.Kind.TOKEN).sha256();
        String id = UUID.randomUUID().toString();
        AccessToken token = builder.getAccessToken();
        String subject = token.getSubject();
        if (subject != null && !subject.equals(owner.getId())) {
            // Keycloak would find the user by his name, which may come to somebody else before the token ends.
            throw GrantProblem.unauthorizedClient(
                    "The client's tokens do not name users by their id (pairwise subjects); ask for token_type=path_token");
        }
        token.id(JwtId.of(id));
        long issuedAt = ledger.now();
        token.iat(issuedAt);
        // Whatever lifespans client, realm and sessions have.
        token.exp(issuedAt + asked.lifetime());
        String names = scope == null ? token.getScope() : scopeParameter(scope);
        if (names.length() > MAX_SCOPE) {
            throw GrantProblem.invalidScope("The client has too many scopes: name those that are needed");
        }
        // Of the client's default scopes: those that were asked for have been looked at.
        Scopes.requireNoGrant(client.getRealm(), names);
        narrowed.bind(token, hash, asked.paths(), scope);
        judged.run();
        AccessTokenResponse answer = builder.build();
        answer.setExpiresIn(token.getExp() - token.getIat());
        answer.setScope(token.getScope().isEmpty() ? null : token.getScope());
        answer.setAuthorizationDetails(token.getAuthorizationDetails());
        answer.setOtherClaims(TOKEN_ID, id);
        // Last, so that nothing is listed that was not made; and committed before anybody hears of it.
        provider.tokens()
                .register(
                        owner,
                        client,
                        new IssuedJwt(
                                TokenKind.LONG_LIFETIME,
                                id,
                                hash,
                                name(asked),
                                names.isEmpty() ? null : names,
                                asked.paths(),
                                token.getIat(),
                                token.getExp()),
                        new UserEvents(client));
        return answer;
    }

    private AccessTokenResponse pathToken(
            TokenEngine provider,
            GrantRequest asked,
            UserModel owner,
            @Nullable EffectiveScope scope,
            Runnable judged) {
        // What a policy refuses in the JWT is no better as an opaque string.
        judged.run();
        AccessList paths = asked.paths();
        String names = scope == null || scope.scopes().isEmpty() ? null : scopeParameter(scope);
        IssuedToken issued = provider.tokens()
                .issue(
                        owner,
                        client,
                        new TokenRequest(
                                name(asked), null, paths, names, validity(provider, asked), List.of(), List.of()),
                        new UserEvents(client));
        String id = issued.token().token().id();
        event.detail(Details.TOKEN_ID, id);
        var answer = new AccessTokenResponse();
        answer.setToken(issued.string().reveal());
        answer.setTokenType(TokenUtil.TOKEN_TYPE_BEARER);
        answer.setExpiresIn(asked.lifetime());
        String granted = (scope == null ? new EffectiveScope(Set.of()) : scope).withGrants(paths);
        answer.setScope(granted.isEmpty() ? null : granted);
        answer.setOtherClaims(TOKEN_ID, id);
        return answer;
    }

    // The default may be shorter than what may be asked for.
    private static Validity validity(TokenEngine provider, GrantRequest asked) {
        return asked.lifetime() == provider.tokens().policy().lifetimes().defaultSeconds()
                ? new Validity.Unspecified()
                : new Validity.Seconds(asked.lifetime());
    }

    private String name(GrantRequest asked) {
        String name = asked.name() == null ? client.getClientId() + " long-lifetime token" : asked.name();
        return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    }

    private CorsErrorResponseException refused(GrantProblem problem) {
        event.detail(Details.REASON, problem.description());
        event.error(problem.event());
        return new CorsErrorResponseException(
                cors, problem.error(), problem.description(), Response.Status.BAD_REQUEST);
    }

    @Override
    public boolean isTokenAllowed(KeycloakSession tokenSession, AccessToken token) {
        return false;
    }

    @Override
    protected boolean useRefreshToken() {
        return false;
    }

    @Override
    public EventType getEventType() {
        return EventType.OAUTH2_EXTENSION_GRANT;
    }

    @Override
    public Set<String> getTokenParameterNames() {
        return Set.of(OAuth2Constants.SUBJECT_TOKEN);
    }
}
