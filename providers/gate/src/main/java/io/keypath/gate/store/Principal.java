package io.keypath.gate.store;

import io.keypath.core.Sha256;
import io.keypath.core.TokenString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * With whom a path is shared.
 *
 * @param id of a user, group or role; the SHA-256 of a link's key; null for anyone
 */
public record Principal(Kind kind, @Nullable String id) {

    public static final Principal ANYONE = new Principal(Kind.ANYONE, null);

    /** What an id is one of. */
    public enum Kind {
        ANYONE,
        LINK,
        USER,
        GROUP,
        ROLE;

        /** As JSON shows it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whoever has a link with this key. */
    public static Principal ofLink(TokenString key) {
        return new Principal(Kind.LINK, key.sha256());
    }

    /** What it is found by: databases compare texts in ways of their own, and ids of users may hold names. */
    String hash() {
        return kind == Kind.LINK && id != null ? id : Sha256.hex(kind + ":" + (id == null ? "" : id));
    }
}
