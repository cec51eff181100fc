package io.keypath.gate;

import io.keypath.accountapi.BearerChallenge;
import io.keypath.accountapi.Realms;
import io.keypath.core.AccessRequest;
import io.keypath.gate.ProxiedRequest.MalformedRequestException;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * {@code /realms/{realm}/gate/verify}: 200, 401 or 403, and nothing else, since that is all that proxies understand. Any
 * method may ask; the method that counts is the one that the proxy names.
 */
public final class VerifyResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Gate gate;

    VerifyResource(KeycloakSession session, Gate gate) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.gate = gate;
    }

    @GET
    public Response get() {
        return answer(judge());
    }

    @HEAD
    public Response head() {
        return answer(judge());
    }

    @POST
    public Response post() {
        return answer(judge());
    }

    @PUT
    public Response put() {
        return answer(judge());
    }

    @PATCH
    public Response patch() {
        return answer(judge());
    }

    @DELETE
    public Response delete() {
        return answer(judge());
    }

    @OPTIONS
    public Response options() {
        return answer(judge());
    }

    @WebDav.Propfind
    public Response propfind() {
        return answer(judge());
    }

    @WebDav.Proppatch
    public Response proppatch() {
        return answer(judge());
    }

    @WebDav.Mkcol
    public Response mkcol() {
        return answer(judge());
    }

    @WebDav.Copy
    public Response copy() {
        return answer(judge());
    }

    @WebDav.Move
    public Response move() {
        return answer(judge());
    }

    @WebDav.Lock
    public Response lock() {
        return answer(judge());
    }

    @WebDav.Unlock
    public Response unlock() {
        return answer(judge());
    }

    private Verdict judge() {
        if (Realms.lacksHttps(session, realm)) {
            return new Verdict.Malformed("HTTPS is required");
        }
        var headers = session.getContext().getHttpRequest().getHttpHeaders();
        AccessRequest request;
        try {
            request = ProxiedRequest.read(new RequestSource(session));
        } catch (MalformedRequestException e) {
            return new Verdict.Malformed(String.valueOf(e.getMessage()));
        }
        return gate.judge(request, Credential.read(values(headers.getRequestHeader(HttpHeaders.AUTHORIZATION))));
    }

    private Response answer(Verdict verdict) {
        if (verdict instanceof Verdict.Allowed allowed) {
            return allowed(allowed);
        }
        if (verdict instanceof Verdict.Unauthenticated unauthenticated) {
            return refused(
                    Response.Status.UNAUTHORIZED,
                    unauthenticated.credentialsSent()
                            ? BearerChallenge.invalidToken(realm.getName())
                            : BearerChallenge.credentialsMissing(realm.getName()));
        }
        if (verdict instanceof Verdict.Forbidden forbidden) {
            return refused(
                    Response.Status.FORBIDDEN,
                    BearerChallenge.insufficientScope(
                            realm.getName(),
                            "The token does not reach this path with this method",
                            forbidden.access().scope()));
        }
        return refused(
                Response.Status.FORBIDDEN,
                BearerChallenge.invalidRequest(realm.getName(), ((Verdict.Malformed) verdict).reason()));
    }

    private static Response allowed(Verdict.Allowed allowed) {
        var answer = Response.ok()
                // Keycloak answers 500 to a 200 without a media type.
                .type(MediaType.TEXT_PLAIN_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Keypath-User", HeaderValue.of(allowed.username()))
                .header("X-Keypath-User-Id", HeaderValue.of(allowed.userId()))
                .header("X-Keypath-Client", HeaderValue.of(allowed.clientId()))
                .header("X-Keypath-Access", allowed.access().actions());
        if (allowed.tokenId() != null) {
            answer.header("X-Keypath-Token-Id", HeaderValue.of(allowed.tokenId()));
        }
        return answer.build();
    }

    private static Response refused(Response.Status status, BearerChallenge challenge) {
        return Response.status(status)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge.toString())
                .build();
    }

    private static List<String> values(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }

    private record RequestSource(KeycloakSession session) implements ProxiedRequest.Source {

        @Override
        public List<String> header(String name) {
            return values(session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(name));
        }

        @Override
        public List<String> query(String name) {
            return values(session.getContext().getUri().getQueryParameters().get(name));
        }
    }
}
