package io.keypath.gate.rest;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names of users and clients as header values. */
final class HeaderValue {

    private static final char NONE = 0;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private HeaderValue() {}

    /** Percent-encodes (RFC 3986 section 2.1, UTF-8) all but visible ASCII, and the percent sign itself. */
    static String of(String value) {
        return encoded(value, StandardCharsets.UTF_8, '%');
    }

    /** As {@link #of}, of a part of a request's head: each character is a byte, and a percent sign stays. */
    static String ofEncoded(String part) {
        return encoded(part, StandardCharsets.ISO_8859_1, NONE);
    }

    private static String encoded(String value, Charset charset, char special) {
        for (int i = 0; i < value.length(); i++) {
            if (!isPlain(value.charAt(i), special)) {
                return encodedBytes(value.getBytes(charset), special);
            }
        }
        return value;
    }

    private static String encodedBytes(byte[] bytes, char special) {
        var encoded = new StringBuilder();
        for (byte b : bytes) {
            char c = (char) (b & 0xFF);
            if (isPlain(c, special)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c, char special) {
        return c > 0x20 && c < 0x7F && c != special;
    }
}
