package io.keypath.pathtokens.service;

import io.keypath.core.AccessList;
import io.keypath.core.Grant;
import io.keypath.core.Vocabulary;
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

    // A URI such as https://api.example/read is a common scope, and no grant.
    private static boolean looksLikeGrant(String value) {
        int colon = value.indexOf(":/");
        return colon > 0 && !value.startsWith("//", colon + 1);
    }
}
