package io.keypath.tokens.store;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** The row that is locked while an owner's tokens are counted and one is added. */
@Entity(name = "KeypathTokenOwner")
@Table(name = "KEYPATH_TOKEN_OWNER")
@IdClass(TokenOwnerEntity.Key.class)
@Access(AccessType.FIELD)
public class TokenOwnerEntity {

    @Id
    @Column(name = "REALM_ID", length = 36)
    private String realmId = "";

    /** SHA-256 of the owner's id: a key that no database takes for that of another owner. */
    @Id
    @Column(name = "OWNER_ID", length = 255)
    private String ownerHash = "";

    protected TokenOwnerEntity() {}

    public TokenOwnerEntity(String realmId, String ownerHash) {
        this.realmId = realmId;
        this.ownerHash = ownerHash;
    }

    public record Key(String realmId, String ownerHash) implements Serializable {}
}
