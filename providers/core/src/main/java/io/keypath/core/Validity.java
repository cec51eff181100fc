package io.keypath.core;

/** How long somebody asked a token to live: the {@code validFor} of a request. */
public sealed interface Validity {

    /** The field was absent. */
    record Unspecified() implements Validity {}

    /** The field was null: no expiry. */
    record Never() implements Validity {}

    /** The field was a number of seconds, of any size; {@link LifetimePolicy} judges it. */
    record Seconds(long seconds) implements Validity {}
}
