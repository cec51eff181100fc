package io.keypath.quicklogin.service;

import io.keypath.core.Validity;
import io.keypath.core.WebAddress;
import io.keypath.http.AccountCaller;
import io.keypath.quicklogin.service.QuickLoginSettings.ResponseMode;
import io.keypath.quicklogin.service.QuickLoginSettings.TokenType;
import io.keypath.tokens.service.KeycloakClock;
import io.keypath.tokens.service.LoginStanding;
import io.keypath.tokens.service.PathTokens;
import io.keypath.tokens.service.Revocations;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.TokenPolicy;
import io.keypath.tokens.service.TokenProblem;
import io.keypath.tokens.service.TokenRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.utils.PkceUtils;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.cors.Cors;
import org.keycloak.urls.UrlType;

/**
 * Between a page and Keycloak's own login. Everything that a login is stays Keycloak's: this sends the user there as any
 * OpenID Connect client would, with PKCE, and takes the code that comes back to Keycloak's own code grant.
 */
public final class QuickLogin {

    private static final Set<String> ERRORS = Set.of(
            "login_required",
            "interaction_required",
            "consent_required",
            "access_denied",
            "temporarily_unavailable",
            "invalid_scope");

    private static final String SWITCHED_OFF = "Path tokens are switched off on this server";

    private static final String CAME_AGAIN = "A quick login came back twice; its token is dead";

    // Path tokens of a user through one client, and never more than half of what the realm allows the user: any site
    // can send the user's browser here, and a flood of logins must not use up what he may have.
    private static final int MOST_TOKENS = 5;

    // Characters; the name of a token has 255 at most.
    private static final int MAX_NAME = 120;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final QuickLoginClients clients;
    private final FinishedLogins finished;
    private final SecureRandom random;
    private final Clock clock = new KeycloakClock();

    public QuickLogin(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.clients = new QuickLoginClients(session);
        this.finished = new FinishedLogins(session);
        this.random = random;
    }

