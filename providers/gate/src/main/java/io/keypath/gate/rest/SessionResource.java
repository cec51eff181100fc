package io.keypath.gate.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keypath.gate.service.Credential;
import io.keypath.gate.service.GateSession;
import io.keypath.gate.service.GateSessions;
import io.keypath.gate.service.GateSettings;
import io.keypath.gate.service.Holder;
import io.keypath.gate.service.SessionToken;
import io.keypath.http.Answers;
import io.keypath.http.BearerChallenge;
import io.keypath.http.Iso8601;
import io.keypath.http.OAuthError;
import io.keypath.http.Realms;
import io.keypath.tokens.service.KeycloakClock;
import io.keypath.tokens.service.TokenEngine;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * {@code /realms/{realm}/gate/{name}/session}: a browser changes its token for a cookie, keeps that alive and gives it up. A
 * body is not read.
 */
public final class SessionResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final String gate;
    private final GateSessions sessions;
    private final SessionCookie cookie;

    /** @param settings of the gate; null when there is none of its name or they cannot be read */
    SessionResource(KeycloakSession session, TokenEngine tokens, String gate, @Nullable GateSettings settings) {
        this.session = session;
        this.realm = Realms.requireUsable(session);
        this.gate = gate;
        if (settings == null) {
            throw OAuthError.accessDenied("There is no gate of this name, or its settings cannot be read");
        }
        this.sessions = new GateSessions(session, tokens, gate, settings);
        this.cookie = SessionCookie.of(gate, settings.cookie());
    }

    /** What a session tells of itself. Times are ISO-8601 in UTC. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record Representation(
            String gate,
            String user,
            String userId,
            String client,
            String startedAt,
            String expiresAt,
            String endsAt) {}

    /** From the token behind {@code Authorization: Bearer}. */
    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public Response begin() {
        List<String> authorization = headers(HttpHeaders.AUTHORIZATION);
        if (authorization.isEmpty()) {
            throw OAuthError.unauthorized(BearerChallenge.credentialsMissing(realm.getName()));
        }
        Credential shown =
                isBearer(authorization) ? Credential.read(authorization, List.of(), false) : new Credential.Unusable();
        List<String> origins = headers("Origin");
        return sessions.begin(shown, origins.size() == 1 ? origins.get(0) : null)
                .map(this::set)
                .orElseThrow(this::refused);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response tell() {
        GateSession held = held();
        return Answers.ok(represent(held.token(), holder(held)));
    }

    @POST
    @Path("refresh")
    @Produces(MediaType.APPLICATION_JSON)
    public Response refresh() {
        GateSession held = held();
        holder(held);
        requireSameOrigin(held);
        return set(sessions.refresh(held));
    }

    /** Ends the session, if there is one; the browser forgets the cookie in any case. */
    @DELETE
    public Response end() {
        List<GateSession> all = sessions.all(cookie.sent(session));
        all.forEach(this::requireSameOrigin);
        all.forEach(sessions::end);
        return Response.fromResponse(Answers.noContent())
                .header(HttpHeaders.SET_COOKIE, cookie.forget())
                .build();
    }

    private Response set(GateSessions.Issued issued) {
        SessionToken token = issued.token();
        Holder holder = sessions.read(issued.value()).map(sessions::holder).orElseThrow(this::refused);
        return Response.fromResponse(Answers.ok(represent(token, holder)))
                .header(HttpHeaders.SET_COOKIE, cookie.set(issued.value(), token.getExp() - now()))
                .build();
    }

    private Representation represent(SessionToken token, Holder holder) {
        return new Representation(
                gate,
                holder.user().getUsername(),
                holder.user().getId(),
                holder.clientId(),
                Iso8601.of(token.startedAt()),
                Iso8601.of(token.getExp()),
                Iso8601.of(token.endsAt()));
    }

    private GateSession held() {
        List<String> values = cookie.sent(session);
        if (values.isEmpty()) {
            throw OAuthError.unauthorized(BearerChallenge.credentialsMissing(realm.getName()));
        }
        return sessions.only(values).orElseThrow(this::refused);
    }

    private Holder holder(GateSession held) {
        Holder holder = sessions.holder(held);
        if (holder == null) {
            throw refused();
        }
        return holder;
    }

    private void requireSameOrigin(GateSession held) {
        if (!GateSessions.isSameOrigin(held, headers("Sec-Fetch-Site"), headers("Origin"))) {
            throw OAuthError.accessDenied(VerifyResource.CROSS_SITE);
        }
    }

    private RuntimeException refused() {
        return OAuthError.unauthorized(BearerChallenge.invalidToken(realm.getName()));
    }

    private static boolean isBearer(List<String> authorization) {
        return authorization.get(0).strip().regionMatches(true, 0, "Bearer ", 0, "Bearer ".length());
    }

    private List<String> headers(String name) {
        @Nullable
        List<String> values =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(name);
        return values == null ? List.of() : values;
    }

    private static long now() {
        return new KeycloakClock().instant().getEpochSecond();
    }
}
