package io.keypath.http;

import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param first rows to leave out, 0 to 1,000,000
 * @param max rows to return, 1 to 100
 */
public record Page(int first, int max) {

    public static final int DEFAULT_MAX = 20;
    public static final int LIMIT = 100;

    private static final int FIRST_LIMIT = 1_000_000;

    /** Reads the query parameters {@code first} (default 0) and {@code max} (default 20). */
    public static Page parse(@Nullable String first, @Nullable String max) {
        return new Page(number("first", first, 0, 0, FIRST_LIMIT), number("max", max, DEFAULT_MAX, 1, LIMIT));
    }

    private static int number(String name, @Nullable String value, int absent, int least, int most) {
        if (value == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, in the same words as a number out of bounds.
        }
        throw OAuthError.invalidRequest(name + " must be a whole number from " + least + " to " + most);
    }
}
