package io.keypath.gate.rest;

import io.keypath.http.OAuthError;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.spi.CDI;
import java.util.regex.Pattern;

/** A body that nobody reads: what comes behind it on the same connection would be taken for its rest. */
final class UnreadBody {

    private static final Pattern FORM =
            Pattern.compile("\\s*(application/x-www-form-urlencoded|multipart/)", Pattern.CASE_INSENSITIVE);

    private static final long PATIENCE_MILLIS = 1_000;

    private UnreadBody() {}

    /** Ends the request's connection after the answer, when a body was announced. HTTP/2 has a stream for each request. */
    static void endConnection() {
        RoutingContext context = CDI.current().select(RoutingContext.class).get();
        HttpServerRequest request = context.request();
        if (isAnnounced(request) && request.version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(answered -> closeBehind(context.vertx(), request));
        }
    }

    /**
     * Refuses a form, which Keycloak 26.7 reads before it calls a resource's method: it waits for one that does not come, and
     * fails on one that is broken. To be called where the resource is looked up.
     */
    static void refuseForm() {
        String type = CDI.current().select(RoutingContext.class).get().request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && FORM.matcher(type).lookingAt()) {
            throw OAuthError.invalidRequest("Content-Type must not be that of a form: a body is not read");
        }
    }

    // A proxy that is still sending the body would take a connection that ends for an answer that failed.
    private static void closeBehind(Vertx vertx, HttpServerRequest request) {
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        request.endHandler(read -> request.connection().close());
        request.resume();
        vertx.setTimer(PATIENCE_MILLIS, late -> request.connection().close());
    }

    private static boolean isAnnounced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null || (length != null && !length.equals("0"));
    }
}
