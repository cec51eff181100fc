package io.keypath.core;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The web origins (RFC 6454) from which a token works: 1 to {@value #MAX} of them, each as a browser writes it in the
 * {@code Origin} header.
 */
public final class AllowedOrigins {

    /** The most origins. */
    public static final int MAX = 20;

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
            String serialised = WebOrigin.serialise(origin);
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

    /**
     * The origin of a {@code Referer} header, as a browser would write it in an {@code Origin} header. What stands behind
     * it is not looked at: browsers send paths and queries that no URI may have.
     *
     * @return null when there is none
     */
    public static @Nullable String ofReferer(String referer) {
        int authority = referer.indexOf("://") + 3;
        if (authority < 3) {
            return null;
        }
        int end = authority;
        while (end < referer.length() && "/?#\\".indexOf(referer.charAt(end)) < 0) {
            end++;
        }
        return WebOrigin.serialise(referer.substring(0, end));
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
}
