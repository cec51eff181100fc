package io.keypath.gate.rest;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names of users and clients as header values. */
final class HeaderValue {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private HeaderValue() {}

    /** Percent-encodes (RFC 3986 section 2.1, UTF-8) all but visible ASCII, and the percent sign itself. */
    static String of(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isPlain(value.charAt(i))) {
                return encoded(value);
            }
        }
        return value;
    }

    private static String encoded(String value) {
        var encoded = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (isPlain(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c) {
        return c > 0x20 && c < 0x7F && c != '%';
    }
}
