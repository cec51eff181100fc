package io.keypath.keycloakdist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code examples/nginx} asks the gate, and what it does with the answer. The gate is a stub here, so that each answer can be had. */
class NginxExampleIT {

    private static final Path EXAMPLE = Path.of("../examples/nginx");

    @TempDir
    Path folder;

    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private HttpServer gate;
    private Nginx nginx;
    private int verdict = 200;
    private String user = "ada";

    private record Asked(String method, URI uri, Headers headers, String body) {
        String header(String name) {
            return String.join(",", Optional.ofNullable(headers.get(name)).orElse(List.of()));
        }
    }

    @BeforeEach
    void start() throws IOException {
        Optional<Path> binary = Nginx.find();
        assertThat(binary)
                .as("nginx is not installed: apt-get install nginx-light")
                .isPresent();
        gate = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gate.createContext("/realms/demo/gate/", this::answer);
        gate.start();
        FileTree.copy(EXAMPLE.resolve("files"), folder.resolve("files"));
        URI keycloak = URI.create("http://127.0.0.1:" + gate.getAddress().getPort());
        nginx = Nginx.start(
                binary.get(),
                EXAMPLE.resolve("nginx.conf"),
                keycloak,
                "demo",
                folder.resolve("files"),
                folder.resolve("nginx"),
                0);
    }

    @AfterEach
    void stop() {
        if (nginx != null) {
            nginx.close();
            gate.stop(0);
        }
    }

