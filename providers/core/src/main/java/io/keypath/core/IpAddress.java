package io.keypath.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IP address read from its literal, strictly and without a name look-up. An IPv4-mapped IPv6 address
 * ({@code ::ffff:192.0.2.1}) is the IPv4 address that it maps, since a dual-stack socket reports clients so.
 */
final class IpAddress {

    private static final int GROUPS = 8;
    private static final int MAPPED_PREFIX_BITS = 96;

    private final byte[] bytes;
    private final boolean mapped;

    private IpAddress(byte[] bytes, boolean mapped) {
        this.bytes = bytes;
        this.mapped = mapped;
    }

    /** Reads dotted decimal IPv4 without leading zeros, or IPv6 of RFC 4291 section 2.2 without a zone. */
    static @Nullable IpAddress parse(String literal) {
        if (literal.indexOf(':') < 0) {
            byte[] v4 = parseV4(literal);
            return v4 == null ? null : new IpAddress(v4, false);
        }
        byte[] v6 = parseV6(literal);
        if (v6 == null) {
            return null;
        }
        boolean mapped = v6[10] == -1 && v6[11] == -1;
        for (int i = 0; i < 10; i++) {
            mapped &= v6[i] == 0;
        }
        return mapped ? new IpAddress(Arrays.copyOfRange(v6, 12, 16), true) : new IpAddress(v6, false);
    }

    int bits() {
        return bytes.length * 8;
    }

    /** The bits before the address proper in the way in which it was written. */
    int writtenPrefixBits() {
        return mapped ? MAPPED_PREFIX_BITS : 0;
    }

    boolean isV6() {
        return bytes.length == 16;
    }

    /** This address with all but the first {@code prefix} bits zero. */
    IpAddress network(int prefix) {
        byte[] network = bytes.clone();
        for (int bit = prefix; bit < bits(); bit++) {
            network[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return new IpAddress(network, mapped);
    }

    /** Equal in address, however it was written. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Dotted decimal, or the form of RFC 5952, in which browsers write an origin too. */
    @Override
    public String toString() {
        if (!isV6()) {
            return (bytes[0] & 0xFF) + "." + (bytes[1] & 0xFF) + "." + (bytes[2] & 0xFF) + "." + (bytes[3] & 0xFF);
        }
        int longest = 0;
        int longestAt = -1;
        int run = 0;
        for (int i = 0; i < GROUPS; i++) {
            run = group(i) == 0 ? run + 1 : 0;
            // One zero group alone stays as it is; of equal runs the first is shortened (RFC 5952 section 4.2).
            if (run > longest && run > 1) {
                longest = run;
                longestAt = i - run + 1;
            }
        }
        var text = new StringBuilder();
        int i = 0;
        while (i < GROUPS) {
            if (i == longestAt) {
                text.append("::");
                i += longest;
            } else {
                if (i > 0 && i != longestAt + longest) {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
                i++;
            }
        }
        return text.toString();
    }

    private int group(int i) {
        return ((bytes[2 * i] & 0xFF) << 8) | (bytes[2 * i + 1] & 0xFF);
    }

    private static byte @Nullable [] parseV4(String literal) {
        String[] parts = literal.split("\\.", 5);
        if (parts.length != 4) {
            return null;
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            int part = Decimal.parse(parts[i], 255);
            if (part < 0) {
                return null;
            }
            bytes[i] = (byte) part;
        }
        return bytes;
    }

    private static byte @Nullable [] parseV6(String literal) {
        int gap = literal.indexOf("::");
        if (gap < 0) {
            byte[] all = parseGroups(literal, true);
            return all == null || all.length != 16 ? null : all;
        }
        byte[] head = parseGroups(literal.substring(0, gap), false);
        byte[] tail = parseGroups(literal.substring(gap + 2), true);
        // The gap stands for at least one group.
        if (head == null || tail == null || head.length + tail.length > 14) {
            return null;
        }
        byte[] bytes = Arrays.copyOf(head, 16);
        System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
        return bytes;
    }

    /** Groups separated by colons; the last one may be dotted decimal where {@code mayEndInV4} says so. */
    private static byte @Nullable [] parseGroups(String groups, boolean mayEndInV4) {
        if (groups.isEmpty()) {
            return new byte[0];
        }
        String[] parts = groups.split(":", GROUPS + 1);
        byte[] bytes = new byte[2 * parts.length + 2];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            if (mayEndInV4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                byte[] v4 = parseV4(parts[i]);
                if (v4 == null) {
                    return null;
                }
                System.arraycopy(v4, 0, bytes, length, 4);
                length += 4;
            } else {
                int group = parseGroup(parts[i]);
                if (group < 0) {
                    return null;
                }
                bytes[length++] = (byte) (group >> 8);
                bytes[length++] = (byte) group;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static int parseGroup(String group) {
        boolean hex = !group.isEmpty()
                && group.length() <= 4
                && group.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
        return hex ? Integer.parseInt(group, 16) : -1;
    }
}
