package io.keypath.tokens.store;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.jspecify.annotations.Nullable;

/** A string that a token has or had, by its SHA-256. */
@Entity(name = "KeypathTokenString")
@Table(name = "KEYPATH_TOKEN_STRING")
@Access(AccessType.FIELD)
public class TokenStringEntity {

    @Id
    @Column(name = "TOKEN_HASH", length = 64)
    private String hash = "";

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "TOKEN_ID", nullable = false, updatable = false)
    @OnDelete(action = OnDeleteAction.CASCADE)
    private TokenEntity token = new TokenEntity();

    @Column(name = "ISSUED_AT", nullable = false, updatable = false)
    private long issuedAt;

    @Column(name = "USABLE_UNTIL")
    private @Nullable Long usableUntil;

    protected TokenStringEntity() {}

    public TokenStringEntity(String hash, TokenEntity token, long issuedAt) {
        this.hash = hash;
        this.token = token;
        this.issuedAt = issuedAt;
    }

    public String hash() {
        return hash;
    }

    public TokenEntity token() {
        return token;
    }

    public long issuedAt() {
        return issuedAt;
    }

    /** Epoch seconds from which a rotated string is refused; null for the token's current string. */
    public @Nullable Long usableUntil() {
        return usableUntil;
    }
}
