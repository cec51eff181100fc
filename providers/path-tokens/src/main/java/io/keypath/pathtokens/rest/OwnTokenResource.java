package io.keypath.pathtokens.rest;

import static io.keypath.http.Problems.mapped;

import io.keypath.core.TokenString;
import io.keypath.http.Answers;
import io.keypath.http.BearerChallenge;
import io.keypath.http.OAuthError;
import io.keypath.http.Preflight;
import io.keypath.http.Realms;
import io.keypath.tokens.service.RequestSources;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.UserEvents;
import io.keypath.tokens.service.Verification;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.managers.AppAuthManager;

/** The token about itself: who am I, and give me up. */
public final class OwnTokenResource {

    private static final String[] METHODS = {"GET", "DELETE"};

    private final KeycloakSession session;
    private final TokenEngine provider;
    private final RealmModel realm;

    OwnTokenResource(KeycloakSession session, TokenEngine provider) {
        this.session = session;
        this.provider = provider;
        this.realm = Realms.requireUsable(session);
    }

    /** A preflight shows no token: it must be answered before anybody is known. */
    @OPTIONS
    public Response preflight() {
        return Preflight.allowing(METHODS);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response show() {
        Verification.Accepted accepted = authenticate();
        return mapped(
                realm,
                () -> Answers.ok(TokenRepresentation.of(provider.tokens()
                        .get(accepted.token().ownerId(), accepted.token().id()))));
    }

    @DELETE
    public Response giveUp() {
        Verification.Accepted accepted = authenticate();
        return mapped(realm, () -> {
            provider.tokens()
                    .delete(accepted.token().ownerId(), accepted.token().id(), new UserEvents(null));
            return Answers.noContent();
        });
    }

    private Verification.Accepted authenticate() {
        // Whoever sends the token has it; which pages may, its own origins say.
        Cors.builder()
                .allowAllOrigins()
                .allowedMethods(METHODS)
                .exposedHeaders(HttpHeaders.WWW_AUTHENTICATE)
                .add();
        var headers = session.getContext().getHttpRequest().getHttpHeaders();
        AppAuthManager.@Nullable AuthHeader bearer =
                AppAuthManager.extractAuthorizationHeaderTokenOrReturnNull(headers);
        if (bearer == null) {
            throw OAuthError.unauthorized(BearerChallenge.credentialsMissing(realm.getName()));
        }
        return TokenString.parse(bearer.getToken())
                .map(string -> provider.verifier().verify(session, realm, string, RequestSources.of(session)))
                .filter(Verification.Accepted.class::isInstance)
                .map(Verification.Accepted.class::cast)
                .orElseThrow(() -> OAuthError.unauthorized(BearerChallenge.invalidToken(realm.getName())));
    }
}
