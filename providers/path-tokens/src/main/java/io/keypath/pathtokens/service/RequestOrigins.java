package io.keypath.pathtokens.service;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/** Reads where a request comes from. */
public final class RequestOrigins {

    private RequestOrigins() {}

    /** The request's own origin and the client's address as Keycloak knows it. */
    public static RequestOrigin of(KeycloakSession session) {
        var headers = session.getContext().getHttpRequest().getHttpHeaders();
        String origin = headers.getHeaderString("Origin");
        return new RequestOrigin(
                origin != null ? origin : originOf(headers.getHeaderString("Referer")),
                session.getContext().getConnection().getRemoteAddr());
    }

    // Browsers send no Origin with images, links and same-origin reads: there the Referer tells.
    private static @Nullable String originOf(@Nullable String referer) {
        if (referer == null) {
            return null;
        }
        try {
            var uri = new URI(referer);
            if (uri.getScheme() == null || uri.getHost() == null || uri.getUserInfo() != null) {
                return null;
            }
            String origin = uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
            return origin.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
