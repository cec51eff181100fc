package io.keypath.tokens.store;

import java.util.Arrays;
import java.util.Optional;

/** The orders of an owner's list. No index has them: they are for the few of one owner. */
public enum TokenSort {
    NEWEST("-createdAt", "t.createdAt desc"),
    OLDEST("createdAt", "t.createdAt"),
    NAME("name", "lower(t.name)"),
    NAME_DESCENDING("-name", "lower(t.name) desc"),
    /** What never ends is last. */
    EXPIRY("expiresAt", "coalesce(t.expiresAt, 9223372036854775807L)"),
    EXPIRY_DESCENDING("-expiresAt", "coalesce(t.expiresAt, 9223372036854775807L) desc"),
    /** What was never used is first. */
    LAST_USE("lastUsedAt", "coalesce(t.lastUsedAt, 0L)"),
    LAST_USE_DESCENDING("-lastUsedAt", "coalesce(t.lastUsedAt, 0L) desc");

    private final String id;
    private final String order;

    TokenSort(String id, String order) {
        this.id = id;
        this.order = order;
    }

    /** As requests name it. */
    public String id() {
        return id;
    }

    public static Optional<TokenSort> byId(String id) {
        return Arrays.stream(values()).filter(sort -> sort.id.equals(id)).findFirst();
    }

    String orderBy() {
        return " order by " + order + ", t.id";
    }
}
