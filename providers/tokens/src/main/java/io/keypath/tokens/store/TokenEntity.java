package io.keypath.tokens.store;

import io.keypath.core.Sha256;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.jspecify.annotations.Nullable;

/** A token without its string: what it is, whose it is and what it may do. Times are epoch seconds. */
@Entity(name = "KeypathToken")
@Table(name = "KEYPATH_TOKEN")
@Access(AccessType.FIELD)
public class TokenEntity {

    @Id
    @Column(name = "ID", length = 36)
    private String id = "";

    @Column(name = "REALM_ID", nullable = false, updatable = false, length = 36)
    private String realmId = "";

    @Enumerated(EnumType.STRING)
    @Column(name = "TOKEN_KIND", nullable = false, updatable = false, length = 20)
    private TokenKind kind = TokenKind.PATH_TOKEN;

    // These two change in bulk only, when an import replaces a client.
    @Column(name = "OWNER_ID", nullable = false)
    private String ownerId = "";

    // Of OWNER_ID, and changes with it.
    @Column(name = "OWNER_HASH", length = 64)
    private String ownerHash = "";

    @Column(name = "CLIENT_UUID", nullable = false, length = 36)
    private String clientUuid = "";

    @Column(name = "TOKEN_NAME", nullable = false)
    String name = "";

    @Column(name = "DESCRIPTION", length = 1000)
    @Nullable
    String description;

    @Column(name = "HINT", nullable = false, length = 4)
    String hint = "";

    @Column(name = "OAUTH_SCOPE", length = 1000)
    @Nullable
    String scope;

    @Column(name = "VOCABULARY", length = 20)
    @Nullable
    String vocabulary;

    @Column(name = "ALLOWED_ORIGINS", length = StoredCredential.Restrictions.MAX_ORIGINS_LENGTH)
    @Nullable
    String allowedOrigins;

    @Column(name = "ALLOWED_NETWORKS", length = 1000)
    @Nullable
    String allowedNetworks;

    @Column(name = "VALID_FOR")
    @Nullable
    Long validFor;

    @Column(name = "CREATED_AT", nullable = false, updatable = false)
    long createdAt;

    @Column(name = "ISSUED_AT", nullable = false)
    long issuedAt;

    @Column(name = "EXPIRES_AT")
    @Nullable
    Long expiresAt;

    @Column(name = "ENABLED", nullable = false)
    boolean enabled;

    @Column(name = "LAST_USED_AT", insertable = false, updatable = false)
    private @Nullable Long lastUsedAt;

    @Column(name = "LAST_USED_FROM", insertable = false, updatable = false, length = 64)
    private @Nullable String lastUsedFrom;

    @ElementCollection(fetch = FetchType.LAZY)
    @CollectionTable(name = "KEYPATH_TOKEN_GRANT", joinColumns = @JoinColumn(name = "TOKEN_ID"))
    @OrderColumn(name = "GRANT_INDEX")
    @OnDelete(action = OnDeleteAction.CASCADE)
    @BatchSize(size = 100)
    List<GrantValue> grants = new ArrayList<>();

    protected TokenEntity() {}

    public TokenEntity(String id, String realmId, TokenKind kind, String ownerId, String clientUuid) {
        this.id = id;
        this.realmId = realmId;
        this.kind = kind;
        this.ownerId = ownerId;
        this.ownerHash = Sha256.hex(ownerId);
        this.clientUuid = clientUuid;
    }

    public String id() {
        return id;
    }

    public String realmId() {
        return realmId;
    }

    public TokenKind kind() {
        return kind;
    }

    public String ownerId() {
        return ownerId;
    }

    public String clientUuid() {
        return clientUuid;
    }

    /** Written in batches, by {@link TokenStore#recordUses} only: a use must not fail because two happen at once. */
    @Nullable
    Long lastUsedAt() {
        return lastUsedAt;
    }

    @Nullable
    String lastUsedFrom() {
        return lastUsedFrom;
    }
}
