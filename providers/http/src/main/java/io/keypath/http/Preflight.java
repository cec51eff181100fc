package io.keypath.http;

import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.keycloak.services.cors.Cors;

/** Answers CORS preflights, which show no credential. That grants nothing: the call itself checks the origin. */
public final class Preflight {

    private final String[] methods;

    Preflight(String... methods) {
        this.methods = methods.clone();
    }

    @OPTIONS
    @Path("{any: .*}")
    public Response answer() {
        return allowing(methods);
    }

    /** The answer to a preflight of these methods. */
    public static Response allowing(String... methods) {
        return Cors.builder().allowedMethods(methods).preflight().auth().add(Response.ok());
    }
}