    /** The login was not one: no token, and nowhere to send the user. The message is for him. */
    public static final class LoginRefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        LoginRefusedException(String message) {
            super(message);
        }
    }

    /** A login that begins: what the browser keeps, and where it goes. */
    public record Begun(PendingLogin login, URI location) {}

    /** What an app is told: a token, a code or an error. */
    public record Delivery(String destination, ResponseMode mode, Map<String, String> parameters) {}

    public Begun begin(LoginRequest request) throws LoginRefusedException {
        QuickLoginClients.Match match = clients.find(request.referer())
                .orElseThrow(() -> new LoginRefusedException("This page is not registered for quick login"));
        if (match.settings().confuses(request.referer())) {
            throw new LoginRefusedException("The page's address holds a parameter that belongs to the answer");
        }
        if (match.settings().tokenType() == TokenType.PATH_TOKEN && TokenEngine.of(session) == null) {
            throw new LoginRefusedException(SWITCHED_OFF);
        }
        if (!new CallbackUri(session).register(match.client())) {
            throw new LoginRefusedException(
                    "The address of this server has changed: an administrator must set the quick"
                            + " login of this page again");
        }
        var login = new PendingLogin(
                realm.getId(),
                PendingLogin.random(random),
                match.client().getId(),
                match.destination(),
                request.state(),
                PendingLogin.random(random),
                request.codeChallenge(),
                now() + PendingLogin.LIFETIME);
        return new Begun(login, authorizationRequest(match, login, request));
    }

    public Delivery finish(PendingLogin login, @Nullable String code, @Nullable String error)
            throws LoginRefusedException {
        ClientModel client = realm.getClientById(login.clientUuid());
        // What was registered when the login began may be gone by now.
        QuickLoginSettings settings = Optional.ofNullable(client)
                .flatMap(clients::settings)
                .filter(found ->
                        found.destination(WebAddress.parse(login.destination())).isPresent())
                .orElseThrow(() -> new LoginRefusedException("This page is not registered for quick login any more"));
        if (client == null || (code == null && error == null)) {
            throw new LoginRefusedException("Keycloak's login sent neither a code nor an error");
        }
        if (code == null) {
            return delivery(login, settings, Map.of("error", ERRORS.contains(error) ? error : "server_error"));
        }
        DeliveredToken token = token(client, settings, grant(client, login, code));
        finished.remember(login, token.reference(), now());
        endIfAgain(client, login, token.reference());
        if (settings.responseMode() == ResponseMode.CODE) {
            String oneTimeCode = new OneTimeCodes(session, random).issue(client.getId(), login.codeChallenge(), token);
            return delivery(login, settings, Map.of("code", oneTimeCode));
        }
        Delivery delivery = delivery(login, settings, Map.of("token", token.value()));
        long expiresAt = token.reference().expiresAt();
        if (expiresAt != 0) {
            delivery.parameters().put("expires_in", Long.toString(expiresAt - now()));
        }
        return delivery;
    }

    /** Ends a token whose one-time code was used twice: one of the two was not the app. */
    public void endOfCode(ClientModel client, DeliveredToken.Reference token) {
        end(client, token, "A one-time code of quick login came again or too late; its token is dead");
    }

    /** Whether a token may still be handed to its user's app; it is ended if not. */
    public boolean mayDeliver(ClientModel client, DeliveredToken.Reference token) {
        UserModel user = session.users().getUserById(realm, token.userId());
        if (user != null && LoginStanding.isGood(session, realm, user)) {
            return true;
        }
        end(
                client,
                token,
                "Its user could not log in any more when a one-time code of quick login came; its token is dead");
        return false;
    }

    private void end(ClientModel client, DeliveredToken.Reference token, String reason) {
        new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.CODE_TO_TOKEN)
                .client(client)
                .user(token.userId())
                .detail(Details.TOKEN_ID, token.id())
                .detail(Details.REASON, reason)
                .error(Errors.INVALID_CODE);
        if (token.type() == TokenType.ACCESS_TOKEN) {
            Revocations.revoke(session, token.id(), token.expiresAt());
            return;
        }
        TokenEngine provider = TokenEngine.of(session);
        if (provider == null) {
            // Nobody takes it.
            return;
        }
        try {
            provider.tokens().delete(token.userId(), token.id(), new QuickLoginEvents(null));
        } catch (TokenProblem e) {
            if (e.kind() != TokenProblem.Kind.NOT_FOUND) {
                throw e;
            }
            // Gone already: what is wanted.
        }
    }

    private URI authorizationRequest(QuickLoginClients.Match match, PendingLogin login, LoginRequest request) {
        ClientModel client = match.client();
        UriBuilder uri = session.getContext()
                .getUri(UrlType.FRONTEND)
                .getBaseUriBuilder()
                .path("realms/{realm}/protocol/openid-connect/auth")
                .queryParam(OAuth2Constants.RESPONSE_TYPE, OAuth2Constants.CODE)
                .queryParam(OAuth2Constants.CLIENT_ID, "{client}")
                .queryParam(OAuth2Constants.REDIRECT_URI, "{callback}")
                .queryParam(OAuth2Constants.SCOPE, OAuth2Constants.SCOPE_OPENID)
                .queryParam(OAuth2Constants.STATE, login.id())
                .queryParam(OAuth2Constants.CODE_CHALLENGE, PkceUtils.encodeCodeChallenge(login.codeVerifier(), "S256"))
                .queryParam(OAuth2Constants.CODE_CHALLENGE_METHOD, "S256");
        if (request.prompt() != null) {
            uri.queryParam(OIDCLoginProtocol.PROMPT_PARAM, request.prompt());
        }
        Long maxAuthAge = match.settings().tokenType() == TokenType.PATH_TOKEN
                ? TokenPolicy.of(realm).maxAuthAge()
                : null;
        if (maxAuthAge != null) {
            // Keycloak asks again in the second in which the policy refuses: there, equal = too old.
            uri.queryParam(OIDCLoginProtocol.MAX_AGE_PARAM, maxAuthAge - 1);
        }
        if (request.locales() != null) {
            uri.queryParam(OIDCLoginProtocol.UI_LOCALES_PARAM, "{locales}");
        }
        return uri.buildFromMap(Map.of(
                "realm",
                realm.getName(),
                "client",
                client.getClientId(),
                "callback",
                clients.callback(),
                "locales",
                request.locales() == null ? "" : request.locales()));
    }

    // Keycloak's own code grant checks the code, its client, redirect_uri, PKCE, session, user and consent.
    private Granted grant(ClientModel client, PendingLogin login, String code) throws LoginRefusedException {
        session.getContext().setClient(client);
        var parameters = new MultivaluedHashMap<String, String>();
        parameters.add(OAuth2Constants.GRANT_TYPE, OAuth2Constants.AUTHORIZATION_CODE);
        parameters.add(OAuth2Constants.CODE, code);
        parameters.add(OAuth2Constants.CLIENT_ID, client.getClientId());
        parameters.add(OAuth2Constants.REDIRECT_URI, clients.callback());
        parameters.add(OAuth2Constants.CODE_VERIFIER, login.codeVerifier());
        EventBuilder event = new EventBuilder(
                        realm, session, session.getContext().getConnection())
                .event(EventType.CODE_TO_TOKEN)
                .client(client)
                .detail("quick_login", login.destination().replaceFirst("\\?.*", ""));
        var context = new OAuth2GrantType.Context(
                session,
                OIDCAdvancedConfigWrapper.fromClientModel(client),
                Map.of(),
                parameters,
                event,
                Cors.builder(),
                new TokenManager());
        try (Response response = session.getProvider(OAuth2GrantType.class, OAuth2Constants.AUTHORIZATION_CODE)
                .process(context)) {
            if (response.getEntity() instanceof AccessTokenResponse answer) {
                return new Granted(answer.getToken(), event.getEvent().getUserId());
            }
        } catch (WebApplicationException e) {
            // Its event says why.
        }
        finished.rememberAgain(login, now());
        finished.token(login).ifPresent(token -> end(client, token, CAME_AGAIN));
        throw new LoginRefusedException("The login has expired or was used already. Go back to the page and try again");
    }

    // Of two that come at once, one leaves its mark before it looks for the token, and the other looks for the mark
    // once the token is there for all to see: one of them finds what it looks for.
    private void endIfAgain(ClientModel client, PendingLogin login, DeliveredToken.Reference token) {
        String clientUuid = client.getId();
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                KeycloakModelUtils.runJobInTransaction(
                        session.getKeycloakSessionFactory(), session.getContext(), inner -> {
                            ClientModel same = inner.getContext().getRealm().getClientById(clientUuid);
                            if (same != null && new FinishedLogins(inner).cameAgain(login)) {
                                new QuickLogin(inner, random).end(same, token, CAME_AGAIN);
                            }
                        });
            }

            @Override
            protected void rollbackImpl() {
                // Nothing was given.
            }
        });
    }

    /** What Keycloak granted; a token need not name its user. */
    private record Granted(String accessToken, String userId) {}

    private DeliveredToken token(ClientModel client, QuickLoginSettings settings, Granted granted)
            throws LoginRefusedException {
        AccessToken claims;
        try {
            claims = new JWSInput(granted.accessToken()).readJsonContent(AccessToken.class);
        } catch (JWSInputException e) {
            throw new IllegalStateException("Keycloak's own access token cannot be read", e);
        }
        if (settings.tokenType() == TokenType.ACCESS_TOKEN) {
            return new DeliveredToken(
                    granted.accessToken(),
                    new DeliveredToken.Reference(
                            TokenType.ACCESS_TOKEN, claims.getId(), granted.userId(), claims.getExp()));
        }
        UserModel user = session.users().getUserById(realm, granted.userId());
        if (user == null) {
            throw new LoginRefusedException("The user is gone");
        }
        UserSessionModel login = login(claims);
        if (!LoginStanding.isOwn(claims, login)) {
            throw new LoginRefusedException(
                    "In a session of an administrator who impersonates the user, no path tokens are made");
        }
        try {
            PathTokens tokens = tokens();
            tokens.requireCreator(user, AccountCaller.authTime(claims, login));
            int most = Math.max(Math.min(MOST_TOKENS, tokens.policy().maxPerOwner() / 2), 1);
            var issued = tokens.issue(user, client, request(client, settings), most, new QuickLoginEvents(client));
            Long expiresAt = issued.token().token().lifetime().expiresAt();
            return new DeliveredToken(
                    issued.string().reveal(),
                    new DeliveredToken.Reference(
                            TokenType.PATH_TOKEN,
                            issued.token().token().id(),
                            user.getId(),
                            expiresAt == null ? 0 : expiresAt));
        } catch (TokenProblem e) {
            throw new LoginRefusedException(
                    e.kind() == TokenProblem.Kind.LOGIN_TOO_OLD
                            ? "Your login is too long ago. Go back to the page and try again"
                            : String.valueOf(e.getMessage()));
        }
    }

    private @Nullable UserSessionModel login(AccessToken claims) {
        String id = claims.getSessionId();
        return id == null ? null : session.sessions().getUserSession(realm, id);
    }

    private static TokenRequest request(ClientModel client, QuickLoginSettings settings) {
        Long lifetime = settings.lifetime();
        return new TokenRequest(
                name(client),
                null,
                Objects.requireNonNull(settings.accessList()),
                null,
                lifetime == null ? new Validity.Unspecified() : new Validity.Seconds(lifetime),
                List.of(),
                List.of());
    }

    // A token that the user gives another name is his own from then on: it is not replaced.
    private static String name(ClientModel client) {
        String name = "Quick login of " + client.getClientId();
        int end = name.offsetByCodePoints(0, Math.min(MAX_NAME, name.codePointCount(0, name.length())));
        return name.substring(0, end);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static Delivery delivery(PendingLogin login, QuickLoginSettings settings, Map<String, String> parameters) {
        var all = new LinkedHashMap<>(parameters);
        if (login.state() != null) {
            all.put("state", login.state());
        }
        return new Delivery(login.destination(), settings.responseMode(), all);
    }

    private PathTokens tokens() throws LoginRefusedException {
        TokenEngine provider = TokenEngine.of(session);
        if (provider == null) {
            throw new LoginRefusedException(SWITCHED_OFF);
        }
        return provider.tokens();
    }
}
