package io.keypath.core;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The web origins (RFC 6454) from which a token works: 1 to {@value #MAX} of them, each as a browser writes it in the
 * {@code Origin} header.
 */
public final class AllowedOrigins {

    /** The most origins. */
    public static final int MAX = 20;

    private static final int MAX_LENGTH = 300;
    private static final int MAX_HOST_LENGTH = 253;
    private static final int MAX_PORT = 65535;
    private static final Pattern ORIGIN =
            Pattern.compile("(https?)://(\\[[0-9a-f:.]+]|[a-z0-9.-]+)(?::([0-9]{1,5}))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    // A host whose last label is a number is an IPv4 address to a browser, or nothing.
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private final Set<String> origins;

    private AllowedOrigins(Set<String> origins) {
        this.origins = Collections.unmodifiableSet(origins);
    }

    /**
     * Reads origins such as {@code https://maps.example.org}. Scheme and host become lower-case, a default port is
     * dropped; international names must come in their ASCII form.
     *
     * @throws IllegalArgumentException when there is none or more than {@value #MAX}, or one is not an origin
     */
    public static AllowedOrigins parse(List<String> origins) {
        if (origins.isEmpty() || origins.size() > MAX) {
            throw new IllegalArgumentException("there must be 1 to " + MAX + " origins");
        }
        var parsed = new LinkedHashSet<String>();
        int position = 0;
        for (String origin : origins) {
            position++;
            String serialised = serialise(origin);
            if (serialised == null) {
                throw new IllegalArgumentException("origin " + position
                        + " must be http or https, ://, an ASCII host name or address, and at most a port:"
                        + " no path, wildcard or user, such as https://maps.example.org");
            }
            parsed.add(serialised);
        }
        return new AllowedOrigins(parsed);
    }

    /** Whether an {@code Origin} header of exactly this value may use the token. */
    public boolean permits(@Nullable String origin) {
        return origin != null && origins.contains(origin);
    }

    /** The origins as browsers write them, in the order in which they were given. */
    public List<String> values() {
        return List.copyOf(origins);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AllowedOrigins allowed && allowed.origins.equals(origins);
    }

    @Override
    public int hashCode() {
        return origins.hashCode();
    }

    @Override
    public String toString() {
        return String.join(" ", origins);
    }

    private static @Nullable String serialise(String origin) {
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
