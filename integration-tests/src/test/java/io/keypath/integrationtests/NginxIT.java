package io.keypath.integrationtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.Nginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real nginx with the configuration that users copy, in front of real files, with a real Keycloak behind its gate. */
class NginxIT {

    private static final TestRealm REALM = NginxExample.realm().user("ada").build();
    private static final String READS =
            REALM.createToken("ada", "/maps/ams", "read").text("token");
    private static final String WRITES =
            REALM.createToken("ada", "/maps/ams", "write").text("token");
    private static final String TILES = "/files/maps/ams/tiles.txt";

    /** Stands in each file that no token here reaches. */
    private static final String OUT_OF_SCOPE = "out-of-scope-content";

    @TempDir
    static Path folder;

    private static Path files;
    private static Nginx nginx;

    @BeforeAll
    static void start() throws IOException {
        Path example = TestServer.root().resolve("examples/nginx");
        files = folder.resolve("files");
        copy(example.resolve("files"), files);
        Files.writeString(files.resolve("secret.txt"), OUT_OF_SCOPE);
        Files.writeString(files.resolve("maps/rotterdam/tiles.txt"), OUT_OF_SCOPE);
        Files.writeString(files.resolve("maps/amsterdam.txt"), OUT_OF_SCOPE);
        Files.writeString(folder.resolve("secret.txt"), OUT_OF_SCOPE);
        nginx = NginxExample.start(REALM, files, folder.resolve("nginx"));
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
    }

    @AfterEach
    void whatNoTokenReachesIsAsItWas() {
        assertThat(files.resolve("secret.txt")).hasContent(OUT_OF_SCOPE);
        assertThat(files.resolve("maps/rotterdam/tiles.txt")).hasContent(OUT_OF_SCOPE);
        assertThat(files.resolve("maps/amsterdam.txt")).hasContent(OUT_OF_SCOPE);
        assertThat(folder.resolve("secret.txt")).hasContent(OUT_OF_SCOPE);
    }

