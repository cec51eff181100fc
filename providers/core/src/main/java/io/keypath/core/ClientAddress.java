package io.keypath.core;

import org.jspecify.annotations.Nullable;

/** The address of a client as proxies report it in {@code X-Forwarded-For} and {@code Forwarded}. */
public final class ClientAddress {

    private ClientAddress() {}

    /** The address without the brackets of RFC 7239 section 6 and without a port; anything else as it is. */
    public static @Nullable String of(@Nullable String reported) {
        if (reported == null) {
            return null;
        }
        int bracket = reported.indexOf(']');
        boolean bracketed = reported.startsWith("[") && bracket > 0;
        int colon = reported.indexOf(':', bracketed ? bracket : 0);
        // Two colons without brackets are of an IPv6 address, which then has no port.
        boolean hasPort = colon >= 0 && (bracketed ? colon == bracket + 1 : colon == reported.lastIndexOf(':'));
        if (hasPort && !isPort(reported, colon + 1)) {
            return reported;
        }
        String host = hasPort ? reported.substring(0, colon) : reported;
        return bracketed && host.length() == bracket + 1 ? host.substring(1, bracket) : host;
    }

    private static boolean isPort(String reported, int from) {
        return from < reported.length() && reported.substring(from).chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
