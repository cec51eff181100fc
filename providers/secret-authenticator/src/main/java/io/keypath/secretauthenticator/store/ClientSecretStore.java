package io.keypath.secretauthenticator.store;

import io.keypath.core.Sha256;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.KeycloakSession;

/** The index of Keycloak's own client secrets. Works in the transaction of the session that it was made for. */
public final class ClientSecretStore {

    private static final String UNINDEXED = " c.realmId = :realm and c.clientAuthenticatorType = :type"
            + " and c.publicClient = false and c.bearerOnly = false"
            + " and not exists (select s.hash from KeypathClientSecret s where s.realmId = c.realmId and s.clientUuid = c.id)";
    private static final String SECRETS =
            "select c.id, c.secret from ClientEntity c where c.secret is not null and" + UNINDEXED;
    private static final String ROTATED_SECRETS =
            "select c.id, a.value from ClientAttributeEntity a join a.client c where a.name = '"
                    + ClientSecretConstants.CLIENT_ROTATED_SECRET + "' and a.value is not null and" + UNINDEXED;

    private final EntityManager em;

    public ClientSecretStore(EntityManager em) {
        this.em = em;
    }

    public static ClientSecretStore of(KeycloakSession session) {
        return new ClientSecretStore(
                session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    /** Clients that have or had a secret with this SHA-256, two at most: one indexed read. */
    public List<String> clients(String realmId, String hash) {
        return em.createQuery(
                        "select s.clientUuid from KeypathClientSecret s where s.realmId = :realm and s.hash = :hash",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("hash", hash)
                .setMaxResults(2)
                .getResultList();
    }

    /** Makes these all the secrets of a client. */
    public void replace(String realmId, String clientUuid, Set<String> hashes) {
        var there = new HashSet<>(em.createQuery(
                        "select s.hash from KeypathClientSecret s where s.realmId = :realm and s.clientUuid = :client",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("client", clientUuid)
                .getResultList());
        if (there.equals(hashes)) {
            return;
        }
        if (!hashes.containsAll(there)) {
            var gone = new HashSet<>(there);
            gone.removeAll(hashes);
            em.createQuery("delete from KeypathClientSecret s where s.realmId = :realm and s.clientUuid = :client"
                            + " and s.hash in :gone")
                    .setParameter("realm", realmId)
                    .setParameter("client", clientUuid)
                    .setParameter("gone", gone)
                    .executeUpdate();
        }
        hashes.stream()
                .filter(hash -> !there.contains(hash))
                .forEach(hash -> em.persist(new ClientSecretEntity(realmId, hash, clientUuid)));
        em.flush();
    }

    public void deleteOfRealm(String realmId) {
        em.createQuery("delete from KeypathClientSecret s where s.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    /**
     * Takes up the clients of a realm and an authenticator type that have no row, as those that were made while this was
     * off. They may be all of a large realm: rows are read and written, and no client is loaded.
     */
    public void complete(String realmId, String authenticatorType) {
        var missing = new ArrayList<ClientSecretEntity>();
        for (String secrets : List.of(SECRETS, ROTATED_SECRETS)) {
            em.createQuery(secrets, Object[].class)
                    .setParameter("realm", realmId)
                    .setParameter("type", authenticatorType)
                    .getResultStream()
                    .filter(row -> !((String) row[1]).isEmpty())
                    .map(row -> new ClientSecretEntity(realmId, Sha256.hex((String) row[1]), (String) row[0]))
                    .forEach(missing::add);
        }
        // A rotated secret may be the one of today again.
        var seen = new HashSet<ClientSecretEntity.Key>();
        missing.removeIf(row -> !seen.add(row.key()));
        missing.forEach(em::persist);
        em.flush();
        missing.forEach(em::detach);
    }
}
