package io.keypath.tokens.service;

import io.keypath.core.AccessList;
import io.keypath.core.AllowedNetworks;
import io.keypath.core.AllowedOrigins;
import io.keypath.core.Expiry;
import io.keypath.tokens.store.TokenKind;
import org.jspecify.annotations.Nullable;

/**
 * What a node keeps of a token that is good: all that a check needs beside Keycloak's own realm, user and client.
 *
 * @param hash SHA-256 of the string that was shown
 * @param ownerId id of a user, or of a client for a kind that is not owned by a user
 * @param scope OAuth scopes, separated by a space; null for none
 * @param accessList null for a token that reaches all that its owner reaches
 * @param origins null for any origin, and for none
 * @param networks null for any address
 * @param createdAt epoch seconds
 * @param issuedAt epoch seconds at which the string that was shown was made
 * @param expiresAt epoch seconds; null for never
 * @param usableUntil epoch seconds at which the overlap of a rotated string ends; null for the current string
 * @param activeAt epoch seconds of the last use or issue that the database knows of
 */
public record CachedCredential(
        String hash,
        String id,
        String realmId,
        TokenKind kind,
        String ownerId,
        String clientUuid,
        String name,
        @Nullable String scope,
        @Nullable AccessList accessList,
        @Nullable AllowedOrigins origins,
        @Nullable AllowedNetworks networks,
        long createdAt,
        long issuedAt,
        @Nullable Long expiresAt,
        @Nullable Long usableUntil,
        long activeAt) {

    /** When the string that was shown ends at the latest, in epoch seconds; null for never. */
    public @Nullable Long endsAt() {
        if (expiresAt == null || usableUntil == null) {
            return expiresAt == null ? usableUntil : expiresAt;
        }
        return Math.min(expiresAt, usableUntil);
    }

    boolean isExpired(long now) {
        return expiresAt != null && Expiry.isExpired(expiresAt, now);
    }

    boolean permitsOrigin(RequestSource origin) {
        return origins == null || origins.permits(origin.origin());
    }

    boolean permitsAddress(RequestSource origin) {
        return networks == null || networks.permits(origin.address());
    }

    boolean isRetired(long now) {
        return usableUntil != null && Expiry.isExpired(usableUntil, now);
    }
}