    @Test
    void theGateIsToldTheTargetAsTheClientSentIt() throws Exception {
        String response = send("GET /files/maps/%61ms/./tiles.txt?token=x%20y", "Authorization: Bearer kpt_1");

        assertThat(response).startsWith("HTTP/1.1 200").contains("ams/1/0/0");
        Asked question = asked.take();
        assertThat(question.method()).isEqualTo("GET");
        assertThat(question.uri()).hasToString("/realms/demo/gate/files/verify");
        // The gate reads no query.
        assertThat(question.header("X-Original-URI")).isEqualTo("/files/maps/%61ms/./tiles.txt");
        assertThat(question.header("X-Original-Method")).isEqualTo("GET");
        assertThat(question.header("Authorization")).isEqualTo("Bearer kpt_1");
        assertThat(question.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(question.header("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(question.header("Host"))
                .isEqualTo("127.0.0.1:" + gate.getAddress().getPort());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Original-URI",
                "X-Original-URL",
                "X-Original-Method",
                "X-Forwarded-Uri",
                "X-Forwarded-Method",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Port",
                "X-Forwarded-Prefix",
                "X-Forwarded-Proto",
                "Forwarded",
                "X_Original_URI"
            })
    void aClientCannotSpeakForNginx(String header) throws Exception {
        send("GET /files/maps/ams/tiles.txt", header + ": forged");

        assertThat(asked.take().headers().values()).noneMatch(values -> values.contains("forged"));
    }

    @Test
    void whatTheGateDecidesByIsPassedOn() throws Exception {
        send(
                "GET /files/maps/ams/tiles.txt",
                "Origin: https://maps.example",
                "Cookie: keypath=1",
                "If-None-Match: *",
                "Destination: /files/other",
                "Sec-Fetch-Site: same-origin");

        Asked question = asked.take();
        assertThat(question.header("Origin")).isEqualTo("https://maps.example");
        // The gate reads none, and long ones would be more than Keycloak takes.
        assertThat(question.header("Cookie")).isEmpty();
        // nginx's PUT does not honour it: it must not make an overwriting PUT look like a creating one.
        assertThat(question.header("If-None-Match")).isEmpty();
        assertThat(question.header("Destination")).isEqualTo("/files/other");
        assertThat(question.header("Sec-Fetch-Site")).isEqualTo("same-origin");
    }

    @Test
    void aRefusalReachesTheClientWithItsChallengeOnce() throws Exception {
        for (int status : List.of(401, 403)) {
            verdict = status;

            String response = send("GET /files/maps/ams/tiles.txt");

            assertThat(response).startsWith("HTTP/1.1 " + status);
            assertThat(response.lines().filter(line -> line.regionMatches(true, 0, "WWW-Authenticate", 0, 16)))
                    .singleElement()
                    .asString()
                    .endsWith(": Bearer error=\"stub\"");
            assertThat(response).doesNotContain("ams/1/0/0");
        }
    }

    @Test
    void aPreflightIsAnsweredWithoutTheGateAndNothingElseIs() throws Exception {
        verdict = 401;

        for (String target : List.of("/files/maps/ams/tiles.txt", "/program/maps")) {
            assertThat(send("OPTIONS " + target, "Origin: https://app.example", "Access-Control-Request-Method: PUT"))
                    .startsWith("HTTP/1.1 204")
                    .contains("Access-Control-Allow-Origin: *\r\n", "Access-Control-Max-Age: 600")
                    .containsPattern("Access-Control-Allow-Methods: .*PUT")
                    .containsPattern("Access-Control-Allow-Headers: .*Authorization");
        }
        assertThat(asked).isEmpty();
        assertThat(send("OPTIONS /files/maps/ams/tiles.txt", "Origin: https://app.example"))
                .startsWith("HTTP/1.1 401");
        assertThat(send("OPTIONS /files/maps/ams/tiles.txt", "Access-Control-Request-Method: PUT"))
                .startsWith("HTTP/1.1 401");
        assertThat(send(
                        "GET /files/maps/ams/tiles.txt",
                        "Origin: https://app.example",
                        "Access-Control-Request-Method: GET"))
                .startsWith("HTTP/1.1 401")
                .contains("Access-Control-Allow-Origin: *\r\n")
                .doesNotContain("Access-Control-Allow-Methods");
    }

    @Test
    void aLongAnswerOfTheGateIsRead() throws Exception {
        user = "%C3%A4".repeat(1_200);

        assertThat(send("GET /program/maps/ams")).startsWith("HTTP/1.1 200").contains("user " + user);
    }

    @Test
    void whatIsAllowedCarriesNoChallenge() throws Exception {
        assertThat(send("GET /files/maps/ams/tiles.txt")).doesNotContainIgnoringCase("\r\nWWW-Authenticate:");
        assertThat(send("GET /files/maps/none.txt"))
                .startsWith("HTTP/1.1 404")
                .doesNotContainIgnoringCase("\r\nWWW-Authenticate:");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 302, 404})
    void anyOtherAnswerOfTheGateIsNoYes(int status) throws Exception {
        verdict = status;

        assertThat(send("GET /files/maps/ams/tiles.txt"))
                .startsWith("HTTP/1.1 500")
                .doesNotContain("ams/1/0/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files/maps/ams/tiles.txt", "/program/maps/ams"})
    void aGateThatIsAwayForAWhileIsToBeAskedAgain(String target) throws Exception {
        verdict = 503;

        assertThat(send("GET " + target))
                .startsWith("HTTP/1.1 503")
                .contains("\r\nRetry-After: 5\r\n")
                .doesNotContain("ams/1/0/0");
    }

    @Test
    void withoutAGateNothingIsServed() throws Exception {
        gate.stop(0);

        assertThat(send("GET /files/maps/ams/tiles.txt"))
                .startsWith("HTTP/1.1 503")
                .contains("\r\nRetry-After: 5\r\n")
                .doesNotContain("ams/1/0/0");
        assertThat(send("GET /app/none")).startsWith("HTTP/1.1 404").doesNotContain("\r\nRetry-After");
    }

    @Test
    void filesAreWrittenAndDeletedAndTheGateNeverSeesABody() throws Exception {
        assertThat(send("PUT /files/maps/ams/new.txt", "Content-Length: 5", "", "hello"))
                .startsWith("HTTP/1.1 201");

        Asked question = asked.take();
        assertThat(question.method()).isEqualTo("GET");
        assertThat(question.header("X-Original-Method")).isEqualTo("PUT");
        assertThat(question.body()).isEmpty();
        assertThat(folder.resolve("files/maps/ams/new.txt")).hasContent("hello");
        assertThat(send("MKCOL /files/maps/new/")).startsWith("HTTP/1.1 201");
        assertThat(send("DELETE /files/maps/ams/new.txt")).startsWith("HTTP/1.1 204");
        assertThat(folder.resolve("files/maps/ams/new.txt")).doesNotExist();
    }

    @Test
    void aRefusedWriteChangesNothing() throws Exception {
        verdict = 403;

        assertThat(send("PUT /files/maps/ams/tiles.txt", "Content-Length: 5", "", "hello"))
                .startsWith("HTTP/1.1 403");
        assertThat(send("DELETE /files/maps/ams/tiles.txt")).startsWith("HTTP/1.1 403");

        assertThat(folder.resolve("files/maps/ams/tiles.txt")).content().contains("ams/1/0/0");
    }

    @Test
    void methodsWithASecondPathAreNotServed() throws Exception {
        assertThat(send("MOVE /files/maps/ams/tiles.txt", "Destination: /files/reports/tiles.txt"))
                .startsWith("HTTP/1.1 405");
        assertThat(send("COPY /files/maps/ams/tiles.txt", "Destination: /files/reports/tiles.txt"))
                .startsWith("HTTP/1.1 405");
    }

    @Test
    void aLinkOutOfTheFolderIsNotFollowed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(folder.resolve("files/maps/link.txt"), secret);

        assertThat(send("GET /files/maps/link.txt")).startsWith("HTTP/1.1 403").doesNotContain("\r\n\r\nsecret");
        assertThat(send("GET /files../secret.txt")).startsWith("HTTP/1.1 404");
    }