    @Test
    void aFileInScopeIsServed() throws IOException {
        Answer answer = Http.of("GET", nginx.baseUri() + TILES).bearer(READS).send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readString(files.resolve("maps/ams/tiles.txt")));
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
        assertThat(Http.of("HEAD", nginx.baseUri() + TILES).bearer(READS).send().status())
                .isEqualTo(200);
        assertThat(Http.of("GET", nginx.baseUri() + TILES + "?path=/secret&x=/../..")
                        .bearer(READS)
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files/secret.txt",
                "/files/maps/rotterdam/tiles.txt",
                "/files/maps/amsterdam.txt",
                "/files/maps/",
                "/files/"
            })
    void aSiblingIsForbiddenAndTheCallerIsToldWhatItLacks(String target) {
        Answer answer = Http.of("GET", nginx.baseUri() + target).bearer(READS).send();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain(OUT_OF_SCOPE);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .singleElement()
                .asString()
                .contains("error=\"insufficient_scope\"", "scope=\"read:" + target.substring("/files".length()) + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "MKCOL", "MOVE", "COPY", "POST", "PATCH", "PROPPATCH", "LOCK", "FOO"})
    void anyOtherMethodIsForbidden(String method) throws IOException {
        String before = Files.readString(files.resolve("maps/ams/tiles.txt"));

        var reply = send(method + " " + TILES, READS, "Destination: /files/maps/ams/copy.txt");

        assertThat(reply.status()).isIn(403, 405);
        assertThat(files.resolve("maps/ams/tiles.txt")).hasContent(before);
        assertThat(files.resolve("maps/ams/copy.txt")).doesNotExist();
    }

    @Test
    void withoutATokenOrWithAWrongOneTheChallengeIsPassedOn() {
        Answer missing = Http.of("GET", nginx.baseUri() + TILES).send();
        Answer wrong = Http.of("GET", nginx.baseUri() + TILES).bearer("kpt_x").send();

        assertThat(missing.status()).isEqualTo(401);
        assertThat(missing.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"" + REALM.name() + "\", Basic realm=\"" + REALM.name()
                        + "\", charset=\"UTF-8\"");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.headers().allValues("WWW-Authenticate"))
                .singleElement()
                .asString()
                .contains("error=\"invalid_token\"");
    }

    @Test
    void aDeletedTokenIsDeadAtOnce() {
        Answer created = REALM.createToken("ada", "/maps/ams", "read");
        String token = created.text("token");
        String login = REALM.login("ada");
        assertThat(get(token).status()).isEqualTo(200);

        Http.of("DELETE", REALM.url("/path-tokens/" + created.text("id")))
                .bearer(login)
                .send();

        assertThat(get(token).status()).isEqualTo(401);
    }

    @Test
    void aTokenIsAlsoThePasswordOfBasic() {
        String pair = Base64.getEncoder().encodeToString(("ada:" + READS).getBytes(UTF_8));

        Answer answer = Http.of("GET", nginx.baseUri() + TILES)
                .header("Authorization", "Basic " + pair)
                .send();

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void anAccessTokenOfKeycloaksOwnWorksThroughNginxToo() {
        assertThat(get(REALM.login("ada")).status()).isEqualTo(200);
    }

    @Test
    void aTokenThatWritesPutsAndDeletesBelowItsPathOnly() {
        assertThat(GateWire.send(nginx.baseUri(), "PUT /files/maps/ams/new.txt", "hello", List.of(bearer(WRITES)))
                        .status())
                .isEqualTo(201);
        assertThat(files.resolve("maps/ams/new.txt")).hasContent("hello");
        assertThat(send("MKCOL /files/maps/ams/new/", WRITES).status()).isEqualTo(201);
        assertThat(files.resolve("maps/ams/new")).isDirectory();
        assertThat(send("DELETE /files/maps/ams/new.txt", WRITES).status()).isEqualTo(204);
        assertThat(files.resolve("maps/ams/new.txt")).doesNotExist();

        assertThat(GateWire.send(nginx.baseUri(), "PUT /files/secret.txt", "hello", List.of(bearer(WRITES)))
                        .status())
                .isEqualTo(403);
        assertThat(send("DELETE /files/maps/amsterdam.txt", WRITES).status()).isEqualTo(403);
        assertThat(send("DELETE /files/maps/", WRITES).status()).isEqualTo(403);
        assertThat(send("MKCOL /files/new/", WRITES).status()).isEqualTo(403);
        assertThat(files.resolve("new")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "MOVE, /files/maps/ams/readme.txt, /files/stolen.txt",
        "COPY, /files/maps/ams/readme.txt, /files/stolen.txt",
        "MOVE, /files/maps/ams/readme.txt, /files/maps/ams/stolen.txt",
        "MOVE, /files/secret.txt,          /files/maps/ams/stolen.txt",
        "COPY, /files/secret.txt,          /files/maps/ams/stolen.txt",
        "COPY, /files/maps/ams/readme.txt, /files/maps/ams/../../stolen.txt",
        "COPY, /files/maps/ams/readme.txt, http://127.0.0.1?/files/maps/ams/stolen.txt"
    })
    void nothingIsMovedOrCopied(String method, String target, String destination) {
        var reply = send(method + " " + target, WRITES, "Destination: " + destination);

        assertThat(reply.status()).isIn(400, 403, 405, 409);
        assertThat(files.resolve("stolen.txt")).doesNotExist();
        assertThat(files.resolve("maps/ams/stolen.txt")).doesNotExist();
        assertThat(files.resolve("maps/ams/readme.txt")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Original-URI: /files/maps/ams/tiles.txt",
                "x-original-uri: /files/maps/ams/tiles.txt",
                "X_Original_URI: /files/maps/ams/tiles.txt",
                "X-Original-Method: GET",
                "X-Forwarded-Uri: /files/maps/ams/tiles.txt",
                "X-Forwarded-Method: GET",
                "X-Forwarded-Prefix: /files/maps/ams",
                "X-Forwarded-Host: files.example",
                "Forwarded: for=10.0.0.1;host=files.example",
                "X-Rewrite-URL: /files/maps/ams/tiles.txt",
                "X-Original-URL: /files/maps/ams/tiles.txt",
                "X-HTTP-Method-Override: GET",
                "X-Keypath-User: root",
                "Connection: X-Original-URI, X-Original-Method"
            })
    void aHeaderOfTheClientsOpensNothing(String header) {
        assertThat(send("GET /files/secret.txt", READS, header).status()).isEqualTo(403);
        assertThat(send("PUT " + TILES, READS, header).status()).isEqualTo(403);
        assertThat(send("GET " + TILES, READS, header).status()).isEqualTo(200);
        assertThat(GateWire.send(nginx.baseUri(), "GET " + TILES, header).status())
                .isEqualTo(401);
    }

    @Test
    void theProgramBehindLearnsWhoCallsFromTheGateOnly() {
        String token = REALM.createToken("ada", "/", "read").text("token");

        var reply = send(
                "GET /program/maps/ams",
                token,
                "X-Keypath-User: root",
                "X-Keypath-User-Id: forged",
                "X-Keypath-Client: forged",
                "X-Keypath-Token-Id: forged",
                "X-Keypath-Access: write");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .contains("user ada\n", "client " + TestRealm.CLI + "\n", "access read\n")
                .doesNotContain("root", "forged", "write");
        assertThat(GateWire.send(nginx.baseUri(), "GET /program/maps/ams", "X-Keypath-User: root")
                        .status())
                .isEqualTo(401);
        assertThat(send("GET /program/maps", READS).status()).isEqualTo(403);
    }

    @Test
    void noHeaderOfTheClientsForgesOrRemovesAnIdentity() throws IOException {
        Answer created = REALM.createToken("ada", "/maps/ams", "read");
        try (Upstream program = new Upstream();
                Nginx before = NginxExample.startBefore(program.address(), REALM, folder.resolve("before"))) {
            for (String lines : Upstream.FORGERIES) {
                var all = Stream.concat(Stream.of(bearer(created.text("token"))), Stream.of(lines.split("\\|")))
                        .toList();

                var reply = lines.contains("chunked")
                        ? GateWire.sendRaw(before.baseUri(), "GET /program/maps/ams", Upstream.TRAILER, all)
                        : GateWire.send(before.baseUri(), "GET /program/maps/ams", "", all);

                assertThat(reply.status()).as(lines).isEqualTo(200);
                assertThat(Upstream.identity(program.head()))
                        .as(lines)
                        .containsExactlyInAnyOrder(
                                "X-Keypath-User: ada",
                                "X-Keypath-User-Id: " + REALM.userId("ada"),
                                "X-Keypath-Client: " + TestRealm.CLI,
                                "X-Keypath-Token-Id: " + created.text("id"),
                                "X-Keypath-Access: read");
            }
        }
    }

    @Test
    void windowsIsToldThatItsAncestorsAreNotForIt() {
        for (String method : List.of("OPTIONS", "PROPFIND")) {
            assertThat(send(method + " /", READS).status()).as(method).isEqualTo(404);
            assertThat(GateWire.send(nginx.baseUri(), method + " /files/").status())
                    .isEqualTo(401);
            assertThat(send(method + " /files/", READS).status()).as(method).isEqualTo(403);
            assertThat(send(method + " /files/maps/", READS).status())
                    .as(method)
                    .isEqualTo(403);
            // Asked for, and nginx's own WebDAV has neither.
            assertThat(send(method + " /files/maps/ams/", READS).status())
                    .as(method)
                    .isEqualTo(405);
        }
    }

    @Test
    void longCookiesAndQueriesAreNoConcernOfTheGates() {
        String[] cookies = IntStream.range(0, 3)
                .mapToObj(i -> "Cookie: c" + i + "=" + "b".repeat(7_900))
                .toArray(String[]::new);

        assertThat(send("GET " + TILES + "?q=" + "x".repeat(7_900), READS, cookies)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theGateItselfIsOutOfReach() {
        for (String target :
                List.of("/_gate", "/_gate?strip=/", "/realms/" + REALM.name() + "/gate/verify", "//_gate")) {
            assertThat(send("GET " + target, READS).status()).as(target).isIn(400, 404);
        }
    }

    @Test
    void bigHeadersAreTheCallersFault() {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            lines.add("X-Padding-" + i + ": " + "a".repeat(7_000));
        }

        assertThat(send("GET " + TILES, READS, lines.toArray(String[]::new)).status())
                .isLessThan(500);
        assertThat(send("GET " + TILES, "a".repeat(7_000)).status()).isEqualTo(401);
    }

    @Test
    void noSpellingOfATargetLeavesTheScope() throws IOException {
        var table = new StringBuilder("# GET through nginx with a token for read:/maps/ams: target -> status\n");
        var wrong = new ArrayList<String>();
        List<String> targets = malformed();
        for (String target : targets) {
            var reply = send("GET " + target, READS);
            String line = "%3d  %s".formatted(reply.status(), shown(target));
            table.append(line).append('\n');
            if (reply.status() < 400 || reply.status() >= 500 || reply.text().contains(OUT_OF_SCOPE)) {
                wrong.add(line);
            }
        }
        Files.writeString(Path.of("target/malformed-targets.txt"), table);

        assertThat(targets).hasSizeGreaterThanOrEqualTo(40);
        assertThat(wrong).isEmpty();
    }

    /** At a file outside the scope, or outside the folder. */
    private static List<String> malformed() {
        return List.of(
                // Dot segments.
                "/files/maps/ams/../rotterdam/tiles.txt",
                "/files/maps/ams/../../secret.txt",
                "/files/maps/ams/../../../secret.txt",
                "/files/maps/ams/../../../../../../../../etc/passwd",
                "/files/../files/secret.txt",
                "/files../secret.txt",
                "/files/..",
                "/../etc/passwd",
                "/files/maps/ams/./../rotterdam/tiles.txt",
                "/files/maps/ams/.../../../secret.txt",
                "/files/maps/ams/..",
                "/_gate/../files/secret.txt",
                // Encoded.
                "/files/maps/ams/%2e%2e/rotterdam/tiles.txt",
                "/files/maps/ams/%2E%2E/rotterdam/tiles.txt",
                "/files/maps/ams/.%2e/rotterdam/tiles.txt",
                "/files/maps/ams/%2e./%2e./secret.txt",
                "/files/maps/ams/..%2frotterdam/tiles.txt",
                "/files/maps/ams%2f..%2frotterdam%2ftiles.txt",
                "/files/maps/ams/%2e%2e%2f%2e%2e%2fsecret.txt",
                "/%66iles/%73ecret.txt",
                "/files/maps%2frotterdam/tiles.txt",
                "/files%2fsecret.txt",
                // Encoded twice.
                "/files/maps/ams/%252e%252e/rotterdam/tiles.txt",
                "/files/maps/ams/..%252frotterdam/tiles.txt",
                "/files/maps/ams/%252e%252e%252frotterdam%252ftiles.txt",
                "/files/maps/ams/%25252e%25252e/secret.txt",
                "/files/maps/ams/%%32%65%%32%65/secret.txt",
                // Backslashes.
                "/files/maps/ams/..\\rotterdam\\tiles.txt",
                "/files\\maps\\rotterdam\\tiles.txt",
                "/files/maps/ams/..%5crotterdam/tiles.txt",
                "/files/maps/ams/%2e%2e%5c..%5csecret.txt",
                "\\files\\secret.txt",
                // NUL and other control characters.
                "/files/secret.txt%00",
                "/files/secret.txt%00.png",
                "/files/maps/ams/%00/../../secret.txt",
                "/files/maps/ams/..%00/rotterdam/tiles.txt",
                "/files/secret.txt\u0000",
                "/files/secret.txt%0a",
                "/files/secret.txt%0d%0aX-Keypath-User:%20root",
                "/files/maps/ams/\u0001../../secret.txt",
                "/files/secret.txt\u007f",
                "/files/secret.txt\tx",
                // Not UTF-8, overlong UTF-8, look-alikes.
                "/files/maps/ams/%c0%ae%c0%ae/rotterdam/tiles.txt",
                "/files/maps/ams/..%c0%afrotterdam/tiles.txt",
                "/files/maps/ams/%e0%80%ae%e0%80%ae/rotterdam/tiles.txt",
                "/files/maps/ams/..%c1%9crotterdam/tiles.txt",
                "/files/maps/ams/%ff/../../secret.txt",
                "/files/maps/ams/\u00c0\u00ae\u00c0\u00ae/secret.txt",
                "/files/maps/ams/%ef%bc%8e%ef%bc%8e/secret.txt",
                "/files/maps/ams/%u002e%u002e/secret.txt",
                // Empty segments and parameters.
                "//files/secret.txt",
                "/files//secret.txt",
                "/files/maps/ams//../rotterdam/tiles.txt",
                "/files/maps/ams//../../secret.txt",
                "/files/maps/ams/..;/rotterdam/tiles.txt",
                "/files/maps/ams/..;x=y/rotterdam/tiles.txt",
                "/files/maps/ams;/../rotterdam/tiles.txt",
                "/files/maps/ams/%3b/../../../secret.txt",
                // Where the path ends.
                "/files/secret.txt?",
                "/files/secret.txt?/files/maps/ams/tiles.txt",
                "/files/secret.txt#/files/maps/ams/tiles.txt",
                "/files/secret.txt%3f/../maps/ams/tiles.txt",
                "/files/secret.txt%23",
                "/files/secret.txt&path=/maps/ams&method=GET",
                "/files/secret.txt?path=/maps/ams&method=GET&strip=/files",
                "/files/maps/ams/%",
                "/files/maps/ams/%2",
                "/files/maps/ams/%zz/../../secret.txt",
                // Spaces and dots that some servers drop.
                "/files/maps/ams/.. /rotterdam/tiles.txt",
                "/files/maps/ams/..%20/rotterdam/tiles.txt",
                "/files/maps/ams%20/../rotterdam/tiles.txt",
                "/files/secret.txt.",
                // Other forms of a target.
                "http://127.0.0.1/files/secret.txt",
                "http://127.0.0.1/files/maps/ams/../rotterdam/tiles.txt",
                "http://127.0.0.1\\files\\secret.txt",
                "file:///etc/passwd",
                "files/secret.txt",
                "*",
                "/FILES/secret.txt",
                // Long and deep.
                "/files/maps/ams" + "/..".repeat(500) + "/secret.txt",
                "/files/maps/ams" + "/a".repeat(65) + "/../../../secret.txt",
                "/files/maps/ams/" + "a".repeat(5_000),
                "/files/maps/ams/" + "a".repeat(10_000),
                "/files/" + "/".repeat(5_000) + "secret.txt");
    }

    private static String shown(String target) {
        var shown = new StringBuilder();
        target.chars()
                .limit(100)
                .forEach(c -> shown.append(c > 0x20 && c < 0x7f ? Character.toString(c) : "\\x%02x".formatted(c)));
        return target.length() > 100 ? shown + "... (" + target.length() + " bytes)" : shown.toString();
    }

    private static GateWire.Reply get(String token) {
        return send("GET " + TILES, token);
    }

    private static GateWire.Reply send(String methodAndTarget, String token, String... lines) {
        var all = Stream.concat(Stream.of(bearer(token)), Stream.of(lines)).toList();
        return GateWire.send(nginx.baseUri(), methodAndTarget, "", all);
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
