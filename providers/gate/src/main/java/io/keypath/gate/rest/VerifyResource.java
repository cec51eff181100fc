package io.keypath.gate.rest;

import io.keypath.core.AccessRequest;
import io.keypath.gate.rest.ProxiedRequest.MalformedRequestException;
import io.keypath.gate.service.Credential;
import io.keypath.gate.service.Gate;
import io.keypath.gate.service.GateSession;
import io.keypath.gate.service.GateSessions;
import io.keypath.gate.service.GateSettings;
import io.keypath.gate.service.Gates;
import io.keypath.gate.service.Verdict;
import io.keypath.http.BearerChallenge;
import io.keypath.http.Realms;
import io.keypath.tokens.service.TokenEngine;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponseException;

/**
 * {@code /realms/{realm}/gate/{name}/verify}: 200, 401 or 403, and nothing else, since that is all that proxies understand. Any
 * method may ask; the method that counts is the one that the proxy names. A body is not read.
 */
public final class VerifyResource {

    static final String CROSS_SITE =
            "With a cookie, what changes something must be sent by a page of the site itself (Sec-Fetch-Site or Origin)";

    private static final String OUT_OF_REACH = "The token does not reach this path with this method";
    private static final String API_KEY = "X-API-Key";
    private static final String STRIP_QUERY = "X-Keypath-Strip-Query";
    private static final String SIGN_IN = "X-Keypath-Sign-In";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TokenEngine tokens;
    private final String gate;
    private final Gates gates;
    private final @Nullable GateSettings settings;
    private final String address;

    // Null where the settings take no token from it.
    private @Nullable String queryToForward;

    // Where a browser goes that is not signed in; null for what is no browser's visit of a page.
    private @Nullable String visited;