    @Test
    void theProgramIsToldWhoCallsByTheGateOnly() throws Exception {
        String response = send(
                "GET /program/maps/ams",
                "X-Keypath-User: root",
                "X-Keypath-Client: forged",
                "X-Keypath-Token-Id: forged",
                "X-Keypath-Access: write",
                "Authorization: Bearer kpt_1");

        assertThat(response)
                .startsWith("HTTP/1.1 200")
                .contains("user ada\n", "access read\n")
                .doesNotContain("root", "forged", "write");
        assertThat(asked.take().uri()).hasToString("/realms/demo/gate/program/verify");
    }

    @Test
    void theQuestionItselfIsNotForClients() throws Exception {
        assertThat(send("GET /_gate")).startsWith("HTTP/1.1 404");

        assertThat(asked).isEmpty();
    }

    @Test
    void theAccessLogHoldsNoSecret() throws Exception {
        send("GET /files/maps/ams/tiles.txt?token=kpt_secret", "Authorization: Bearer kpt_secret");
        nginx.close();

        assertThat(folder.resolve("nginx/access.log"))
                .content()
                .contains("/files/maps/ams/tiles.txt 200")
                .doesNotContain("kpt_secret");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    exchange.getRequestHeaders(),
                    new String(body.readAllBytes(), StandardCharsets.UTF_8)));
            if (verdict == 200) {
                exchange.getResponseHeaders().add("X-Keypath-User", user);
                exchange.getResponseHeaders().add("X-Keypath-Access", "read");
            } else {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer error=\"stub\"");
            }
            exchange.sendResponseHeaders(verdict, -1);
        }
    }

    /** By hand, for no client library sends a request line as it is; lines after an empty one are the body. */
    private String send(String methodAndTarget, String... lines) throws IOException {
        String text =
                methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + String.join("\r\n", lines);
        boolean hasBody = List.of(lines).contains("");
        String request = hasBody ? text : text + (lines.length == 0 ? "\r\n" : "\r\n\r\n");
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), nginx.baseUri().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
