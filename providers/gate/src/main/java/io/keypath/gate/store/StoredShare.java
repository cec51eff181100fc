package io.keypath.gate.store;

import io.keypath.core.AllowedOrigins;
import io.keypath.core.Grant;
import org.jspecify.annotations.Nullable;

/**
 * A share. Times are epoch seconds.
 *
 * @param grant what may be done, and below which path
 * @param allowedOrigins from which it works; null for any
 * @param hint the last characters of a link's key; null for any other
 * @param createdBy id of a user, who may be of another realm or gone
 */
public record StoredShare(
        String id,
        String realmId,
        Principal principal,
        Grant grant,
        @Nullable AllowedOrigins allowedOrigins,
        @Nullable String hint,
        long createdAt,
        String createdBy,
        boolean madeByUser,
        @Nullable Long expiresAt,
        @Nullable Long lastUsedAt) {

    /**
     * Whether a user made it for himself, his groups or his roles: it gives him nothing. Else he would keep what he is taken
     * off, or for longer than he was given it.
     */
    public boolean isHisOwn(String userId) {
        return madeByUser
                && createdBy.equals(userId)
                && principal.kind() != Principal.Kind.ANYONE
                && principal.kind() != Principal.Kind.LINK;
    }

    /** Most characters that all origins have, a blank between two included. */
    public static final int MAX_ORIGINS_LENGTH = 5_200;
}
