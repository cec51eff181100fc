package io.keypath.core;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An absolute {@code http} or {@code https} URL that every browser reads in one and the same way. What browsers repair
 * (white space, backslashes, dot segments, numbers for hosts) and what hides the host (user information) is refused.
 *
 * @param origin scheme, host and port in canonical form, without a default port (RFC 6454)
 * @param path starts with {@code /}; as it was written
 * @param query what stands behind the first {@code ?}; null without one
 */
public record WebAddress(
        String origin, String path, @Nullable String query) {

    /** The longest address, in characters. */
    public static final int MAX_LENGTH = 1024;

    private static final String REFUSED = "\"<>\\^`{|}#";
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when it is too long, not absolute, or not the same to every browser
     */
    public static WebAddress parse(String address) {
        int authority = address.indexOf("://") + 3;
        if (address.length() > MAX_LENGTH || authority < 3) {
            throw refused();
        }
        int end = authority;
        while (end < address.length() && "/?#\\".indexOf(address.charAt(end)) < 0) {
            end++;
        }
        String origin = WebOrigin.serialise(address.substring(0, authority) + ascii(address.substring(authority, end)));
        String rest = address.substring(end);
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? null : rest.substring(question + 1);
        if (origin == null || !isPlain(rest) || hasDotSegment(path) || hasBracket(path)) {
            throw refused();
        }
        return new WebAddress(origin, path.isEmpty() ? "/" : path, query);
    }

    /** Whether nothing but this machine can listen there. */
    public boolean isLoopback() {
        return Optional.of(origin.substring(origin.indexOf("://") + 3))
                .filter(host -> host.matches("(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::[0-9]+)?"))
                .isPresent();
    }

    /** Whether tokens may be sent there: over TLS, or to this machine. */
    public boolean isConfidential() {
        return origin.startsWith("https://") || isLoopback();
    }

    @Override
    public String toString() {
        return query == null ? origin + path : origin + path + "?" + query;
    }

    // Browsers turn an international host name into its ASCII form; a name that is ASCII already stays as it is. Java
    // has the rules of 2003, browsers those of UTS 46: for a character that is replaced (the German sharp s, but
    // full-width letters and dots too; RFC 5894 section 7.2) the two may mean different sites, so that such a name is
    // refused.
    private static String ascii(String authority) {
        if (authority.chars().allMatch(c -> c < 0x80)) {
            return authority;
        }
        int port = authority.lastIndexOf(':');
        String host = (port < 0 ? authority : authority.substring(0, port)).toLowerCase(Locale.ROOT);
        String ascii = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
        if (!IDN.toUnicode(ascii).equals(host)) {
            throw refused();
        }
        return ascii + (port < 0 ? "" : authority.substring(port));
    }

    private static boolean isPlain(String rest) {
        return rest.chars().allMatch(c -> c > 0x20 && c < 0x7F && REFUSED.indexOf(c) < 0)
                && !BROKEN_ESCAPE.matcher(rest).find();
    }

    // RFC 3986 has none in a path; browsers keep them, and whatever builds a URL by the RFC escapes them.
    private static boolean hasBracket(String path) {
        return path.indexOf('[') >= 0 || path.indexOf(']') >= 0;
    }

    private static boolean hasDotSegment(String path) {
        for (String segment : path.toLowerCase(Locale.ROOT).replace("%2e", ".").split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("must be an absolute http or https URL of at most " + MAX_LENGTH
                + " characters, without user information, fragment, dot segments, white space or backslashes");
    }
}
