package io.keypath.quicklogin.rest;

import io.keypath.http.FormBody;
import io.keypath.http.OAuthError;
import io.keypath.http.Realms;
import io.keypath.quicklogin.service.DeliveredToken;
import io.keypath.quicklogin.service.LoginRequest;
import io.keypath.quicklogin.service.OneTimeCodes;
import io.keypath.quicklogin.service.PendingLogin;
import io.keypath.quicklogin.service.QuickLogin;
import io.keypath.quicklogin.service.QuickLogin.Begun;
import io.keypath.quicklogin.service.QuickLogin.Delivery;
import io.keypath.quicklogin.service.QuickLogin.LoginRefusedException;
import io.keypath.quicklogin.service.QuickLoginClients;
import io.keypath.tokens.service.Clients;
import io.keypath.tokens.service.KeycloakClock;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.utils.OIDCRedirectUriBuilder;
import org.keycloak.protocol.oidc.utils.OIDCResponseMode;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.cors.Cors;

/** Quick login at {@code /realms/{realm}/quick-login}: begin, come back, redeem a code. */
public final class QuickLoginResource {

    // Logins begun and not finished, each a cookie: more than these would outgrow a request's headers.
    private static final int MOST_PENDING = 3;

    private static final String UNUSABLE = "This realm is disabled, or HTTPS is required";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final QuickLogin quickLogin;
    private final SecureRandom random;
    private final Clock clock = new KeycloakClock();

    QuickLoginResource(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.quickLogin = new QuickLogin(session, random);
        this.random = random;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response begin() {
        if (isUnusable()) {
            return refused(UNUSABLE);
        }
        try {
            Map<String, List<String>> query = session.getContext().getUri().getQueryParameters();
            Begun begun = quickLogin.begin(LoginRequest.read(name -> query.getOrDefault(name, List.of())));
            var answer = Response.status(Response.Status.FOUND)
                    .location(begun.location())
                    .cookie(cookie(begun.login().cookieName(), begun.login().seal(session), PendingLogin.LIFETIME));
            expireAbandoned(answer);
            return uncached(answer);
        } catch (IllegalArgumentException | LoginRefusedException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    @GET
    @Path("logIn")
    @Produces(MediaType.TEXT_HTML)
    public Response logIn() {
        return begin();
    }

    @GET
    @Path("callback")
    @Produces(MediaType.TEXT_HTML)
    public Response callback(
            @QueryParam("state") @Nullable String state,
            @QueryParam("code") @Nullable String code,
            @QueryParam("error") @Nullable String error) {
        // The realm may have been disabled since.
        if (isUnusable()) {
            return refused(UNUSABLE);
        }
        String name = PendingLogin.cookieName(state).orElse("");
        Cookie cookie = session.getContext()
                .getHttpRequest()
                .getHttpHeaders()
                .getCookies()
                .get(name);
        PendingLogin login = state == null || cookie == null
                ? null
                : PendingLogin.unseal(session, cookie.getValue(), state, now()).orElse(null);
        if (login == null) {
            return refused("This login was not begun in this browser, took too long, or is finished already."
                    + " Cookies must be allowed. Go back to the page and try again");
        }
        try {
            Delivery delivery = quickLogin.finish(login, code, error);
            return uncached(Response.fromResponse(delivered(delivery)).cookie(cookie(name, "", 0)));
        } catch (LoginRefusedException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    @OPTIONS
    @Path("redeem")
    public Response preflight() {
        return Cors.builder().allowedMethods("POST").preflight().add(Response.ok());
    }

    @POST
    @Path("redeem")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.APPLICATION_JSON)
    public Response redeem() {
        Realms.requireUsable(session);
        Map<String, List<String>> form = FormBody.read(session);
        String clientId = parameter(form, "client_id", true);
        var client = clientId == null ? null : Clients.find(realm, clientId);
        var settings = client == null
                ? null
                : new QuickLoginClients(session).settings(client).orElse(null);
        if (client == null || settings == null) {
            return OAuthError.invalidGrant();
        }
        Cors.builder()
                .checkAllowedOrigins(settings.urls().stream()
                        .map(url -> url.address().origin())
                        .toList())
                .allowedMethods("POST")
                .add();
        var redemption = new OneTimeCodes(session, random)
                .redeem(
                        client.getId(),
                        String.valueOf(parameter(form, "code", true)),
                        parameter(form, "code_verifier", false));
        if (redemption instanceof OneTimeCodes.Redemption.Redeemed redeemed
                && quickLogin.mayDeliver(client, redeemed.token().reference())) {
            return answer(redeemed.token());
        }
        if (redemption instanceof OneTimeCodes.Redemption.Replayed replayed) {
            quickLogin.endOfCode(client, replayed.token());
        }
        return OAuthError.invalidGrant();
    }

    private boolean isUnusable() {
        return !realm.isEnabled() || Realms.lacksHttps(session, realm);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private Response answer(DeliveredToken token) {
        long expiresAt = token.reference().expiresAt();
        Map<String, Object> body = expiresAt == 0
                ? Map.of("token", token.value())
                : Map.of("token", token.value(), "expires_in", expiresAt - now());
        return uncached(Response.ok(body, MediaType.APPLICATION_JSON_TYPE));
    }

    private Response delivered(Delivery delivery) {
        OIDCResponseMode mode = switch (delivery.mode()) {
            case FRAGMENT -> OIDCResponseMode.FRAGMENT;
            case FORM_POST -> OIDCResponseMode.FORM_POST;
            case QUERY, CODE -> OIDCResponseMode.QUERY;
        };
        OIDCRedirectUriBuilder answer = OIDCRedirectUriBuilder.fromUri(delivery.destination(), mode, session, null);
        delivery.parameters().forEach(answer::addParam);
        return answer.build();
    }

    // Keycloak's own error page, in the realm's theme; never a redirect.
    private Response refused(String message) {
        return uncached(Response.fromResponse(ErrorPage.error(session, null, Response.Status.BAD_REQUEST, message)));
    }

    private void expireAbandoned(Response.ResponseBuilder answer) {
        List<String> pending = session.getContext().getHttpRequest().getHttpHeaders().getCookies().keySet().stream()
                .filter(PendingLogin::isCookieName)
                .toList();
        if (pending.size() >= MOST_PENDING) {
            pending.forEach(name -> answer.cookie(cookie(name, "", 0)));
        }
    }

    private NewCookie cookie(String name, String value, int maxAge) {
        return new NewCookie.Builder(name)
                .value(value)
                .path(session.getContext()
                        .getUri()
                        .getBaseUriBuilder()
                        .path("realms/{realm}/quick-login")
                        .build(realm.getName())
                        .getRawPath())
                .maxAge(maxAge)
                .secure("https"
                        .equals(session.getContext().getUri().getBaseUri().getScheme()))
                .httpOnly(true)
                // Lax: the page that begins the login is another site's.
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    private static Response uncached(Response.ResponseBuilder answer) {
        return answer.header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    private static @Nullable String parameter(Map<String, List<String>> form, String name, boolean required) {
        List<String> values = form.getOrDefault(name, List.of());
        if (values.size() > 1 || (required && (values.isEmpty() || values.get(0).isBlank()))) {
            throw OAuthError.invalidRequest("The parameter " + name + " is required, once");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
