package io.keypath.quicklogin.store;

import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Keycloak's table of client attributes. Its own search by attribute takes those on a list only (26.7). */
public final class ClientAttributes {

    private ClientAttributes() {}

    /** The ids of the realm's clients that have an attribute, whatever its value. */
    public static List<String> clientsWith(KeycloakSession session, String realmId, String name) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select distinct a.client.id from ClientAttributeEntity a"
                                + " where a.client.realmId = :realm and a.name = :name",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("name", name)
                .getResultList();
    }
}
