package io.keypath.http;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as answers write them: ISO-8601 in UTC, to the second. */
public final class Iso8601 {

    private Iso8601() {}

    public static String of(long epochSeconds) {
        return Instant.ofEpochSecond(epochSeconds).toString();
    }

    public static @Nullable String ofNullable(@Nullable Long epochSeconds) {
        return epochSeconds == null ? null : of(epochSeconds);
    }
}
