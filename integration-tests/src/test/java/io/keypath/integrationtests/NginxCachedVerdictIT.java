package io.keypath.integrationtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.Nginx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nginx with the example's configuration and a verdict that is remembered: each caller gets his own, and not for long. */
class NginxCachedVerdictIT {

    private static final TestRealm REALM =
            NginxExample.realm().user("ada").user("ben").build();
    private static final String FILE = "/files/maps/ams/tiles.txt";
    private static final String PROGRAM = "/program/maps/ams/x";
    // nginx counts whole seconds: what it keeps for one may be almost two old.
    private static final long FORGOTTEN_MILLIS = 2_500;

    @TempDir
    static Path folder;

    private static Nginx nginx;

    @BeforeAll
    static void start() throws IOException {
        Path files = folder.resolve("files/maps/ams");
        Files.createDirectories(files);
        Files.writeString(files.resolve("tiles.txt"), "tiles");
        Files.writeString(files.resolve("other.txt"), "other");
        nginx = NginxExample.startRemembering(REALM, folder.resolve("files"), folder.resolve("nginx"));
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
    }

    @Test
    void aVerdictIsRememberedAndARevocationSeenSoonAfter() throws InterruptedException {
        boolean remembered = false;
        // A verdict that is a second old by now is asked for again: on a slow machine the first try may be too late.
        for (int i = 0; i < 10 && !remembered; i++) {
            Answer created = REALM.createToken("ada", "/maps/ams", "read");
            String token = created.text("token");
            String login = REALM.login("ada");
            assertThat(status("GET", FILE, bearer(token))).isEqualTo(200);
            assertThat(Http.of("DELETE", REALM.url("/path-tokens/" + created.text("id")))
                            .bearer(login)
                            .send()
                            .status())
                    .isEqualTo(204);
            remembered = status("GET", FILE, bearer(token)) == 200;
            Thread.sleep(FORGOTTEN_MILLIS);
            assertThat(status("GET", FILE, bearer(token))).isEqualTo(401);
        }
        assertThat(remembered).isTrue();
    }

    @Test
    void nothingElseThanWhatWasJudgedIsLetIn() {
        String reads = token("ada", Map.of());
        remember(FILE, bearer(reads));

        assertThat(status("GET", FILE)).isEqualTo(401);
        assertThat(status("GET", FILE, bearer(reads + "x"))).isEqualTo(401);
        assertThat(status("GET", FILE, "X-API-Key: kpt_nobody")).isEqualTo(401);
        assertThat(status("GET", FILE, "X-API-Key: " + reads)).isEqualTo(200);
        assertThat(status("GET", "/files/maps/rotterdam.txt", bearer(reads))).isEqualTo(403);
        assertThat(status("GET", "/program/maps/rotterdam", bearer(reads))).isEqualTo(403);
        for (String method : List.of("PUT", "DELETE", "MKCOL", "POST")) {
            assertThat(status(method, FILE, bearer(reads))).as(method).isEqualTo(403);
        }
        assertThat(folder.resolve("files/maps/ams/tiles.txt")).hasContent("tiles");
    }

    @Test
    void aTokenOfOnePageOrNetworkIsOfNoUseElsewhere() throws IOException {
        String ofPage = token("ada", Map.of("allowedOrigins", List.of("https://maps.example")));
        String here = token("ada", Map.of("allowedNetworks", List.of("127.0.0.1/32")));
        remember(FILE, bearer(ofPage), "Origin: https://maps.example");
        remember(FILE, bearer(ofPage), "Referer: https://maps.example/page");
        remember(FILE, bearer(here));

        assertThat(status("GET", FILE, bearer(ofPage), "Origin: https://evil.example"))
                .isEqualTo(401);
        assertThat(status("GET", FILE, bearer(ofPage), "Referer: https://evil.example/"))
                .isEqualTo(401);
        assertThat(status("GET", FILE, bearer(ofPage))).isEqualTo(401);
        assertThat(from("127.0.0.1", here)).isEqualTo("200");
        assertThat(from("127.0.0.2", here)).isEqualTo("401");
    }

    @Test
    void manyCallersAtOnceAreToldApart() {
        String ada = token("ada", Map.of());
        String ben = token("ben", Map.of());

        for (int round = 0; round < 5; round++) {
            List<Answer> answers = AtOnce.send(IntStream.range(0, 20)
                    .<Callable<Answer>>mapToObj(i -> () -> Http.of("GET", nginx.baseUri() + PROGRAM)
                            .bearer(i % 2 == 0 ? ada : ben)
                            .send())
                    .toList());
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).body()).startsWith(i % 2 == 0 ? "user ada\n" : "user ben\n");
            }
        }
    }

    @Test
    void aRefusalIsNotRemembered() {
        Answer created = REALM.createToken("ada", "/maps/ams", "read");
        String token = created.text("token");
        enable(created.text("id"), false);
        assertThat(status("GET", FILE, bearer(token))).isEqualTo(401);

        enable(created.text("id"), true);

        assertThat(status("GET", FILE, bearer(token))).isEqualTo(200);
    }

    @Test
    void onlyNginxReadsWhatItKeeps() throws IOException {
        remember(FILE, bearer(token("ada", Map.of())));

        try (Stream<Path> kept = Files.walk(folder.resolve("nginx/verdicts"))) {
            List<Path> all = kept.toList();
            assertThat(all).anyMatch(Files::isRegularFile);
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .endsWith("------"));
        }
    }

    private static String token(String user, Map<String, ?> more) {
        var body = new HashMap<String, Object>(more);
        body.put("name", "test");
        body.put("accessList", List.of(Map.of("path", "/maps/ams", "access", "read")));
        return REALM.createToken(user, body).text("token");
    }

    private static void enable(String id, boolean enabled) {
        assertThat(REALM.call("ada", "PATCH", "/path-tokens/" + id, Map.of("enabled", enabled))
                        .status())
                .isEqualTo(200);
    }

    private static void remember(String target, String... lines) {
        for (int i = 0; i < 3; i++) {
            assertThat(status("GET", target, lines)).isEqualTo(200);
        }
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private static int status(String method, String target, String... lines) {
        return GateWire.sendRaw(nginx.baseUri(), method + " " + target, "", new ArrayList<>(Arrays.asList(lines)))
                .status();
    }

    /** From an address of this machine. */
    private static String from(String address, String token) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(10_000);
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(new InetSocketAddress(
                    nginx.baseUri().getHost(), nginx.baseUri().getPort()));
            String request = "GET " + FILE + " HTTP/1.1\r\nHost: files.example\r\nConnection: close\r\n" + bearer(token)
                    + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1).split(" ", 3)[1];
        }
    }
}
