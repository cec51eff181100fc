package io.keypath.tokens.service;

import io.keypath.tokens.store.TokenState;
import java.util.Locale;

/** Why a token is not active. */
public enum StateReason {
    EXPIRED(TokenState.EXPIRED),
    IDLE(TokenState.EXPIRED),
    /** Issued before the not-before of its realm, client or owner. */
    NOT_BEFORE(TokenState.EXPIRED),
    OWNER_GONE(TokenState.EXPIRED),
    CLIENT_GONE(TokenState.EXPIRED),
    DISABLED(TokenState.DISABLED),
    OWNER_DISABLED(TokenState.DISABLED),
    CLIENT_DISABLED(TokenState.DISABLED);

    private final TokenState state;

    StateReason(TokenState state) {
        this.state = state;
    }

    public TokenState state() {
        return state;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
