package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.claims;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static io.keypath.integrationtests.OAuthEndpoints.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The OAuth examples, run against a real server: programs that know OAuth and nothing of Keypath. */
class OAuthExamplesIT {

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .client(confidential("tiles", "keypath.introspect", "true"))
            .build();

    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    private static final Map<Server, OAuthExample> RUNNING = new HashMap<>();

    @TempDir
    static Path folder;

    enum Server {
        JAVA,
        PYTHON
    }

    @BeforeAll
    static void start() throws IOException {
        OAuthExample.require("python3-authlib python3-requests", "/usr/bin/python3", "-c", "import authlib, requests");
        OAuthExample.require("nodejs npm", "node", "--version");
        OAuthExample.require("nodejs npm", "npm", "--version");
        for (String file : List.of("maps/ams/tiles.txt", "maps/amsterdam/tiles.txt", "maps/ams/a b/é.txt")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), "content of " + file);
        }
        var settings = Map.of(
                "ISSUER",
                REALM.url(""),
                "CLIENT_ID",
                "tiles",
                "CLIENT_SECRET",
                TestRealm.SECRET,
                "ROOT",
                folder.toString(),
                "PORT",
                "0");
        RUNNING.put(
                Server.JAVA,
                OAuthExample.start(
                        example("resource-server-java"),
                        settings,
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "ResourceServer.java"));
        RUNNING.put(
                Server.PYTHON,
                OAuthExample.start(
                        example("resource-server-python"), settings, "/usr/bin/python3", "resource_server.py"));
    }

    @AfterAll
    static void stop() {
        RUNNING.values().forEach(OAuthExample::close);
    }

    @ParameterizedTest
    @EnumSource
    void aPathTokenReadsItsPathsUntilItIsDeleted(Server server) {
        Answer created = REALM.createToken("ada", "/maps/ams", "read");
        String token = created.text("token");

        Answer file = get(server, "/maps/ams/tiles.txt", token);
        Answer escaped = get(server, "/maps/ams/a%20b/%C3%A9.txt", token);
        Answer sibling = get(server, "/maps/amsterdam/tiles.txt", token);
        Answer parent = get(server, "/maps", token);

        assertThat(file.status()).isEqualTo(200);
        assertThat(file.body()).isEqualTo("content of maps/ams/tiles.txt");
        assertThat(escaped.status()).isEqualTo(200);
        assertThat(List.of(sibling.status(), parent.status())).containsOnly(403);
        REALM.call("ada", "DELETE", "/path-tokens/" + created.text("id"));
        assertThat(get(server, "/maps/ams/tiles.txt", token).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource
    void directoriesWritersAndEscapedPathsCountToo(Server server) {
        String below = token(entry("/maps/ams/", "read"));
        String writer = token(entry("/maps/ams", "write"));
        String escaped = token(entry("/maps/ams/a b", "read"));
        String file = token(entry("/maps/ams/tiles.txt/", "read"));

        assertThat(get(server, "/maps/ams/tiles.txt", below).status()).isEqualTo(200);
        assertThat(get(server, "/maps/ams/tiles.txt", writer).status()).isEqualTo(200);
        assertThat(get(server, "/maps/ams/a%20b/%C3%A9.txt", escaped).status()).isEqualTo(200);
        assertThat(get(server, "/maps/ams/tiles.txt", escaped).status()).isEqualTo(403);
        assertThat(get(server, "/maps/ams/tiles.txt", file).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void withoutAGoodTokenThereIsAChallenge(Server server) {
        Answer nobody = get(server, "/maps/ams/tiles.txt", "");
        Answer unknown = get(server, "/maps/ams/tiles.txt", "kpt_unknown");
        Answer notForPaths = get(
                server,
                "/maps/ams/tiles.txt",
                REALM.createToken("ada", Map.of("name", "personal")).text("token"));

        assertThat(List.of(nobody.status(), unknown.status())).containsOnly(401);
        assertThat(List.of(nobody.header("WWW-Authenticate"), unknown.header("WWW-Authenticate")))
                .allSatisfy(challenge -> assertThat(challenge).startsWithIgnoringCase("Bearer"));
        assertThat(notForPaths.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void aPathThatCanBeReadInTwoWaysIsNotServed(Server server) {
        String all = token(entry("/", "read"));

        for (String path : List.of(
                "/maps/ams/%2e%2e/amsterdam/tiles.txt", "/maps//ams/tiles.txt", "/maps/ams%5ctiles.txt", "/maps%00")) {
            assertThat(get(server, path, all).status()).as(path).isIn(400, 404);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJwtThatWasExchangedWorksTheSame(Server server) {
        Answer created = REALM.createToken("ada", "/maps", "read");
        String jwt = OAUTH.exchange("tiles", created.text("token"), "scope", "read:/maps/ams")
                .text("access_token");

        assertThat(get(server, "/maps/ams/tiles.txt", jwt).status()).isEqualTo(200);
        assertThat(get(server, "/maps/amsterdam/tiles.txt", jwt).status()).isEqualTo(403);
        REALM.call("ada", "DELETE", "/path-tokens/" + created.text("id"));
        assertThat(get(server, "/maps/ams/tiles.txt", jwt).status()).isEqualTo(401);
    }

    @Test
    void openidClientExchangesAPathToken() throws IOException {
        for (String file : List.of("exchange.mjs", "package.json", "package-lock.json")) {
            Files.copy(example("token-exchange-node").resolve(file), folder.resolve(file));
        }
        OAuthExample.run(folder, Map.of(), "npm", "ci", "--no-audit", "--no-fund");

        JsonNode answer = Http.JSON.readTree(exchange("read:/maps/ams/tiles"));
        String refused = exchange("read:/");

        assertThat(answer.get("scope").asText()).isEqualTo("read:/maps/ams/tiles");
        assertThat(claims(answer.get("access_token").asText()).get("scope").asText())
                .isEqualTo("read:/maps/ams/tiles");
        assertThat(refused).startsWith("invalid_scope");
    }

    private static String exchange(String scope) {
        return OAuthExample.run(
                folder,
                Map.of(
                        "ISSUER",
                        REALM.url(""),
                        "CLIENT_ID",
                        "tiles",
                        "CLIENT_SECRET",
                        TestRealm.SECRET,
                        "PATH_TOKEN",
                        token(entry("/maps/ams", "read")),
                        "SCOPE",
                        scope),
                "node",
                "exchange.mjs");
    }

    private static Path example(String name) {
        return TestServer.root().resolve("examples").resolve(name).toAbsolutePath();
    }

    private static String token(Map<String, String> entry) {
        return REALM.createToken("ada", Map.of("name", "example", "accessList", List.of(entry)))
                .text("token");
    }

    private static Answer get(Server server, String path, String token) {
        OAuthExample example = RUNNING.get(server);
        if (example == null) {
            throw new AssertionError("Not started: " + server);
        }
        var request = Http.of(
                "GET",
                URI.create("http://127.0.0.1:" + example.port() + "/files" + path)
                        .toString());
        return token.isEmpty() ? request.send() : request.bearer(token).send();
    }
}
