package io.keypath.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A bearer secret that Keypath made: a prefix, {@value #RANDOM_LENGTH} random base62 characters (256 bits) and the CRC32
 * of all before as {@value #CHECKSUM_LENGTH} base62 digits, most significant first. The checksum tells typing errors and
 * look-alikes without a look-up; it protects nothing.
 *
 * <p>It never prints. As a key of maps use {@link #sha256()}: the hash code of this type says nothing on purpose.
 */
public final class TokenString {

    /** What a string is for, told by its first four characters. */
    public enum Kind {
        /** A path access token, personal access token or API key. */
        TOKEN("kpt_"),
        /** A client secret, developer secret or share key. */
        SECRET("kps_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        public String prefix() {
            return prefix;
        }
    }

    /** The length of every token string, in characters. */
    public static final int LENGTH = 53;

    private static final int PREFIX_LENGTH = 4;
    private static final int RANDOM_LENGTH = 43;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int HINT_LENGTH = 4;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final Kind kind;
    private final String value;

    private TokenString(Kind kind, String value) {
        this.kind = kind;
        this.value = value;
    }

    public static TokenString generate(Kind kind, SecureRandom random) {
        var value = new StringBuilder(LENGTH).append(kind.prefix);
        byte[] bytes = new byte[64];
        while (value.length() < PREFIX_LENGTH + RANDOM_LENGTH) {
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length && value.length() < PREFIX_LENGTH + RANDOM_LENGTH; i++) {
                // Six bits, thrown away when they are 62 or 63: a remainder would favour some characters.
                int index = bytes[i] & 0x3F;
                if (index < BASE62.length()) {
                    value.append(BASE62.charAt(index));
                }
            }
        }
        return new TokenString(kind, value.append(checksum(value.toString())).toString());
    }

    /** Reads a token string; empty when the length, prefix, alphabet or checksum is wrong. */
    public static Optional<TokenString> parse(@Nullable String candidate) {
        if (candidate == null || candidate.length() != LENGTH) {
            return Optional.empty();
        }
        Kind kind = kindOf(candidate);
        if (kind == null || !candidate.chars().skip(PREFIX_LENGTH).allMatch(c -> BASE62.indexOf(c) >= 0)) {
            return Optional.empty();
        }
        int checked = LENGTH - CHECKSUM_LENGTH;
        return candidate.endsWith(checksum(candidate.substring(0, checked)))
                ? Optional.of(new TokenString(kind, candidate))
                : Optional.empty();
    }

    /** Whether the string claims to be one of these, so that no other reader needs to look at it. */
    public static boolean hasTokenPrefix(@Nullable String candidate) {
        return candidate != null && kindOf(candidate) != null;
    }

    public Kind kind() {
        return kind;
    }

    /** The secret itself. It goes to its owner, once, and nowhere else. */
    public String reveal() {
        return value;
    }

    /** The last {@value #HINT_LENGTH} characters, by which an owner tells his tokens apart. */
    public String hint() {
        return value.substring(LENGTH - HINT_LENGTH);
    }

    /** The SHA-256 of the string, 64 lower-case hexadecimal digits. */
    public String sha256() {
        return Sha256.hex(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenString token
                && MessageDigest.isEqual(value.getBytes(US_ASCII), token.value.getBytes(US_ASCII));
    }

    @Override
    public int hashCode() {
        return kind.hashCode();
    }

    @Override
    public String toString() {
        return "TokenString[redacted]";
    }

    private static @Nullable Kind kindOf(String candidate) {
        for (Kind kind : Kind.values()) {
            if (candidate.startsWith(kind.prefix)) {
                return kind;
            }
        }
        return null;
    }

    private static String checksum(String checked) {
        var crc = new CRC32();
        crc.update(checked.getBytes(US_ASCII));
        char[] digits = new char[CHECKSUM_LENGTH];
        long rest = crc.getValue();
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
            rest /= BASE62.length();
        }
        return new String(digits);
    }
}
