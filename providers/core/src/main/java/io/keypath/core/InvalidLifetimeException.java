package io.keypath.core;

/** A lifetime outside the limits, which the message names. */
public final class InvalidLifetimeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidLifetimeException(String message) {
        super(message);
    }
}
