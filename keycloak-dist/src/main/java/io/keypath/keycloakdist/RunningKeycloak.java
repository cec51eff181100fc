package io.keypath.keycloakdist;

import java.net.URI;

/** A Keycloak that answers; closing it leaves nothing behind. What works with one of these works with a process and with a container. */
public interface RunningKeycloak extends AutoCloseable {

    /** Without a trailing slash: {@code http://127.0.0.1:18080}. */
    URI baseUri();

    /** Where {@code /health} and {@code /metrics} are, without a trailing slash. */
    URI managementUri();

    AdminUser adminUser();

    /** All that the server has written so far. */
    String logs();

    @Override
    void close();

    default URI realmUri(String realm) {
        return URI.create(baseUri() + "/realms/" + realm);
    }
}
