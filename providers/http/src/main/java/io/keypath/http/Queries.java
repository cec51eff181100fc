package io.keypath.http;

import io.keypath.tokens.store.TokenSort;
import io.keypath.tokens.store.TokenState;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Query parameters of the lists. */
public final class Queries {

    private static final int MAX_SEARCH = 255;

    private Queries() {}

    public static @Nullable TokenState state(@Nullable String state) {
        return state == null
                ? null
                : TokenState.byId(state)
                        .orElseThrow(() -> OAuthError.invalidRequest("state must be one of active, expired, disabled"));
    }

    /** The newest first unless said otherwise. */
    public static TokenSort sort(@Nullable String sort) {
        return sort == null
                ? TokenSort.NEWEST
                : TokenSort.byId(sort)
                        .orElseThrow(() -> OAuthError.invalidRequest("sort must be one of "
                                + Arrays.stream(TokenSort.values())
                                        .map(TokenSort::id)
                                        .collect(Collectors.joining(", "))));
    }

    public static String userId(String user) {
        if (user.isEmpty() || user.length() > MAX_SEARCH || user.indexOf('\0') >= 0) {
            throw OAuthError.invalidRequest("user must be the id of a user of the realm");
        }
        return user;
    }

    public static @Nullable String search(@Nullable String search) {
        if (search != null && (search.length() > MAX_SEARCH || search.indexOf('\0') >= 0)) {
            throw OAuthError.invalidRequest("search must have at most " + MAX_SEARCH + " characters and no NUL");
        }
        return search == null || search.isBlank() ? null : search;
    }
}
