package io.keypath.core;

import java.util.OptionalLong;

/**
 * How long tokens of a realm may live.
 *
 * @param defaultSeconds for requests that say nothing; 1 to {@code maxSeconds}
 * @param maxSeconds the most that a request may ask for, in seconds; {@value #MIN_SECONDS} to {@value #LIMIT_SECONDS}
 * @param unlimited whether a request may also ask for no expiry at all; a number that it gives stays bounded
 */
public record LifetimePolicy(long defaultSeconds, long maxSeconds, boolean unlimited) {

    /** The least that a request may ask for, in seconds. */
    public static final long MIN_SECONDS = 60;

    /** A hundred years of 365 days, in seconds: no sum with a clock overflows. */
    public static final long LIMIT_SECONDS = 100L * 365 * 24 * 60 * 60;

    /** @throws IllegalArgumentException when a number is out of bounds */
    public LifetimePolicy {
        if (maxSeconds < MIN_SECONDS || maxSeconds > LIMIT_SECONDS) {
            throw new IllegalArgumentException(
                    "the maximum lifetime must be between " + MIN_SECONDS + " and " + LIMIT_SECONDS + " seconds");
        }
        if (defaultSeconds < 1 || defaultSeconds > maxSeconds) {
            throw new IllegalArgumentException(
                    "the default lifetime must be between 1 and the maximum of " + maxSeconds + " seconds");
        }
    }

    /**
     * The lifetime in seconds; empty for no expiry.
     *
     * @throws InvalidLifetimeException when the policy does not allow what was asked for
     */
    public OptionalLong resolve(Validity requested) {
        if (requested instanceof Validity.Seconds asked) {
            if (asked.seconds() < MIN_SECONDS || asked.seconds() > maxSeconds) {
                throw new InvalidLifetimeException(limits());
            }
            return OptionalLong.of(asked.seconds());
        }
        if (requested instanceof Validity.Never) {
            if (!unlimited) {
                throw new InvalidLifetimeException(limits() + "; no expiry is not allowed");
            }
            return OptionalLong.empty();
        }
        return OptionalLong.of(defaultSeconds);
    }

    private String limits() {
        return "validFor must be between " + MIN_SECONDS + " and " + maxSeconds + " seconds";
    }
}
