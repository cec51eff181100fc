package io.keypath.core;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Grants written into an OAuth scope, as {@code openid read:/maps/ams}. A value of a scope is a grant when what stands
 * before its first colon, or all of it, is an action of the realm's vocabulary; {@code storage.} and what follows is one in
 * every realm (WLCG Common JWT Profile). Any other value is somebody else's, whatever it looks like.
 */
public final class ScopeGrants {

    private static final String WLCG = "storage.";

    private ScopeGrants() {}

    /**
     * The access list of a scope.
     *
     * @return null when the scope holds no grant, so that it restricts no path
     * @throws IllegalArgumentException when a grant in it has no path or cannot be read: a restriction that is not
     *     understood must not be dropped
     */
    public static @Nullable AccessList read(Vocabulary vocabulary, @Nullable String scope) {
        if (!arePresent(vocabulary, scope)) {
            return null;
        }
        var grants = new ArrayList<Grant>();
        for (String value : String.valueOf(scope).split(" ", -1)) {
            if (isGrant(vocabulary, value)) {
                grants.add(Grant.parse(vocabulary, value));
            }
        }
        return AccessList.of(vocabulary, grants);
    }

    /**
     * Whether a scope holds anything that restricts paths, readable or not.
     *
     * @param vocabulary null when the realm's cannot be read: then the actions of all vocabularies count
     */
    public static boolean arePresent(@Nullable Vocabulary vocabulary, @Nullable String scope) {
        if (scope == null) {
            return false;
        }
        int start = 0;
        for (int end = scope.indexOf(' '); end >= 0; end = scope.indexOf(' ', start)) {
            if (isGrant(vocabulary, scope, start, end)) {
                return true;
            }
            start = end + 1;
        }
        return isGrant(vocabulary, scope, start, scope.length());
    }

    /**
     * Whether one value of a scope is a grant, readable or not.
     *
     * @param vocabulary as of {@link #arePresent}
     */
    public static boolean isGrant(@Nullable Vocabulary vocabulary, String value) {
        return isGrant(vocabulary, value, 0, value.length());
    }

    private static boolean isGrant(@Nullable Vocabulary vocabulary, String scope, int start, int end) {
        if (scope.startsWith(WLCG, start)) {
            return true;
        }
        int colon = scope.indexOf(':', start);
        int length = (colon < 0 || colon > end ? end : colon) - start;
        if (vocabulary != null) {
            return isAction(vocabulary, scope, start, length);
        }
        for (Vocabulary any : Vocabulary.values()) {
            if (isAction(any, scope, start, length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAction(Vocabulary vocabulary, String scope, int start, int length) {
        for (Action action : vocabulary.actions()) {
            if (action.name().length() == length && scope.startsWith(action.name(), start)) {
                return true;
            }
        }
        return false;
    }
}
