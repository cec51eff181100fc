package io.keypath.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keypath.core.InvalidPathException.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one spelling of a URI path: absolute, UTF-8, {@code pchar} of RFC 3986 section 3.3 raw and all else
 * percent-encoded with upper-case digits, without empty or dot segments. At most {@value #MAX_BYTES} bytes and
 * {@value #MAX_SEGMENTS} segments; a trailing {@code /} means directory. The canonical form is ASCII.
 *
 * <p>Nothing is resolved or guessed: a dot segment is refused, not removed, because what lies behind the gate may
 * resolve it in another way.
 */
public final class CanonicalPath {

    /** The longest canonical form, in bytes, which are also its characters. */
    public static final int MAX_BYTES = 1024;

    /** The most segments; a trailing {@code /} does not count as one. */
    public static final int MAX_SEGMENTS = 64;

    /** The path {@code /}, which is the ancestor of all. */
    public static final CanonicalPath ROOT = new CanonicalPath("/");

    // Three raw characters at most (%41) become one canonical byte (A), so that anything longer is too long.
    private static final int MAX_RAW_LENGTH = 3 * MAX_BYTES;

    private static final String HEX = "0123456789ABCDEF";
    private static final boolean[] PCHAR = new boolean[128];

    static {
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@".toCharArray()) {
            PCHAR[c] = true;
        }
    }

    private final String value;

    private CanonicalPath(String value) {
        this.value = value;
    }

    /**
     * Normalises a URI path, already without query and fragment. Raw spaces and non-ASCII characters are encoded;
     * escapes of what needs none are decoded, once.
     *
     * @throws InvalidPathException when there is no canonical form
     */
    public static CanonicalPath of(String raw) {
        if (raw.length() > MAX_RAW_LENGTH) {
            throw new InvalidPathException(Reason.TOO_LONG);
        }
        if (firstFault(raw) == null) {
            return new CanonicalPath(raw);
        }
        String respelled = respell(raw);
        Reason fault = firstFault(respelled);
        if (fault != null) {
            throw new InvalidPathException(fault);
        }
        return new CanonicalPath(respelled);
    }

    public String value() {
        return value;
    }

    public boolean isDirectory() {
        return value.endsWith("/");
    }

    /**
     * Whether a grant on this path covers {@code target}: {@code /foo/bar} covers {@code /foo/bar}, {@code /foo/bar/}
     * and {@code /foo/bar/qux}, never {@code /foo/bargain}; {@code /foo/bar/} does not cover {@code /foo/bar}. The
     * rule of the WLCG Common JWT Profile.
     */
    public boolean isAncestorOrSame(CanonicalPath target) {
        return target.value.startsWith(value)
                && (target.value.length() == value.length()
                        || isDirectory()
                        || target.value.charAt(value.length()) == '/');
    }

    /**
     * This path below {@code prefix}, segment by segment: {@code /files} and {@code /files/} both leave
     * {@code /maps/a} of {@code /files/maps/a}, and {@code /} of themselves. Empty when this path is not below it.
     */
    public Optional<CanonicalPath> strip(CanonicalPath prefix) {
        int end = prefix.value.length() - (prefix.isDirectory() ? 1 : 0);
        if (!value.regionMatches(0, prefix.value, 0, end)) {
            return Optional.empty();
        }
        if (value.length() == end) {
            return Optional.of(ROOT);
        }
        return value.charAt(end) == '/' ? Optional.of(new CanonicalPath(value.substring(end))) : Optional.empty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CanonicalPath path && path.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }

    /**
     * The only judge of what is canonical: null, or why {@code path} is not. Both the input as it came and the
     * respelled one go through it, so that normalising twice is normalising once by construction.
     */
    private static @Nullable Reason firstFault(String path) {
        int length = path.length();
        if (length == 0 || path.charAt(0) != '/') {
            return Reason.NOT_ABSOLUTE;
        }
        if (length > MAX_BYTES) {
            return Reason.TOO_LONG;
        }
        int segments = 0;
        int i = 1;
        while (i < length) {
            if (++segments > MAX_SEGMENTS) {
                return Reason.TOO_DEEP;
            }
            // What some servers strip: path parameters (from the first ;), trailing dots, spaces. Without them a
            // segment must still have a name, else it turns into an empty or a dot segment there.
            boolean named = false;
            boolean dotted = false;
            boolean parameters = false;
            while (i < length && path.charAt(i) != '/') {
                int character = path.charAt(i);
                int width = 1;
                if (character == '%') {
                    character = escapedCharacter(path, i);
                    width = escapedWidth(character);
                    Reason fault = escapedFault(path, i, character);
                    if (fault != null) {
                        return fault;
                    }
                } else if (!isPchar(character)) {
                    return Reason.MALFORMED_ESCAPE;
                }
                parameters |= character == ';';
                if (!parameters) {
                    dotted |= character == '.';
                    named |= character != '.' && !isSpace(character);
                }
                i += width;
            }
            if (!named) {
                return dotted ? Reason.DOT_SEGMENT : Reason.EMPTY_SEGMENT;
            }
            i++;
        }
        return null;
    }

    private static @Nullable Reason escapedFault(String path, int at, int character) {
        if (character < 0) {
            return Reason.MALFORMED_UTF8;
        }
        if (character == '/' || isPchar(character)) {
            return Reason.MALFORMED_ESCAPE;
        }
        if (character == '\\') {
            return Reason.BACKSLASH;
        }
        if (Character.isISOControl(character)) {
            return Reason.CONTROL_CHARACTER;
        }
        boolean encodedTwice = character == '%' && hexDigit(path, at + 3) >= 0 && hexDigit(path, at + 4) >= 0;
        return encodedTwice ? Reason.DOUBLE_ENCODING : null;
    }

    /** The character whose UTF-8 bytes are escaped, upper-case, from {@code at}; negative when there is none. */
    private static int escapedCharacter(String path, int at) {
        int first = escapedByte(path, at);
        if (first < 0x80) {
            return first;
        }
        // C0, C1 and F5 to FF are never the first byte (RFC 3629 section 3).
        if (first < 0xC2 || first > 0xF4) {
            return -1;
        }
        int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        int character = first & (0x3F >> more);
        for (int n = 1; n <= more; n++) {
            int next = escapedByte(path, at + 3 * n);
            if ((next & 0xC0) != 0x80) {
                return -1;
            }
            character = (character << 6) | (next & 0x3F);
        }
        boolean overlong = escapedWidth(character) != 3 * (more + 1);
        boolean surrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        return overlong || surrogate || character > Character.MAX_CODE_POINT ? -1 : character;
    }

    private static int escapedWidth(int character) {
        return character < 0x80 ? 3 : character < 0x800 ? 6 : character < 0x10000 ? 9 : 12;
    }

    /** The byte of an upper-case escape at {@code at}; negative when there is none. */
    private static int escapedByte(String path, int at) {
        if (at + 2 >= path.length() || path.charAt(at) != '%') {
            return -1;
        }
        int high = HEX.indexOf(path.charAt(at + 1));
        int low = HEX.indexOf(path.charAt(at + 2));
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    /** Decodes once and encodes again. What comes out is uniform in spelling, but yet to be judged. */
    private static String respell(String raw) {
        var canonical = new StringBuilder(raw.length() + 16);
        int i = 0;
        while (i < raw.length()) {
            int character = raw.codePointAt(i);
            if (character == '%') {
                int high = hexDigit(raw, i + 1);
                int low = hexDigit(raw, i + 2);
                if (high < 0 || low < 0) {
                    throw new InvalidPathException(Reason.MALFORMED_ESCAPE);
                }
                int octet = (high << 4) | low;
                if (octet == '/') {
                    throw new InvalidPathException(Reason.ENCODED_SLASH);
                }
                appendByte(canonical, octet);
                i += 3;
            } else if (character == '?' || character == '#') {
                throw new InvalidPathException(Reason.QUERY_OR_FRAGMENT);
            } else if (character < 0x80) {
                appendByte(canonical, character);
                i++;
            } else if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                throw new InvalidPathException(Reason.MALFORMED_UTF8);
            } else {
                for (byte octet : Character.toString(character).getBytes(UTF_8)) {
                    appendByte(canonical, octet & 0xFF);
                }
                i += Character.charCount(character);
            }
        }
        return canonical.toString();
    }

    private static void appendByte(StringBuilder canonical, int octet) {
        if (octet == '/' || isPchar(octet)) {
            canonical.append((char) octet);
        } else {
            canonical.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 0xF));
        }
    }

    private static int hexDigit(String path, int at) {
        // Character.digit also knows the digits of other scripts.
        return at < path.length() && path.charAt(at) < 0x80 ? Character.digit(path.charAt(at), 16) : -1;
    }

    private static boolean isPchar(int character) {
        return character < PCHAR.length && PCHAR[character];
    }

    private static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }
}
