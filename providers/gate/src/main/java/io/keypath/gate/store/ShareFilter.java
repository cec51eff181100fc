package io.keypath.gate.store;

import org.jspecify.annotations.Nullable;

/**
 * Which shares of a realm; null is any.
 *
 * @param createdBy id of a user
 * @param below canonical path at or below which they are
 * @param covering canonical path that they reach
 * @param active at a time in epoch seconds, or ended then
 */
public record ShareFilter(
        String realmId,
        @Nullable String createdBy,
        @Nullable Principal principal,
        @Nullable String below,
        @Nullable String covering,
        @Nullable Active active) {

    /**
     * Whether it has expired at a time.
     *
     * @param is whether it is active, or has expired
     * @param now epoch seconds
     */
    public record Active(boolean is, long now) {}

    public static ShareFilter ofRealm(String realmId) {
        return new ShareFilter(realmId, null, null, null, null, null);
    }

    public ShareFilter withCreator(String userId) {
        return new ShareFilter(realmId, userId, principal, below, covering, active);
    }

    public ShareFilter withPrincipal(@Nullable Principal with) {
        return new ShareFilter(realmId, createdBy, with, below, covering, active);
    }

    public ShareFilter withBelow(@Nullable String path) {
        return new ShareFilter(realmId, createdBy, principal, path, covering, active);
    }

    public ShareFilter withCovering(@Nullable String path) {
        return new ShareFilter(realmId, createdBy, principal, below, path, active);
    }

    public ShareFilter withActive(@Nullable Active when) {
        return new ShareFilter(realmId, createdBy, principal, below, covering, when);
    }
}
