package io.keypath.gate.rest;

import io.keypath.gate.service.Gates;
import io.keypath.tokens.service.TokenEngine;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.keycloak.models.KeycloakSession;

/** Everything at {@code /realms/{realm}/gate}. */
public final class GateResource {

    private final KeycloakSession session;
    private final TokenEngine tokens;
    private final Gates gates;

    GateResource(KeycloakSession session, TokenEngine tokens, Gates gates) {
        this.session = session;
        this.tokens = tokens;
        this.gates = gates;
    }

    /** The gate {@code default}. */
    @Path("verify{target:(/.*)?}")
    public VerifyResource verify() {
        return gate(Gates.DEFAULT, "/gate/verify");
    }

    @Path("{name}/verify{target:(/.*)?}")
    public VerifyResource verify(@PathParam("name") String name) {
        return gate(name, "/gate/" + name + "/verify");
    }

    private VerifyResource gate(String name, String address) {
        var resource = new VerifyResource(
                session,
                tokens,
                gates.settings(session.getContext().getRealm(), name).orElse(null),
                address);
        if (!VerifyResource.isRouted(session.getContext().getHttpRequest().getHttpMethod())) {
            throw resource.unrouted();
        }
        return resource;
    }
}
