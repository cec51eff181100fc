package io.keypath.gate.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.spi.CDI;

/** A body that nobody reads: what comes behind it on the same connection would be taken for its rest. */
final class UnreadBody {

    private UnreadBody() {}

    /** Ends the request's connection after the answer, when a body was announced. HTTP/2 has a stream for each request. */
    static void endConnection() {
        RoutingContext context = CDI.current().select(RoutingContext.class).get();
        HttpServerRequest request = context.request();
        if (isAnnounced(request) && request.version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(answered -> request.connection().close());
        }
    }

    private static boolean isAnnounced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null || (length != null && !length.equals("0"));
    }
}
