package io.keypath.integrationtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Requests written by hand, a byte for each character: no client library sends what it must not. */
final class GateWire {

    private static final int TIMEOUT_MILLIS = 30_000;

    private GateWire() {}

    /**
     * What came back, headers and all.
     *
     * @param status 0 when the server hung up without an answer
     */
    record Reply(int status, String text) {

        /** The values of a header, one for each time it was sent. */
        List<String> header(String name) {
            return head().lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }

        String body() {
            return text.substring(Math.min(text.length(), head().length() + 4));
        }

        private String head() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? text : text.substring(0, end);
        }
    }

    /** Sends {@code method target} with these header lines and no body. */
    static Reply send(URI server, String methodAndTarget, String... lines) {
        return send(server, methodAndTarget, "", List.of(lines));
    }

    static Reply send(URI server, String methodAndTarget, String body, List<String> lines) {
        if (body.isEmpty()) {
            return sendRaw(server, methodAndTarget, body, lines);
        }
        var all = new ArrayList<>(lines);
        all.add("Content-Length: " + body.length());
        return sendRaw(server, methodAndTarget, body, all);
    }

    /** A body whose end the lines tell. */
    static Reply sendRaw(URI server, String methodAndTarget, String body, List<String> lines) {
        var all = new ArrayList<>(lines);
        all.add("Connection: close");
        return sendAndStay(server, methodAndTarget, body, all);
    }

    /** As {@link #sendRaw}, without a word of when the connection ends: waits for the server to end it. */
    static Reply sendAndStay(URI server, String methodAndTarget, String body, List<String> lines) {
        var request = new StringBuilder(methodAndTarget)
                .append(" HTTP/1.1\r\nHost: ")
                .append(server.getAuthority())
                .append("\r\n");
        for (String line : lines) {
            request.append(line).append("\r\n");
        }
        request.append("\r\n").append(body);
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
            String text = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return new Reply(text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
