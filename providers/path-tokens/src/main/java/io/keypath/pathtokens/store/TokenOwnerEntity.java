package io.keypath.pathtokens.store;

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

    @Id
    @Column(name = "OWNER_ID")
    private String ownerId = "";

    protected TokenOwnerEntity() {}

    public TokenOwnerEntity(String realmId, String ownerId) {
        this.realmId = realmId;
        this.ownerId = ownerId;
    }

    public record Key(String realmId, String ownerId) implements Serializable {}
}
