package io.keypath.http;

import io.keypath.core.Validity;
import java.io.InputStream;
import java.util.Set;

/** What the JSON bodies have in common that make and rotate tokens and secrets. */
public final class CredentialBody {

    public static final int MAX_NAME = 255;

    public static final String NAME = "name";
    public static final String VALID_FOR = "validFor";
    private static final String OVERLAP = "overlap";

    private CredentialBody() {}

    /** Seconds that a rotated string goes on working; 0 when the body or the field is missing. */
    public static long readOverlap(InputStream stream) {
        Long overlap = JsonBody.readOptional(stream, Set.of(OVERLAP))
                .map(body -> body.wholeNumber(OVERLAP))
                .orElse(null);
        return overlap == null ? 0 : overlap;
    }

    /** {@code validFor}: absent, null or a number of seconds, as yet unjudged. */
    public static Validity validity(JsonBody body) {
        if (!body.has(VALID_FOR)) {
            return new Validity.Unspecified();
        }
        Long seconds = body.wholeNumber(VALID_FOR);
        return seconds == null ? new Validity.Never() : new Validity.Seconds(seconds);
    }
}
