package io.keypath.tokens.store;

import io.keypath.core.Sha256;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a token or secret is told, who may be told after its end.
 *
 * @param id the same for the same thing
 * @param attempts how often it was taken to be mailed
 */
public record Notice(String id, String realmId, Kind kind, Subject subject, int attempts) {

    /** What happened. */
    public enum Kind {
        MADE,
        EXPIRING,
        /** By another program than the one that made it. */
        ROTATED,
        /** A string that a rotation retired was used. */
        REUSED,
        /** Ended by somebody who had the string and said so without a login. */
        REPORTED;

        /** As it is written in events and in the keys of messages. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The token or secret, as it was then.
     *
     * @param expiresAt epoch seconds; null for never
     */
    public record Subject(
            String tokenId,
            TokenKind kind,
            String ownerId,
            String name,
            String hint,
            @Nullable Long expiresAt) {}

    /**
     * A new one.
     *
     * @param occasion what tells it from another of the kind for the same token
     */
    public static Notice of(StoredCredential token, Kind kind, String occasion) {
        return new Notice(
                Sha256.hex(kind + ":" + token.id() + ":" + occasion),
                token.realmId(),
                kind,
                new Subject(
                        token.id(),
                        token.kind(),
                        token.ownerId(),
                        token.name(),
                        token.hint(),
                        token.lifetime().expiresAt()),
                0);
    }
}
