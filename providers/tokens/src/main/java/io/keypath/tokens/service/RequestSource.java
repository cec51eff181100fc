package io.keypath.tokens.service;

import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from.
 *
 * @param origin its {@code Origin} header or, without one, the origin of its {@code Referer}; null when it has neither
 * @param address the client's address as Keycloak knows it, behind a proxy after its {@code proxy-headers} option; null when somebody else
 *     asks about the request
 */
public record RequestSource(
        @Nullable String origin, @Nullable String address) {

    /** Somebody else asks about the request: what is restricted to an origin or a network is refused. */
    public static final RequestSource UNKNOWN = new RequestSource(null, null);
}
