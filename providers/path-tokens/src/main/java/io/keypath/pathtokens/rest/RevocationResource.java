package io.keypath.pathtokens.rest;

import static io.keypath.http.Problems.mapped;

import io.keypath.core.TokenString;
import io.keypath.http.Answers;
import io.keypath.http.FormBody;
import io.keypath.http.OAuthError;
import io.keypath.http.Realms;
import io.keypath.tokens.service.AccessTokens;
import io.keypath.tokens.service.PathTokens;
import io.keypath.tokens.service.UserEvents;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

/**
 * Revocation after RFC 7009: whoever holds a token may end it, a scanner that found it in a repository too. Any token
 * gets 200, whether or not it was one (section 2.2).
 */
public final class RevocationResource {

    private static final String TOKEN = "token";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final PathTokens tokens;

    RevocationResource(KeycloakSession session, PathTokens tokens) {
        this.session = session;
        this.realm = Realms.requireUsable(session);
        this.tokens = tokens;
        Cors.builder().allowAllOrigins().allowedMethods("POST").add();
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response revoke() {
        List<String> sent = FormBody.read(session).get(TOKEN);
        if (sent == null || sent.size() != 1 || sent.get(0).isBlank()) {
            throw OAuthError.invalidRequest("The parameter token is required, once");
        }
        return mapped(realm, () -> {
            String sentToken = sent.get(0);
            TokenString.parse(sentToken)
                    .ifPresentOrElse(
                            string -> tokens.revoke(string, token -> UserEvents.ofReport()),
                            () -> revokeJwt(sentToken));
            return Answers.empty();
        });
    }

    private void revokeJwt(String sent) {
        AccessToken jwt = AccessTokens.decode(session, sent);
        if (jwt != null) {
            tokens.revoke(jwt, token -> UserEvents.ofReport());
        }
    }
}
