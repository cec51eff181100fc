package io.keypath.http;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Answers that no cache may keep: each tells of credentials. */
public final class Answers {

    private Answers() {}

    public static Response ok(Object entity) {
        return noStore(Response.ok(entity, MediaType.APPLICATION_JSON_TYPE));
    }

    public static Response created(Object entity) {
        return noStore(Response.status(Response.Status.CREATED)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(entity));
    }

    public static Response noContent() {
        return noStore(Response.noContent());
    }

    public static Response empty() {
        // Keycloak answers 500 to a 200 without a media type.
        return noStore(Response.ok().type(MediaType.TEXT_PLAIN_TYPE));
    }

    private static Response noStore(Response.ResponseBuilder answer) {
        return answer.header("Cache-Control", "no-store").build();
    }
}
