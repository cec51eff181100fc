package io.keypath.tokens.service;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/** Clients by their clientId. */
public final class Clients {

    private Clients() {}

    /**
     * The client of exactly this clientId. Keycloak leaves the comparison to its database, and MySQL, MariaDB and SQL
     * Server take {@code Maps} for {@code maps}.
     */
    public static @Nullable ClientModel find(RealmModel realm, String clientId) {
        ClientModel client = realm.getClientByClientId(clientId);
        return client == null || !client.getClientId().equals(clientId) ? null : client;
    }
}
