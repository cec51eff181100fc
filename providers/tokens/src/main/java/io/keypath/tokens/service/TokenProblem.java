package io.keypath.tokens.service;

/** Why a change of a token is refused. The message names the field and the limit and may be shown to the caller. */
public final class TokenProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** How the caller is to be told. */
    public enum Kind {
        INVALID_REQUEST,
        INVALID_SCOPE,
        /** The caller is not allowed to make tokens at all. */
        ACCESS_DENIED,
        /** The caller's login is too long ago; the message is the accepted age in seconds. */
        LOGIN_TOO_OLD,
        /** Unknown, or somebody else's. */
        NOT_FOUND,
        /** Another request changed the token first. */
        CONFLICT
    }

    private final Kind kind;

    public TokenProblem(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
