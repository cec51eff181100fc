package io.keypath.gate.rest;

import io.keypath.gate.service.GateSettings;
import io.keypath.gate.service.Gates;
import io.keypath.tokens.service.TokenEngine;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.jspecify.annotations.Nullable;
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

    // Not verify or session: with the source "path" these words may be the target's, behind the default gate's address.
    @Path("{name:(?!verify/|session/)[^/]+}/verify{target:(/.*)?}")
    public VerifyResource verify(@PathParam("name") String name) {
        return gate(name, "/gate/" + name + "/verify");
    }

    /** Of the gate {@code default}. */
    @Path("session")
    public SessionResource session() {
        return session(Gates.DEFAULT);
    }

    @Path("{name:(?!verify/|session/)[^/]+}/session")
    public SessionResource session(@PathParam("name") String name) {
        UnreadBody.endConnection();
        UnreadBody.refuseForm();
        return new SessionResource(session, tokens, name, settings(name));
    }

    /** Of the gate {@code default}. */
    @Path("sign-in")
    public SignInResource signIn() {
        return signIn(Gates.DEFAULT);
    }

    @Path("{name}/sign-in")
    public SignInResource signIn(@PathParam("name") String name) {
        return new SignInResource(session, settings(name));
    }

    private VerifyResource gate(String name, String address) {
        var resource = new VerifyResource(session, tokens, gates, name, address);
        if (!VerifyResource.isRouted(session.getContext().getHttpRequest().getHttpMethod())) {
            throw resource.unrouted();
        }
        return resource;
    }

    private @Nullable GateSettings settings(String name) {
        return gates.settings(session.getContext().getRealm(), name).orElse(null);
    }
}
