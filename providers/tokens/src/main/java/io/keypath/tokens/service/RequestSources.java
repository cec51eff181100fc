package io.keypath.tokens.service;

import io.keypath.core.AllowedOrigins;
import io.keypath.core.ClientAddress;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.ClientConnection;
import org.keycloak.models.KeycloakSession;

/** Reads where a request comes from. */
public final class RequestSources {

    private RequestSources() {}

    /** The request's own origin and the client's address as Keycloak knows it. */
    public static RequestSource of(KeycloakSession session) {
        var headers = session.getContext().getHttpRequest().getHttpHeaders();
        String origin = headers.getHeaderString("Origin");
        // Browsers send no Origin with images, links and same-origin reads: there the Referer tells.
        String referer = origin == null ? headers.getHeaderString("Referer") : null;
        return new RequestSource(
                referer == null ? origin : AllowedOrigins.ofReferer(referer),
                address(session.getContext().getConnection()));
    }

    /** The client's address; null when it is unknown. */
    public static @Nullable String address(ClientConnection connection) {
        String address = connection.getRemoteAddr();
        // Keycloak 26.7 has no address where a proxy reports it in brackets: it has a host of that name.
        return ClientAddress.of(address == null ? connection.getRemoteHost() : address);
    }
}
