package io.keypath.core;

import org.jspecify.annotations.Nullable;

/** The part of an address that one subscriber usually has: all of an IPv4 address, the first 64 bits of an IPv6 address. */
public final class AddressBlock {

    private static final int SUBSCRIBER_BITS = 64;

    // Longer than any address. What stands in a header may be of any length, and keys are kept.
    private static final int MAX_LENGTH = 64;

    private AddressBlock() {}

    /** A key by which to count; what is no address is its own key, or the hash of it when it is long. */
    public static String of(@Nullable String address) {
        if (address == null) {
            return "";
        }
        IpAddress ip = IpAddress.parse(address);
        if (ip == null) {
            return address.length() <= MAX_LENGTH ? address : Sha256.hex(address);
        }
        return ip.isV6() ? ip.network(SUBSCRIBER_BITS).toString() : ip.toString();
    }
}
