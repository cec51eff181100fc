package io.keypath.tokens.store;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** Something that the owner of a token is to be told once. Times are epoch seconds. */
@Entity(name = "KeypathNotice")
@Table(name = "KEYPATH_NOTICE")
@Access(AccessType.FIELD)
public class NoticeEntity {

    /** A SHA-256 of what it is about: the same thing is never noticed twice. */
    @Id
    @Column(name = "ID", length = 64)
    private String id = "";

    @Column(name = "REALM_ID", nullable = false, updatable = false, length = 36)
    private String realmId = "";

    @Column(name = "TOKEN_ID", nullable = false, updatable = false, length = 36)
    private String tokenId = "";

    @Enumerated(EnumType.STRING)
    @Column(name = "TOKEN_KIND", nullable = false, updatable = false, length = 20)
    private TokenKind tokenKind = TokenKind.PATH_TOKEN;

    @Column(name = "OWNER_ID", nullable = false, updatable = false)
    private String ownerId = "";

    @Column(name = "TOKEN_NAME", nullable = false, updatable = false)
    private String name = "";

    @Column(name = "HINT", nullable = false, updatable = false, length = 4)
    private String hint = "";

    @Column(name = "EXPIRES_AT", updatable = false)
    @Nullable
    private Long expiresAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "NOTICE_KIND", nullable = false, updatable = false, length = 10)
    private Notice.Kind kind = Notice.Kind.MADE;

    @Column(name = "CREATED_AT", nullable = false, updatable = false)
    private long createdAt;

    /** When it is to be sent; null once it was taken to be sent. */
    @Column(name = "DUE_AT")
    @Nullable
    Long dueAt;

    @Column(name = "ATTEMPTS", nullable = false)
    int attempts;

    protected NoticeEntity() {}

    NoticeEntity(Notice notice, long now) {
        id = notice.id();
        realmId = notice.realmId();
        tokenId = notice.subject().tokenId();
        tokenKind = notice.subject().kind();
        ownerId = notice.subject().ownerId();
        name = notice.subject().name();
        hint = notice.subject().hint();
        expiresAt = notice.subject().expiresAt();
        kind = notice.kind();
        createdAt = now;
        dueAt = now;
    }

    Notice notice() {
        return new Notice(
                id, realmId, kind, new Notice.Subject(tokenId, tokenKind, ownerId, name, hint, expiresAt), attempts);
    }
}
