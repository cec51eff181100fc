package io.keypath.integrationtests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every proxy of the examples does, with the configuration that users copy, in front of a program that keeps what reaches it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProxyContract {

    // Without an address of its own, so that what Caddy says of the host would change the issuer.
    private static final TestRealm REALM = TestRealm.builder().user("ada").build();
    private static final Answer READ = REALM.createToken("ada", "/maps/ams", "read");
    private static final String READS = READ.text("token");
    private static final String TILES = "/maps/ams/tiles.txt";

    private @Nullable Upstream upstream;
    private @Nullable ProxyExample process;

    /** Starts the proxy, with an empty folder of its own. */
    abstract ProxyExample start(Path home, String keycloak, String realm, String program) throws IOException;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        upstream = new Upstream();
        process = start(REALM.keycloak().baseUri().getAuthority(), folder);
    }

    private ProxyExample start(String keycloak, Path home) throws IOException {
        return start(home, keycloak, REALM.name(), program().address());
    }

    @AfterAll
    void stop() throws IOException {
        if (process != null) {
            process.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    private Upstream program() {
        return requireNonNull(upstream);
    }

    private URI proxy() {
        return requireNonNull(process).uri();
    }

    /** The lines of the last request's head, with the names in lower case, as some proxies send them. */
    private List<String> head() {
        return lowerCase(program().head());
    }

    private static List<String> lowerCase(List<String> lines) {
        return lines.stream()
                .map(line -> {
                    int colon = line.indexOf(": ");
                    return colon < 0 ? line : line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
                })
                .toList();
    }

    @Test
    void aRequestInScopeReachesTheProgramWithAllFiveIdentities() {
        var reply = send("GET " + TILES + "?x=%20y", READS);

        assertThat(reply.status()).isEqualTo(200);
        List<String> head = head();
        assertThat(head.get(0)).isEqualTo("GET " + TILES + "?x=%20y HTTP/1.1");
        assertThat(head).noneMatch(line -> line.contains("kpt_"));
        assertThat(Upstream.identity(head)).containsExactlyInAnyOrder(expected("read"));
    }

    @Test
    void whatIsOutOfScopeNeverReachesTheProgram() {
        for (String target : List.of(
                "/maps/rotterdam/tiles.txt",
                "/secret" + TILES + "?strip=/secret",
                "/maps/rotterdam/tiles.txt?path=" + TILES + "&method=GET",
                "/maps/ams/../rotterdam/tiles.txt")) {
            assertThat(send("GET " + target, READS).status()).as(target).isEqualTo(403);
        }
        assertThat(send("PUT " + TILES, READS).header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .contains("insufficient_scope", "write:/maps/ams/tiles.txt");
        assertThat(GateWire.send(proxy(), "GET " + TILES).header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .contains("Bearer", "Basic");

        assertThat(program().wasAsked()).isFalse();
    }

    @Test
    void keycloaksOwnTokensAreKnownThoughTheSiteHasAnotherName() {
        var reply = send(
                "GET " + TILES, REALM.login("ada"), "X-Forwarded-Host: other.example", "Forwarded: host=other.example");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(Upstream.identity(head())).contains("x-keypath-user: ada");
    }

    @ParameterizedTest
    @FieldSource("io.keypath.integrationtests.Upstream#FORGERIES")
    void noHeaderOfTheClientsForgesOrRemovesAnIdentity(String lines) {
        var all = Stream.concat(Stream.of("Authorization: Bearer " + READS), Stream.of(lines.split("\\|")))
                .toList();

        var reply = lines.contains("chunked")
                ? GateWire.sendRaw(proxy(), "GET " + TILES, Upstream.TRAILER, all)
                : GateWire.send(proxy(), "GET " + TILES, "", all);

        if (lines.contains("Upgrade") && reply.status() == 400) {
            // HAProxy refuses what says Connection twice and asks for another protocol.
            assertThat(program().wasAsked()).isFalse();
            return;
        }
        assertThat(reply.status()).isEqualTo(200);
        assertThat(Upstream.identity(head())).containsExactlyInAnyOrder(expected("read"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Original-URI: " + TILES + "|X-Original-Method: GET",
                "X-Original-URL: http://a.example" + TILES + "|X-Original-Method: GET",
                "X-Forwarded-Uri: " + TILES + "|X-Forwarded-Method: GET",
                "X_Forwarded_Uri: " + TILES,
                "Connection: X-Forwarded-Uri, X-Forwarded-Method",
                "X-HTTP-Method-Override: GET"
            })
    void aHeaderOfTheClientsOpensNothing(String lines) {
        String[] all = lines.split("\\|");

        assertThat(send("GET /maps/rotterdam/tiles.txt", READS, all).status()).isEqualTo(403);
        assertThat(send("PUT " + TILES, READS, all).status()).isEqualTo(403);
        assertThat(program().wasAsked()).isFalse();
        assertThat(send("GET " + TILES, READS, all).status()).isEqualTo(200);
        assertThat(head()).noneMatch(line -> line.matches("(?i)X.HTTP.Method.*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/", "a/b; q=", "multipart/form-data", "application/x-www-form-urlencoded"})
    void theClientsContentTypeIsForTheProgramOnly(String mediaType) {
        assertThat(send("GET " + TILES, READS, "Content-Type: " + mediaType).status())
                .isEqualTo(200);
        assertThat(head()).contains("content-type: " + mediaType);
    }

    @Test
    void longCookiesAndQueriesAreNoConcernOfTheGates() {
        String cookie = "Cookie: a=" + "b".repeat(70_000);

        assertThat(send("GET " + TILES + "?q=" + "x".repeat(20_000), READS, cookie)
                        .status())
                .isEqualTo(200);
        assertThat(head()).contains(cookie.replace("Cookie", "cookie"));
    }

    @Test
    void theProgramSeesNoCookieOfTheGates() {
        assertThat(send("GET " + TILES, READS, "Cookie: theme=dark; __Host-keypath-default=a.b-c_d; lang=nl")
                        .status())
                .isEqualTo(200);
        assertThat(head()).contains("cookie: theme=dark; lang=nl");
    }

    @Test
    void webDavIsJudgedOnBothPathsAndComesThrough() {
        String writes = REALM.createToken("ada", "/maps/ams", "write").text("token");

        assertThat(send("MOVE " + TILES, writes, "Destination: http://files.example/maps/ams/moved.txt", "Overwrite: F")
                        .status())
                .isEqualTo(200);
        List<String> head = head();
        assertThat(head.get(0)).isEqualTo("MOVE " + TILES + " HTTP/1.1");
        assertThat(head).contains("destination: http://files.example/maps/ams/moved.txt", "overwrite: F");
        assertThat(send("PROPFIND /maps/ams/", READS, "Depth: 1").status()).isEqualTo(200);
        assertThat(head()).contains("depth: 1");
        assertThat(send("MOVE " + TILES, writes, "Destination: http://files.example/maps/rotterdam/x")
                        .status())
                .isEqualTo(403);
        assertThat(send("MOVE " + TILES, writes).status()).isEqualTo(403);
        assertThat(send("MKCOL /maps/ams/new", READS).status()).isEqualTo(403);
        assertThat(program().wasAsked()).isFalse();
    }

    @Test
    void aBrowsersSessionIsMadeAndTakenAndNotHandedOn() {
        var made = send("POST /.gate/session?x=%zz", READS);
        assertThat(made.status()).isEqualTo(200);
        String set = made.header("Set-Cookie").get(0);
        String cookie = set.substring(0, set.indexOf(';'));
        assertThat(cookie).startsWith("__Host-keypath-default=");

        assertThat(GateWire.send(proxy(), "GET " + TILES, "Cookie: a=b; " + cookie + "; c=d")
                        .status())
                .isEqualTo(200);
        List<String> head = head();
        assertThat(head).contains("cookie: a=b; c=d");
        assertThat(Upstream.identity(head)).containsExactlyInAnyOrder(expected("read"));
        assertThat(GateWire.send(proxy(), "GET /maps/rotterdam", "Cookie: " + cookie)
                        .status())
                .isEqualTo(403);
        assertThat(GateWire.send(proxy(), "GET /.gate/session", "Cookie: " + cookie)
                        .body())
                .contains("\"user\":\"ada\"");
        assertThat(GateWire.send(proxy(), "DELETE /.gate/session", "Cookie: " + cookie, "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(204);
        assertThat(GateWire.send(proxy(), "GET " + TILES, "Cookie: " + cookie).status())
                .isEqualTo(401);
        assertThat(program().wasAsked()).isFalse();
    }

    @Test
    void aPreflightIsAnsweredBeforeTheGateAndARefusalCanBeRead() {
        var preflight = GateWire.send(
                proxy(),
                "OPTIONS /maps/rotterdam/tiles.txt",
                "Origin: https://app.example",
                "Access-Control-Request-Method: PUT",
                "Access-Control-Request-Headers: authorization");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(preflight.header("Access-Control-Allow-Headers"))
                .singleElement()
                .asString()
                .contains("Authorization");
        assertThat(preflight.header("Access-Control-Allow-Methods"))
                .singleElement()
                .asString()
                .contains("PUT");

        var refused = send("GET /maps/rotterdam/tiles.txt", READS, "Origin: https://app.example");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(GateWire.send(proxy(), "OPTIONS " + TILES, "Origin: https://app.example")
                        .status())
                .isEqualTo(401);
        assertThat(program().wasAsked()).isFalse();
    }

    @Test
    void aGateThatDoesNotAnswerIsToBeAskedAgain(@TempDir Path home) throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ProxyExample other = start("127.0.0.1:" + silent.getLocalPort(), home)) {
            var reply = GateWire.send(other.uri(), "GET " + TILES, "", "Authorization: Bearer " + READS);

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("Retry-After")).containsExactly("5");
        }
        assertThat(program().wasAsked()).isFalse();
    }

    private static String[] expected(String access) {
        return new String[] {
            "x-keypath-user: ada",
            "x-keypath-user-id: " + REALM.userId("ada"),
            "x-keypath-client: " + TestRealm.CLI,
            "x-keypath-token-id: " + READ.text("id"),
            "x-keypath-access: " + access
        };
    }

    private GateWire.Reply send(String methodAndTarget, String token, String... lines) {
        var all = Stream.concat(Stream.of("Authorization: Bearer " + token), Stream.of(lines))
                .toList();
        return GateWire.send(proxy(), methodAndTarget, "", all);
    }
}
