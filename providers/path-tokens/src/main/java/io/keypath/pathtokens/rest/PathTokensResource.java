package io.keypath.pathtokens.rest;

import io.keypath.http.AccountCaller;
import io.keypath.tokens.service.TokenEngine;
import jakarta.ws.rs.Path;
import org.keycloak.models.KeycloakSession;

/** What is at {@code /realms/{realm}/path-tokens}, by who may come: a token itself, whoever found one, its owner. */
public final class PathTokensResource {

    private final KeycloakSession session;
    private final TokenEngine engine;

    PathTokensResource(KeycloakSession session, TokenEngine engine) {
        this.session = session;
        this.engine = engine;
    }

    /** What a token may do about itself: the token is the credential, not its owner's login. */
    @Path("self")
    public OwnTokenResource self() {
        return new OwnTokenResource(session, engine);
    }

    @Path("revoke")
    public RevocationResource revoke() {
        return new RevocationResource(session, engine.tokens());
    }

    @Path("/")
    public Object ownersTokens() {
        return AccountCaller.enter(session, caller -> new OwnTokensResource(caller, engine.tokens()));
    }
}
