package io.keypath.gate.rest;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.spi.CDI;

/** What a request asks for, as its bytes came: everything that Keycloak offers is decoded or tidied already. */
final class RequestTarget {

    private static final String REALMS = "/realms/";

    private RequestTarget() {}

    static String current() {
        return CDI.current().select(RoutingContext.class).get().request().uri();
    }

    /**
     * The path behind an address of ours, without its query.
     *
     * @param target of the request
     * @param address without the realm's, such as {@code /gate/verify}
     * @return empty when nothing is there, or when the address is spelled in another way
     */
    static String pathBehind(String target, String address) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        int realm = path.indexOf(REALMS);
        int end = realm < 0 ? -1 : path.indexOf('/', realm + REALMS.length());
        return end >= 0 && path.startsWith(address, end) ? path.substring(end + address.length()) : "";
    }
}
