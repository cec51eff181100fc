package io.keypath.tokens.store;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row that says up to when expiring tokens have been looked for. */
@Entity(name = "KeypathNoticeMark")
@Table(name = "KEYPATH_NOTICE_MARK")
@Access(AccessType.FIELD)
public class NoticeMarkEntity {

    @Id
    @Column(name = "ID", length = 10)
    private String id = "";

    /** Epoch seconds. */
    @Column(name = "LOOKED_UNTIL", nullable = false)
    long lookedUntil;

    protected NoticeMarkEntity() {}

    NoticeMarkEntity(String id, long lookedUntil) {
        this.id = id;
        this.lookedUntil = lookedUntil;
    }
}
