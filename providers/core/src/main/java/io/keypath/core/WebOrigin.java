package io.keypath.core;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A web origin (RFC 6454) as a browser writes it: {@code https://maps.example.org}, {@code http://[::1]:8080}. */
final class WebOrigin {

    private static final int MAX_LENGTH = 300;
    private static final int MAX_HOST_LENGTH = 253;
    private static final int MAX_PORT = 65535;
    private static final Pattern ORIGIN =
            Pattern.compile("(https?)://(\\[[0-9a-f:.]+]|[a-z0-9.-]+)(?::([0-9]{1,5}))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    // A host whose last label is a number is an IPv4 address to a browser, or nothing.
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private WebOrigin() {}

    /** The origin with its scheme and host in lower case and without a default port; null when it is none. */
    static @Nullable String serialise(String origin) {
        Matcher parts = ORIGIN.matcher(origin);
        if (origin.length() > MAX_LENGTH || !parts.matches()) {
            return null;
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String host = serialiseHost(parts.group(2).toLowerCase(Locale.ROOT));
        int defaultPort = scheme.equals("https") ? 443 : 80;
        int port = parts.group(3) == null ? defaultPort : Decimal.parse(parts.group(3), MAX_PORT);
        if (host == null || port < 1) {
            return null;
        }
        return scheme + "://" + host + (port == defaultPort ? "" : ":" + port);
    }

    private static @Nullable String serialiseHost(String host) {
        if (host.startsWith("[")) {
            IpAddress address = IpAddress.parse(host.substring(1, host.length() - 1));
            // A browser writes ::ffff:192.0.2.1 in groups; nobody serves a site there, so that it is refused.
            return address == null || !address.isV6() ? null : "[" + address + "]";
        }
        if (ENDS_IN_NUMBER.matcher(host).matches()) {
            return IpAddress.parse(host) == null ? null : host;
        }
        return host.length() <= MAX_HOST_LENGTH && NAME.matcher(host).matches() ? host : null;
    }
}
