package io.keypath.secretauthenticator.store;

import jakarta.persistence.EntityManager;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The index of Keycloak's own client secrets. Works in the transaction of the session that it was made for. */
public final class ClientSecretStore {

    private final EntityManager em;

    private ClientSecretStore(EntityManager em) {
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
        var there = new HashSet<>(
                em.createQuery("select s.hash from KeypathClientSecret s where s.clientUuid = :client", String.class)
                        .setParameter("client", clientUuid)
                        .getResultList());
        if (there.equals(hashes)) {
            return;
        }
        if (!hashes.containsAll(there)) {
            var gone = new HashSet<>(there);
            gone.removeAll(hashes);
            em.createQuery("delete from KeypathClientSecret s where s.clientUuid = :client and s.hash in :gone")
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

    /** Clients of a realm and an authenticator type that have no row, as those that were made while this was off. */
    public List<String> unindexed(String realmId, String authenticatorType) {
        return em.createQuery(
                        "select c.id from ClientEntity c where c.realmId = :realm and c.clientAuthenticatorType = :type"
                                + " and c.secret is not null"
                                + " and not exists (select s.hash from KeypathClientSecret s where s.clientUuid = c.id)",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("type", authenticatorType)
                .getResultList();
    }
}
