package io.keypath.core;

import org.jspecify.annotations.Nullable;

/** The part of an address that one subscriber usually has: all of an IPv4 address, the first 64 bits of an IPv6 address. */
public final class AddressBlock {

    private static final int SUBSCRIBER_BITS = 64;

    private AddressBlock() {}

    /** A key by which to count; what is no address is its own key. */
    public static String of(@Nullable String address) {
        if (address == null) {
            return "";
        }
        IpAddress ip = IpAddress.parse(address);
        if (ip == null) {
            return address;
        }
        return ip.isV6() ? ip.network(SUBSCRIBER_BITS).toString() : ip.toString();
    }
}
