package io.keypath.tokens.store;

import io.keypath.core.Sha256;
import java.util.Locale;

/**
 * What the owner of a token or secret is told.
 *
 * @param id the same for the same thing
 * @param attempts how often it was tried in vain to mail it
 */
public record Notice(String id, String realmId, String tokenId, Kind kind, int attempts) {

    /** What happened. */
    public enum Kind {
        MADE,
        EXPIRING,
        /** By another program than the one that made it. */
        ROTATED,
        /** A string that a rotation retired was used. */
        REUSED;

        /** As it is written in events and in the keys of messages. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A new one.
     *
     * @param occasion what tells it from another of the kind for the same token
     */
    public static Notice of(StoredCredential token, Kind kind, String occasion) {
        return new Notice(Sha256.hex(kind + ":" + token.id() + ":" + occasion), token.realmId(), token.id(), kind, 0);
    }
}
