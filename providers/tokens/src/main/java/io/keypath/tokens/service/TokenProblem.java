package io.keypath.tokens.service;

import org.jspecify.annotations.Nullable;

/** Why a change of a token is refused. The message names the field and the limit and may be shown to the caller. */
public final class TokenProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** How the caller is to be told. */
    public enum Kind {
        INVALID_REQUEST,
        INVALID_SCOPE,
        /** The caller is not allowed to make tokens at all. */
        ACCESS_DENIED,
        /** The caller's login is longer ago than {@link #maxAuthAge}. */
        LOGIN_TOO_OLD,
        /** Unknown, or somebody else's. */
        NOT_FOUND,
        /** Another request changed the token first. */
        CONFLICT
    }

    private final Kind kind;
    private final @Nullable Long maxAuthAge;

    public TokenProblem(Kind kind, String message) {
        this(kind, message, null);
    }

    private TokenProblem(Kind kind, String message, @Nullable Long maxAuthAge) {
        super(message);
        this.kind = kind;
        this.maxAuthAge = maxAuthAge;
    }

    static TokenProblem loginTooOld(long maxAuthAge) {
        return new TokenProblem(
                Kind.LOGIN_TOO_OLD, "A login within the last " + maxAuthAge + " seconds is required", maxAuthAge);
    }

    /** Seconds ago that a login may be at most; null unless the problem is that it is too long ago. */
    public @Nullable Long maxAuthAge() {
        return maxAuthAge;
    }

    public Kind kind() {
        return kind;
    }
}
