package io.keypath.gate.rest;

import io.keypath.core.AccessRequest;
import io.keypath.core.CanonicalPath;
import io.keypath.core.InvalidPathException;
import io.keypath.gate.service.GateSettings;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the request that a reverse proxy asks about, from where the gate's settings say that it is named. The query of
 * the gate's own address is never read: proxies pass the client's on.
 */
final class ProxiedRequest {

    private static final String ORIGINAL_URI = "X-Original-URI";
    private static final String ORIGINAL_URL = "X-Original-URL";
    private static final String ORIGINAL_METHOD = "X-Original-Method";
    private static final String FORWARDED_URI = "X-Forwarded-Uri";
    private static final String DESTINATION = "Destination";
    private static final String IF_NONE_MATCH = "If-None-Match";

    // Names, addresses and ports only: a server may end the host at other characters than these and read another path.
    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9._:\\[\\]-]+");

    private ProxiedRequest() {}

    /** The question as it came, nothing of it trusted. */
    interface Question {
        /** All values of a header, which may be sent more than once. */
        List<String> header(String name);

        /** The method that asks. */
        String method();

        /** The raw path behind the gate's own address; empty for none. */
        String path();
    }

    /** The request cannot be judged. The message says why; it holds nothing that was sent. */
    static final class MalformedRequestException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedRequestException(String message) {
            super(message);
        }
    }

    /** @param uri path and query of the target, as they came */
    private record Line(CanonicalPath path, String method, String uri) {

        String query() {
            int query = uri.indexOf('?');
            return query < 0 ? "" : uri.substring(query + 1);
        }

        boolean agreesWith(Line other) {
            return path.equals(other.path) && method.equals(other.method);
        }
    }

    /**
     * What is asked for.
     *
     * @param query of the target, which decides nothing
     * @param uri path and query as they came
     */
    record Target(AccessRequest request, TargetQuery query, String uri) {}

    static Target read(Question question, GateSettings settings) throws MalformedRequestException {
        Line line = line(question, settings.source());
        if (line == null) {
            throw new MalformedRequestException("The proxy did not say which path is asked for");
        }
        String destination = header(question, DESTINATION);
        try {
            var request = new AccessRequest(
                    line.method(),
                    stripped(line.path(), settings.strip()),
                    destination == null ? null : stripped(path(DESTINATION, pathOf(destination)), settings.strip()),
                    "*".equals(header(question, IF_NONE_MATCH)));
            return new Target(request, new TargetQuery(line.query()), line.uri());
        } catch (IllegalArgumentException e) {
            throw new MalformedRequestException(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Line line(Question question, GateSettings.Source source) throws MalformedRequestException {
        return switch (source) {
            case ORIGINAL_URI -> line(ORIGINAL_URI, header(question, ORIGINAL_URI), header(question, ORIGINAL_METHOD));
            case ORIGINAL_URL -> {
                String url = header(question, ORIGINAL_URL);
                yield line(ORIGINAL_URL, url == null ? null : pathOfAbsolute(url), header(question, ORIGINAL_METHOD));
            }
            case FORWARDED ->
                line(FORWARDED_URI, header(question, FORWARDED_URI), header(question, "X-Forwarded-Method"));
            case PATH -> line("path", question.path().isEmpty() ? null : question.path(), question.method());
            case ANY -> {
                Line agreed = null;
                for (GateSettings.Source one : GateSettings.Source.values()) {
                    agreed = one == source ? agreed : agreed(agreed, line(question, one));
                }
                yield agreed;
            }
        };
    }

    private static @Nullable Line line(String name, @Nullable String uri, @Nullable String method)
            throws MalformedRequestException {
        if (uri == null) {
            return null;
        }
        if (method == null) {
            throw new MalformedRequestException("The proxy sent " + name + " without a method");
        }
        return new Line(path(name, uri), method, uri);
    }

    private static @Nullable Line agreed(@Nullable Line one, @Nullable Line other) throws MalformedRequestException {
        if (one != null && other != null && !one.agreesWith(other)) {
            throw new MalformedRequestException("What names the target does not agree");
        }
        return one == null ? other : one;
    }

    private static CanonicalPath stripped(CanonicalPath path, CanonicalPath prefix) throws MalformedRequestException {
        return path.strip(prefix)
                .orElseThrow(() -> new MalformedRequestException("The target is not below the prefix to strip"));
    }

    private static CanonicalPath path(String name, String uri) throws MalformedRequestException {
        int query = uri.indexOf('?');
        try {
            return CanonicalPath.of(utf8(query < 0 ? uri : uri.substring(0, query)));
        } catch (InvalidPathException | CharacterCodingException e) {
            throw new MalformedRequestException(name + " has no canonical form: "
                    + (e instanceof InvalidPathException ? e.getMessage() : "not UTF-8"));
        }
    }

    // Keycloak's HTTP server reads each byte of a request's head as one character; curl and nginx pass UTF-8 on as
    // it is.
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

    /** The path of an {@code X-Original-URL}, with its query. */
    private static String pathOfAbsolute(String url) throws MalformedRequestException {
        if (!ORIGIN.matcher(url).lookingAt()) {
            throw new MalformedRequestException(ORIGINAL_URL + " must be absolute");
        }
        return pathOf(url);
    }

    private static @Nullable String header(Question question, String name) throws MalformedRequestException {
        List<String> values = question.header(name);
        if (values.size() > 1) {
            throw new MalformedRequestException(name + " was sent more than once");
        }
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }
}
