package io.keypath.tokens.store;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a list shows of a token. A token that is both expired and disabled is expired. */
public enum TokenState {
    ACTIVE,
    /** Past its expiry, idle too long, or issued before the not-before of its realm, client or owner. */
    EXPIRED,
    /** By itself, or because its owner or client is. */
    DISABLED;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TokenState> byId(String id) {
        return Stream.of(values()).filter(state -> state.id().equals(id)).findFirst();
    }
}
