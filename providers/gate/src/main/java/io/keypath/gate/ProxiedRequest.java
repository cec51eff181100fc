package io.keypath.gate;

import io.keypath.core.AccessRequest;
import io.keypath.core.CanonicalPath;
import io.keypath.core.InvalidPathException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the request that a reverse proxy asks about. A proxy says it in one of three ways: {@code X-Original-URI} with
 * {@code X-Original-Method}, {@code X-Forwarded-Uri} with {@code X-Forwarded-Method}, or the query parameters {@code path}
 * and {@code method}. A client may send the headers that its proxy does not overwrite; so all that are there must agree,
 * and none is preferred.
 */
final class ProxiedRequest {

    private static final String DESTINATION = "Destination";
    private static final String IF_NONE_MATCH = "If-None-Match";

    // Names, addresses and ports only: a server may end the host at other characters than these and read another path.
    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9._:\\[\\]-]+");

    private ProxiedRequest() {}

    /** Header and query values as they came, none of them trusted. */
    interface Source {
        /** All values of a header, which may be sent more than once. */
        List<String> header(String name);

        /** All decoded values of a query parameter of the gate's own address. */
        List<String> query(String name);
    }

    /** The request cannot be judged. The message says why; it holds nothing that was sent. */
    static final class MalformedRequestException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedRequestException(String message) {
            super(message);
        }
    }

    private record Line(CanonicalPath path, String method) {}

    static AccessRequest read(Source source) throws MalformedRequestException {
        CanonicalPath prefix = prefix(source);
        Line line = agreed(
                line("X-Original-URI", header(source, "X-Original-URI"), header(source, "X-Original-Method"), true),
                agreed(
                        line(
                                "X-Forwarded-Uri",
                                header(source, "X-Forwarded-Uri"),
                                header(source, "X-Forwarded-Method"),
                                true),
                        line("path", query(source, "path"), query(source, "method"), false)));
        if (line == null) {
            throw new MalformedRequestException("The proxy did not say which path is asked for");
        }
        String destination = header(source, DESTINATION);
        try {
            return new AccessRequest(
                    line.method(),
                    stripped(line.path(), prefix),
                    destination == null ? null : stripped(path(DESTINATION, pathOf(destination), true), prefix),
                    "*".equals(header(source, IF_NONE_MATCH)));
        } catch (IllegalArgumentException e) {
            throw new MalformedRequestException(String.valueOf(e.getMessage()));
        }
    }

    private static CanonicalPath prefix(Source source) throws MalformedRequestException {
        String strip = query(source, "strip");
        return strip == null ? CanonicalPath.ROOT : path("strip", strip, false);
    }

    private static @Nullable Line line(String name, @Nullable String uri, @Nullable String method, boolean header)
            throws MalformedRequestException {
        if (uri == null) {
            return null;
        }
        if (method == null) {
            throw new MalformedRequestException("The proxy sent " + name + " without a method");
        }
        return new Line(path(name, uri, header), method);
    }

    private static @Nullable Line agreed(@Nullable Line one, @Nullable Line other) throws MalformedRequestException {
        if (one != null && other != null && !one.equals(other)) {
            throw new MalformedRequestException("The headers and parameters that name the target do not agree");
        }
        return one == null ? other : one;
    }

    private static CanonicalPath stripped(CanonicalPath path, CanonicalPath prefix) throws MalformedRequestException {
        return path.strip(prefix)
                .orElseThrow(() -> new MalformedRequestException("The target is not below the prefix to strip"));
    }

    private static CanonicalPath path(String name, String uri, boolean header) throws MalformedRequestException {
        int query = uri.indexOf('?');
        String raw = query < 0 ? uri : uri.substring(0, query);
        // Keycloak's HTTP server decodes parameters, and puts this where bytes are not UTF-8.
        if (!header && raw.indexOf('\uFFFD') >= 0) {
            throw new MalformedRequestException(name + " has no canonical form: not UTF-8");
        }
        try {
            return CanonicalPath.of(header ? utf8(raw) : raw);
        } catch (InvalidPathException | CharacterCodingException e) {
            throw new MalformedRequestException(name + " has no canonical form: "
                    + (e instanceof InvalidPathException ? e.getMessage() : "not UTF-8"));
        }
    }

    // Keycloak's HTTP server reads each byte of a header as one character; curl and nginx pass UTF-8 on as it is.
    private static String utf8(String header) throws CharacterCodingException {
        for (int i = 0; i < header.length(); i++) {
            if (header.charAt(i) > 0x7E) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(StandardCharsets.ISO_8859_1.newEncoder().encode(CharBuffer.wrap(header)))
                        .toString();
            }
        }
        return header;
    }

    /** The path of a {@code Destination} header, which is an absolute URI or an absolute path (RFC 4918 section 10.3). */
    private static String pathOf(String destination) {
        var origin = ORIGIN.matcher(destination);
        if (!origin.lookingAt()) {
            return destination;
        }
        return origin.end() == destination.length() ? "/" : destination.substring(origin.end());
    }

    private static @Nullable String header(Source source, String name) throws MalformedRequestException {
        return single(name, source.header(name));
    }

    private static @Nullable String query(Source source, String name) throws MalformedRequestException {
        return single(name, source.query(name));
    }

    private static @Nullable String single(String name, List<String> values) throws MalformedRequestException {
        if (values.size() > 1) {
            throw new MalformedRequestException(name + " was sent more than once");
        }
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }
}
