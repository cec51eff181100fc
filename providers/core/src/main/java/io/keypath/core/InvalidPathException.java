package io.keypath.core;

/**
 * A path that has no canonical form. The message names the rule that was broken and its limit; it never repeats the
 * input, so that it can go into a response or a log as it is.
 */
public final class InvalidPathException extends IllegalArgumentException {

    /** The rule that was broken. */
    public enum Reason {
        NOT_ABSOLUTE("a path must start with /"),
        TOO_LONG("a path has at most " + CanonicalPath.MAX_BYTES + " bytes in its canonical form"),
        TOO_DEEP("a path has at most " + CanonicalPath.MAX_SEGMENTS + " segments"),
        EMPTY_SEGMENT("a path has no empty segment, nor one of only spaces or starting with ;"),
        DOT_SEGMENT("a path has no . or .. segment, however it is written or continued"),
        QUERY_OR_FRAGMENT("a path has no raw ? or #; write %3F or %23"),
        MALFORMED_ESCAPE("a % in a path must be followed by two hexadecimal digits"),
        DOUBLE_ENCODING("a path must be percent-encoded once, not twice"),
        ENCODED_SLASH("a path has no encoded /"),
        BACKSLASH("a path has no backslash, raw or encoded"),
        CONTROL_CHARACTER("a path has no control character, raw or encoded"),
        MALFORMED_UTF8("a path must be valid UTF-8");

        private final String message;

        Reason(String message) {
            this.message = message;
        }
    }

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    InvalidPathException(Reason reason) {
        super(reason.message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