    /**
     * @param gate that is asked, and which may not be there
     * @param address of the gate behind the realm's
     */
    VerifyResource(KeycloakSession session, TokenEngine tokens, Gates gates, String gate, String address) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.tokens = tokens;
        this.gates = gates;
        this.gate = gate;
        this.settings = gates.settings(realm, gate).orElse(null);
        this.address = address;
    }

    @GET
    public Response get() {
        return answer(judge());
    }

    @HEAD
    public Response head() {
        return answer(judge());
    }

    /**
     * The answer to a method that JAX-RS knows nothing of, or of whose requests Keycloak 26.7 reads a form before any
     * method of a resource is called: it waits for one that does not come, and fails on one that is broken. To be thrown
     * where the resource is looked up.
     */
    ErrorResponseException unrouted() {
        return new ErrorResponseException(get());
    }

    static boolean isRouted(String method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private Verdict judge() {
        if (Realms.lacksHttps(session, realm)) {
            return new Verdict.Malformed("HTTPS is required");
        }
        if (settings == null) {
            return new Verdict.Malformed("There is no gate of this name, or its settings cannot be read");
        }
        ProxiedRequest.Target target;
        try {
            target = ProxiedRequest.read(new AskedHere(), settings);
        } catch (MalformedRequestException e) {
            return new Verdict.Malformed(String.valueOf(e.getMessage()));
        }
        if (settings.queryToken()) {
            queryToForward = target.query().withoutSecrets();
        }
        if (settings.signIn() != null && isVisit(target.request())) {
            visited = target.uri();
        }
        Credential credential = credential(settings, target.query());
        AccessRequest request = target.request();
        if (credential instanceof Credential.Session held
                && (!request.reads() || opensAWebSocket())
                && !GateSessions.isSameOrigin(held.session(), headers("Sec-Fetch-Site"), headers("Origin"))) {
            return new Verdict.Malformed(CROSS_SITE);
        }
        // A browser adds a password that it was told once to other sites' requests too, and programs send no
        // Sec-Fetch-Site.
        if (credential instanceof Credential.Password
                && !request.reads()
                && !headers("Sec-Fetch-Site").isEmpty()
                && !headers("Sec-Fetch-Site").equals(List.of("same-origin"))) {
            return new Verdict.Malformed(CROSS_SITE);
        }
        return new Gate(session, tokens, gate, settings, gates.passwords(session), gates.shareUses())
                .judge(
                        request,
                        credential,
                        settings.queryToken() ? target.query().keys() : List.of());
    }

    private boolean isVisit(AccessRequest request) {
        if (!request.method().equals(HttpMethod.GET)
                || !headers(HttpHeaders.AUTHORIZATION).isEmpty()
                || !headers(API_KEY).isEmpty()) {
            return false;
        }
        List<String> modes = headers("Sec-Fetch-Mode");
        if (modes.isEmpty()) {
            return headers(HttpHeaders.ACCEPT).stream().anyMatch(accepted -> accepted.contains(MediaType.TEXT_HTML));
        }
        List<String> destinations = headers("Sec-Fetch-Dest");
        return modes.equals(List.of("navigate"))
                && (destinations.isEmpty() || destinations.equals(List.of("document")));
    }

    private Credential credential(GateSettings known, TargetQuery query) {
        Credential shown = Credential.read(headers(HttpHeaders.AUTHORIZATION), headers(API_KEY), known.password());
        if (!(shown instanceof Credential.Missing)) {
            return shown;
        }
        List<String> cookies = SessionCookie.of(gate, known.cookie()).sent(session);
        List<String> queryTokens = known.queryToken() ? query.tokens() : List.of();
        if (!cookies.isEmpty()) {
            var sessions = new GateSessions(session, tokens, gate, known);
            GateSession held = sessions.only(cookies).orElse(null);
            // A session that has ended does not stand in the way of a link's token.
            if (held != null && (queryTokens.isEmpty() || sessions.holder(held) != null)) {
                return new Credential.Session(held);
            }
            if (queryTokens.isEmpty()) {
                return new Credential.Unusable();
            }
        }
        return Credential.ofQuery(queryTokens);
    }

    // Another site's page may open one, read what comes and write (RFC 6455 section 10.2): it is begun by a GET.
    private boolean opensAWebSocket() {
        return !headers("Sec-WebSocket-Key").isEmpty()
                || !headers("Sec-WebSocket-Version").isEmpty()
                || headers("Sec-Fetch-Mode").contains("websocket")
                || headers("Upgrade").stream()
                        .anyMatch(upgrade -> upgrade.toLowerCase(Locale.ROOT).contains("websocket"));
    }

    private Response answer(Verdict verdict) {
        UnreadBody.endConnection();
        if (verdict instanceof Verdict.Allowed allowed) {
            return allowed(allowed);
        }
        if (verdict instanceof Verdict.Unauthenticated unauthenticated) {
            var challenge = unauthenticated.credentialsSent()
                    ? BearerChallenge.invalidToken(realm.getName())
                    : BearerChallenge.credentialsMissing(realm.getName());
            Response refused = refused(
                    Response.Status.UNAUTHORIZED,
                    offersBasic() ? challenge.orBasic() : challenge.toString(),
                    "Sign in, or send a token that is good here");
            return visited == null
                    ? refused
                    : Response.fromResponse(refused)
                            .header(SIGN_IN, HeaderValue.ofEncoded(visited))
                            .build();
        }
        if (verdict instanceof Verdict.Forbidden forbidden) {
            return refused(
                    Response.Status.FORBIDDEN,
                    BearerChallenge.insufficientScope(
                                    realm.getName(),
                                    OUT_OF_REACH,
                                    forbidden.access().scope())
                            .toString(),
                    OUT_OF_REACH);
        }
        String reason = ((Verdict.Malformed) verdict).reason();
        return refused(
                Response.Status.FORBIDDEN,
                BearerChallenge.invalidRequest(realm.getName(), reason).toString(),
                reason);
    }

    private boolean offersBasic() {
        if (settings == null || settings.challenges() == GateSettings.Challenges.BEARER) {
            return false;
        }
        return settings.challenges() == GateSettings.Challenges.BEARER_AND_BASIC
                || headers("Sec-Fetch-Mode").isEmpty();
    }

    // All five, always: what a proxy is not given to overwrite, its client may have set.
    private Response allowed(Verdict.Allowed allowed) {
        Response.ResponseBuilder answer = Response.ok()
                // Keycloak answers 500 to a 200 without a media type.
                .type(MediaType.TEXT_PLAIN_TYPE)
                .entity("")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Keypath-User", HeaderValue.of(allowed.username()))
                .header("X-Keypath-User-Id", HeaderValue.of(allowed.userId()))
                .header("X-Keypath-Client", HeaderValue.of(allowed.clientId()))
                .header("X-Keypath-Token-Id", allowed.tokenId() == null ? "" : HeaderValue.of(allowed.tokenId()))
                .header("X-Keypath-Access", allowed.access().actions());
        if (queryToForward != null) {
            answer.header(STRIP_QUERY, queryToForward);
        }
        if (settings != null && settings.jwt()) {
            // Empty for who has shown nothing, so that a proxy overwrites what its client sent.
            answer.header(
                    HttpHeaders.AUTHORIZATION,
                    allowed.userId().isEmpty()
                            ? ""
                            : "Bearer " + gates.upstreamTokens(session).issue(session, gate, settings, allowed));
        }
        return answer.build();
    }

    private static Response refused(Response.Status status, String challenges, String reason) {
        return Response.status(status)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.WWW_AUTHENTICATE, challenges)
                .type(MediaType.TEXT_PLAIN_TYPE)
                .entity(reason + "\n")
                .build();
    }

    private List<String> headers(String name) {
        List<String> values =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(name);
        return values == null ? List.of() : values;
    }

    private final class AskedHere implements ProxiedRequest.Question {

        @Override
        public List<String> header(String name) {
            return headers(name);
        }

        @Override
        public String method() {
            return session.getContext().getHttpRequest().getHttpMethod();
        }

        @Override
        public String path() {
            return RequestTarget.pathBehind(RequestTarget.current(), address);
        }
    }
}
