package io.keypath.core;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Grants written into an OAuth scope, as {@code openid read:/maps/ams}. */
public final class ScopeGrants {

    private ScopeGrants() {}

    /**
     * The access list of a scope.
     *
     * @return null when the scope holds no grant, so that it restricts no path
     * @throws IllegalArgumentException when something in it looks like a grant and cannot be read: a restriction that is
     *     not understood must not be dropped
     */
    public static @Nullable AccessList read(Vocabulary vocabulary, @Nullable String scope) {
        if (scope == null || !scope.contains(":/")) {
            return null;
        }
        var grants = new ArrayList<Grant>();
        for (String value : scope.split(" ", -1)) {
            if (looksLikeGrant(value)) {
                grants.add(Grant.parse(vocabulary, value));
            }
        }
        return grants.isEmpty() ? null : AccessList.of(vocabulary, grants);
    }

    /** Whether a scope holds anything that restricts paths, readable or not. */
    public static boolean arePresent(@Nullable String scope) {
        if (scope == null || !scope.contains(":/")) {
            return false;
        }
        for (String value : scope.split(" ", -1)) {
            if (looksLikeGrant(value)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one value of a scope is meant as a grant. A URI such as https://api.example/read is not. */
    public static boolean looksLikeGrant(String value) {
        int colon = value.indexOf(":/");
        return colon > 0 && !value.startsWith("//", colon + 1);
    }
}
