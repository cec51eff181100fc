package io.keypath.gate.store;

import io.keypath.core.AllowedOrigins;
import io.keypath.core.Grant;
import io.keypath.core.Sha256;
import io.keypath.core.Vocabulary;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A share. Times are epoch seconds. */
@Entity(name = "KeypathGateShare")
@Table(name = "KEYPATH_GATE_SHARE")
@Access(AccessType.FIELD)
public class ShareEntity {

    @Id
    @Column(name = "ID", length = 36)
    private String id = "";

    @Column(name = "REALM_ID", nullable = false, updatable = false, length = 36)
    private String realmId = "";

    @Column(name = "SHARE_PATH", nullable = false, updatable = false, length = 1024)
    private String path = "";

    @Column(name = "PATH_HASH", nullable = false, updatable = false, length = 64)
    private String pathHash = "";

    @Enumerated(EnumType.STRING)
    @Column(name = "PRINCIPAL_KIND", nullable = false, updatable = false, length = 10)
    private Principal.Kind kind = Principal.Kind.USER;

    @Column(name = "PRINCIPAL_ID", updatable = false)
    @Nullable
    private String principalId;

    @Column(name = "PRINCIPAL_HASH", nullable = false, updatable = false, length = 64)
    private String principalHash = "";

    @Column(name = "VOCABULARY", nullable = false, length = 20)
    private String vocabulary = "";

    @Column(name = "SHARE_ACTION", nullable = false, length = 32)
    private String action = "";

    @Column(name = "ALLOWED_ORIGINS", length = StoredShare.MAX_ORIGINS_LENGTH)
    @Nullable
    private String allowedOrigins;

    @Column(name = "HINT", updatable = false, length = 4)
    @Nullable
    private String hint;

    @Column(name = "CREATED_AT", nullable = false, updatable = false)
    private long createdAt;

    @Column(name = "CREATED_BY", nullable = false, updatable = false)
    private String createdBy = "";

    @Column(name = "CREATED_BY_HASH", nullable = false, updatable = false, length = 64)
    private String createdByHash = "";

    @Column(name = "MADE_BY_USER", nullable = false, updatable = false)
    private boolean madeByUser;

    @Column(name = "EXPIRES_AT")
    @Nullable
    private Long expiresAt;

    @Column(name = "LAST_USED_AT")
    @Nullable
    private Long lastUsedAt;

    protected ShareEntity() {}

    ShareEntity(StoredShare share) {
        id = share.id();
        realmId = share.realmId();
        path = share.grant().path().value();
        pathHash = Sha256.hex(path);
        kind = share.principal().kind();
        principalId = kind == Principal.Kind.LINK ? null : share.principal().id();
        principalHash = share.principal().hash();
        hint = share.hint();
        createdAt = share.createdAt();
        createdBy = share.createdBy();
        createdByHash = Sha256.hex(createdBy);
        madeByUser = share.madeByUser();
        change(share);
    }

    final void change(StoredShare share) {
        vocabulary = share.grant().action().vocabulary().id();
        action = share.grant().action().name();
        allowedOrigins =
                share.allowedOrigins() == null ? null : share.allowedOrigins().toString();
        expiresAt = share.expiresAt();
    }

    String realmId() {
        return realmId;
    }

    String path() {
        return path;
    }

    @Nullable
    String principalId() {
        return principalId;
    }

    StoredShare stored() {
        return new StoredShare(
                id,
                realmId,
                new Principal(kind, kind == Principal.Kind.LINK ? principalHash : principalId),
                Grant.of(Vocabulary.byId(vocabulary).orElseThrow(), action, path),
                allowedOrigins == null ? null : AllowedOrigins.parse(List.of(allowedOrigins.split(" "))),
                hint,
                createdAt,
                createdBy,
                madeByUser,
                expiresAt,
                lastUsedAt);
    }
}
