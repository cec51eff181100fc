package io.keypath.gate;

import io.keypath.pathtokens.service.PathTokenProvider;
import jakarta.ws.rs.Path;
import org.keycloak.models.KeycloakSession;

/** Everything at {@code /realms/{realm}/gate}. */
public final class GateResource {

    private final KeycloakSession session;
    private final PathTokenProvider tokens;

    GateResource(KeycloakSession session, PathTokenProvider tokens) {
        this.session = session;
        this.tokens = tokens;
    }

    @Path("verify")
    public VerifyResource verify() {
        return new VerifyResource(session, new Gate(session, tokens));
    }
}
