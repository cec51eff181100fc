package io.keypath.secretauthenticator.store;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** A secret of Keycloak's Credentials tab, by its SHA-256, and the client that has or had it. */
@Entity(name = "KeypathClientSecret")
@Table(name = "KEYPATH_CLIENT_SECRET")
@IdClass(ClientSecretEntity.Key.class)
@Access(AccessType.FIELD)
public class ClientSecretEntity {

    @Id
    @Column(name = "REALM_ID", length = 36)
    private String realmId = "";

    @Id
    @Column(name = "SECRET_HASH", length = 64)
    private String hash = "";

    @Id
    @Column(name = "CLIENT_UUID", length = 36)
    private String clientUuid = "";

    protected ClientSecretEntity() {}

    public ClientSecretEntity(String realmId, String hash, String clientUuid) {
        this.realmId = realmId;
        this.hash = hash;
        this.clientUuid = clientUuid;
    }

    Key key() {
        return new Key(realmId, hash, clientUuid);
    }

    public record Key(String realmId, String hash, String clientUuid) implements Serializable {}
}
