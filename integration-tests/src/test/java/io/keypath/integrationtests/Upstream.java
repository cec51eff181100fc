package io.keypath.integrationtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A program behind a proxy that keeps each request's bytes: a server of a library would drop or tidy what must not reach it. */
final class Upstream implements AutoCloseable {

    /** Header lines, apart by a bar, by which a client could make itself somebody else behind a proxy, or nobody. */
    static final List<String> FORGERIES = List.of(
            "X-Keypath-User: root",
            "x-keypath-user: root",
            "X_Keypath_User: root",
            "X_KEYPATH-USER: root",
            "X.Keypath.User: root",
            "X~Keypath~User: root",
            "X-Keypath-User-Id: root|X_Keypath_User_Id: root|X-Keypath-Token_Id: root|X_Keypath_Access: write",
            "Connection: X-Keypath-User",
            "Connection: close, x-keypath-user, X-Keypath-User-Id, X-KEYPATH-ACCESS",
            "Connection: Upgrade|Connection: X-Keypath-User|Upgrade: websocket",
            "Connection: X-Keypath-User|X_Keypath_User: root",
            "Keep-Alive: x|Proxy-Connection: X-Keypath-User",
            "TE: trailers|Transfer-Encoding: chunked|Trailer: X-Keypath-User");

    /** A body with a trailer, for the last of them. */
    static final String TRAILER = "1\r\nx\r\n0\r\nX-Keypath-User: root\r\n\r\n";

    private static final Pattern NAMES_KEYPATH = Pattern.compile("(?i)^[^:]*keypath");

    private final ServerSocket socket;
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    Upstream() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::serve, "upstream");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** The lines of the last request's head, as they came. */
    List<String> head() {
        try {
            String request = requests.poll(10, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("The program was not asked");
            }
            return request.lines().toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Those that CGI, PHP and WSGI could read as one of the gate's: letters and digits alone count there. Values do not. */
    static List<String> identity(List<String> head) {
        return head.stream()
                .filter(line -> NAMES_KEYPATH.matcher(line).find())
                .map(String::strip)
                .toList();
    }

    boolean wasAsked() {
        return !requests.isEmpty();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                answer(connection);
            } catch (SocketException e) {
                // Closed, by us or by the proxy.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answer(Socket connection) throws IOException {
        connection.setSoTimeout(10_000);
        InputStream in = new BufferedInputStream(connection.getInputStream());
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return; // a proxy that only looked whether somebody listens
            }
            head.append((char) next);
        }
        requests.add(head.toString());
        connection
                .getOutputStream()
                .write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nhi\n".getBytes(ISO_8859_1));
        connection.shutdownOutput();
        in.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
