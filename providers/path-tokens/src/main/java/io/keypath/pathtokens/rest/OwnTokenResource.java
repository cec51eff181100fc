package io.keypath.pathtokens.rest;

import static io.keypath.pathtokens.rest.Problems.mapped;

import io.keypath.accountapi.BearerChallenge;
import io.keypath.accountapi.OAuthError;
import io.keypath.accountapi.Realms;
import io.keypath.core.TokenString;
import io.keypath.pathtokens.service.PathTokenProvider;
import io.keypath.pathtokens.service.RequestOrigins;
import io.keypath.pathtokens.service.UserEvents;
import io.keypath.pathtokens.service.Verification;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AppAuthManager;

/** The token about itself: who am I, and give me up. */
public final class OwnTokenResource {

    private final PathTokenProvider provider;
    private final RealmModel realm;
    private final Verification.Accepted accepted;

    OwnTokenResource(KeycloakSession session, PathTokenProvider provider) {
        this.provider = provider;
        this.realm = Realms.requireUsable(session);
        this.accepted = authenticate(session);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response show() {
        return mapped(
                realm,
                () -> Answers.ok(TokenRepresentation.of(provider.tokens()
                        .get(accepted.token().ownerId(), accepted.token().id()))));
    }

    @DELETE
    public Response giveUp() {
        return mapped(realm, () -> {
            provider.tokens()
                    .delete(accepted.token().ownerId(), accepted.token().id(), new UserEvents(null));
            return Answers.noContent();
        });
    }

    private Verification.Accepted authenticate(KeycloakSession session) {
        var headers = session.getContext().getHttpRequest().getHttpHeaders();
        AppAuthManager.@Nullable AuthHeader bearer =
                AppAuthManager.extractAuthorizationHeaderTokenOrReturnNull(headers);
        if (bearer == null) {
            throw OAuthError.unauthorized(BearerChallenge.credentialsMissing(realm.getName()));
        }
        return TokenString.parse(bearer.getToken())
                .map(string -> provider.verifier().verify(session, realm, string, RequestOrigins.of(session)))
                .filter(Verification.Accepted.class::isInstance)
                .map(Verification.Accepted.class::cast)
                .orElseThrow(() -> OAuthError.unauthorized(BearerChallenge.invalidToken(realm.getName())));
    }
}
