package io.keypath.gate.service;

import io.keypath.core.AllowedOrigins;
import io.keypath.core.Expiry;
import io.keypath.tokens.service.AccessTokens;
import io.keypath.tokens.service.KeycloakClock;
import io.keypath.tokens.service.PathClaims;
import io.keypath.tokens.service.RequestSources;
import io.keypath.tokens.service.Revocations;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.Verification;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * The sessions of a gate, which are kept in their cookies alone. A session is good while what it was made from is: an
 * access token's login, not its expiry, or a path token.
 */
public final class GateSessions {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final TokenEngine tokens;
    private final String gate;
    private final GateSettings settings;
    private final Clock clock = new KeycloakClock();

    public GateSessions(KeycloakSession session, TokenEngine tokens, String gate, GateSettings settings) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.tokens = tokens;
        this.gate = gate;
        this.settings = settings;
    }

    /** A session as it is set: the value of its cookie, and what it tells. */
    public record Issued(String value, SessionToken token) {

        @Override
        public String toString() {
            return "Issued[redacted]";
        }
    }

    /**
     * Makes a session from what a request shows; empty when the gate would refuse that.
     *
     * @param origin of the page that asks, as it was sent; null for none
     */
    public Optional<Issued> begin(Credential shown, @Nullable String origin) {
        if (shown instanceof Credential.PathToken pathToken) {
            return tokens.verifier().verify(session, realm, pathToken.string(), RequestSources.of(session))
                            instanceof Verification.Accepted accepted
                    ? Optional.of(ofPathToken(accepted, origin))
                    : Optional.empty();
        }
        if (!(shown instanceof Credential.Bearer bearer) || holders().of(shown) == null) {
            return Optional.empty();
        }
        AuthResult result = AccessTokens.verifyForResourceServer(session, bearer.token());
        return result == null ? Optional.empty() : Optional.of(ofAccessToken(result, origin));
    }

    private Issued ofPathToken(Verification.Accepted accepted, @Nullable String origin) {
        SessionToken token = newToken(accepted.token().endsAt(), origin);
        token.setMadeByPathToken();
        token.subject(accepted.owner().getId());
        token.issuedFor(accepted.client().getClientId());
        PathClaims.setParent(token, accepted.token().hash());
        return issue(token);
    }

    private Issued ofAccessToken(AuthResult bearer, @Nullable String origin) {
        AccessToken shown = bearer.token();
        SessionToken token = newToken(userSession(shown) == null ? shown.getExp() : null, origin);
        token.id(shown.getId());
        token.iat(shown.getIat());
        token.issuer(shown.getIssuer());
        if (settings.audience() != null) {
            token.audience(settings.audience());
        }
        token.subject(bearer.user().getId());
        token.issuedFor(bearer.client().getClientId());
        token.setSessionId(shown.getSessionId());
        token.setScope(shown.getScope());
        token.setAuthorizationDetails(PathClaims.details(shown));
        String parent = PathClaims.parent(shown);
        if (parent != null) {
            PathClaims.setParent(token, parent);
        }
        return issue(token);
    }

    /** @param ends epoch seconds at which what it is made from ends; null when that is asked each time */
    private SessionToken newToken(@Nullable Long ends, @Nullable String origin) {
        long now = now();
        long most = now + settings.cookie().lifetime();
        String page = origin == null ? null : serialised(origin);
        return new SessionToken(
                gate, UUID.randomUUID().toString(), now, ends == null ? most : Math.min(ends, most), page);
    }

    private static @Nullable String serialised(String origin) {
        try {
            return AllowedOrigins.parse(List.of(origin)).values().get(0);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * The session of a browser's cookies of its name. A browser may hold old ones beside, of another path or domain, which are
     * no session; of two sessions nobody knows which it means.
     */
    public Optional<GateSession> only(List<String> values) {
        List<GateSession> held = all(values);
        return held.size() == 1 ? Optional.of(held.get(0)) : Optional.empty();
    }

    /** The sessions of cookies, each once. */
    public List<GateSession> all(List<String> values) {
        return values.stream()
                .distinct()
                .map(this::read)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The session of a cookie; empty when it is not this gate's, has ended, or cannot be read. */
    public Optional<GateSession> read(String value) {
        return new SessionSeal(session, realm).open(value).flatMap(this::readSigned);
    }

    private Optional<GateSession> readSigned(String signed) {
        SessionToken token = session.tokens().decode(signed, SessionToken.class);
        if (token == null || !token.isOf(gate)) {
            return Optional.empty();
        }
        token.endAtMostBy(settings.cookie());
        return Expiry.isExpired(token.getExp(), now())
                        || session.revokedTokens().contains(token.session())
                        || (token.getId() != null && AccessTokenRevocations.contain(session, token.getId()))
                ? Optional.empty()
                : Optional.of(new GateSession(token, signed));
    }

    /** As {@link Gate} would find him. */
    public @Nullable Holder holder(GateSession held) {
        return holders().of(new Credential.Session(held));
    }

    /** The session for another while; the login in its browser, if it has one, counts as used. */
    public Issued refresh(GateSession held) {
        SessionToken token = held.token();
        if (token.getSessionId() != null) {
            UserSessionModel login = session.sessions().getUserSession(realm, token.getSessionId());
            if (login != null) {
                use(login, token.getIssuedFor());
            }
        }
        token.refreshedAt(now());
        return issue(token);
    }

    // As Keycloak's own refresh does (TokenManager).
    @SuppressWarnings("removal")
    private void use(UserSessionModel login, String clientId) {
        int now = (int) now();
        login.setLastSessionRefresh(now);
        ClientModel client = realm.getClientByClientId(clientId);
        AuthenticatedClientSessionModel ofClient =
                client == null ? null : login.getAuthenticatedClientSessionByClient(client.getId());
        if (ofClient != null) {
            ofClient.setTimestamp(now);
        }
    }

    /** Ends the session on all nodes, whoever has copies of its cookie. */
    public void end(GateSession held) {
        SessionToken token = held.token();
        Revocations.revoke(session, token.session(), token.endsAt());
    }

    /**
     * Whether a request that changes something was sent by a page of the site itself, and not by another one to which the
     * browser has added the cookie.
     *
     * @param fetchSites values of {@code Sec-Fetch-Site}, which no page can set
     * @param origins values of {@code Origin}
     */
    public static boolean isSameOrigin(GateSession held, List<String> fetchSites, List<String> origins) {
        if (!fetchSites.isEmpty()) {
            return fetchSites.equals(List.of("same-origin"));
        }
        String made = held.token().origin();
        return made != null && origins.size() == 1 && made.equals(serialised(origins.get(0)));
    }

    private Issued issue(SessionToken token) {
        token.exp(null);
        token.endAtMostBy(settings.cookie());
        return new Issued(new SessionSeal(session, realm).seal(session.tokens().encode(token)), token);
    }

    private @Nullable UserSessionModel userSession(AccessToken token) {
        String id = token.getSessionId();
        if (id == null) {
            return null;
        }
        UserSessionModel online = session.sessions().getUserSession(realm, id);
        return online == null ? session.sessions().getOfflineUserSession(realm, id) : online;
    }

    private Holders holders() {
        return new Holders(session, realm, tokens, settings.audience());
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
