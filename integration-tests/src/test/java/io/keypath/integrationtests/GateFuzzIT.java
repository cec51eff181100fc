package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.Nginx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that are put together by chance, always the same ones, at the gate itself and through the proxies of the examples. Nothing
 * that a client sends is an error of the server or leaves it waiting, and each refusal has its challenge.
 */
class GateFuzzIT {

    private static final long SEED = 20260712;

    /** RFC 6750 section 3: visible ASCII, and the attributes that are ours. */
    private static final Pattern CHALLENGE = Pattern.compile(
            "Bearer realm=\"[ !#-\\[\\]-~]*\""
                    + "(, (error|error_description|scope)=\"[ !#-\\[\\]-~]*\")*(, Basic realm=\"[ !#-\\[\\]-~]*\"(, charset=\"UTF-8\")?)?");

    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "OPTIONS",
            "PROPFIND",
            "MKCOL",
            "MOVE",
            "COPY",
            "LOCK",
            "REPORT",
            "QUERY",
            "TRACE",
            "get",
            "X",
            "M-SEARCH",
            "A!#$%&'*+-.^_`|~");

    private static final List<String> GATE_TARGETS = List.of(
            "/maps",
            "/maps/ams/tiles.txt",
            "/",
            "/maps/%C3%A9",
            "/maps/\u00c3\u00a9",
            "/maps/%2e%2e/x",
            "/maps/..;/x",
            "/maps//x",
            "/maps/%00",
            "/maps/%2F",
            "/maps/%zz",
            "/maps/%",
            "/maps/\u00ff\u00fe",
            "/maps?token=TOKEN",
            "/maps?token=TOKEN&token=TOKEN",
            "/maps?token=%zz&key=KEY",
            "/maps?key=KEY&x=%zz",
            "/maps?key=kps_x",
            "/maps?\u00ff=\"<>",
            "http://evil.example/maps",
            "//evil.example/maps",
            "*",
            "",
            " ",
            "maps",
            "/" + "a".repeat(3_000),
            "/a".repeat(70),
            "/maps#x",
            "/maps\\x");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "null",
            "*",
            "\u00e9\u00ff",
            "\"",
            "a,b",
            "a;b=c",
            "%00",
            "%zz",
            "../..",
            "0",
            "-1",
            "99999999999999999999",
            "https://files.example",
            "https://files.example/x?y=z",
            "http://[::1",
            "same-origin",
            "cross-site",
            "navigate",
            "websocket",
            "text/html",
            "kpt_" + "x".repeat(49),
            "a".repeat(2_000));

    // Of the headers that a client may send and that the gate or Keycloak may read. Of Content-Type and X-Forwarded-For
    // the
    // gate's documentation says what Keycloak itself makes of them: the proxies set them.
    private static final List<String> HEADERS = List.of(
            "Authorization",
            "X-API-Key",
            "Cookie",
            "Origin",
            "Referer",
            "Sec-Fetch-Site",
            "Sec-Fetch-Mode",
            "Sec-Fetch-Dest",
            "Sec-WebSocket-Key",
            "Accept",
            "Accept-Language",
            "Destination",
            "If-None-Match",
            "X-Original-URI",
            "X-Original-URL",
            "X-Original-Method",
            "X-Forwarded-Uri",
            "X-Forwarded-Method",
            "X-HTTP-Method-Override",
            "X-Keypath-User",
            "X_Keypath_User",
            "Range",
            "Overwrite",
            "Depth",
            "User-Agent");

    private static final List<String> OF_PROXIES = List.of(
            "Content-Type",
            "X-Forwarded-Host",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Forwarded-Port",
            "Forwarded",
            "Connection",
            "TE",
            "Via");

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .attribute(
                    "keypath.gate.default", "{\"queryToken\":true,\"password\":true,\"signIn\":\"cli\",\"jwt\":true}")
            .attribute("keypath.gate.members", "{\"queryToken\":true,\"members\":true,\"challenges\":[\"bearer\"]}")
            .attribute("keypath.gate.path", "{\"source\":\"path\"}")
            .attribute("keypath.gate.program", "{\"source\":\"original-uri\",\"strip\":\"/program\",\"password\":true}")
            .build();

    @TempDir
    static Path folder;

    private static String token = "";
    private static String access = "";
    private static String key = "";
    private static String cookie = "";
    private static Upstream program;
    private static ProxyExample caddy;
    private static ProxyExample haproxy;
    private static ProxyExample apache;
    private static Nginx nginx;

    @BeforeAll
    static void start() throws IOException {
        token = REALM.createToken("ada", "/maps", "write").text("token");
        access = REALM.login("ada");
        key = REALM.admin("POST", "/gate-shares", Map.of("path", "/maps", "principal", "link", "access", "read"))
                .text("key");
        cookie = GateSession.begin(REALM, access).cookie();
        program = new Upstream();
        String keycloak = REALM.keycloak().baseUri().getAuthority();
        caddy = CaddyExample.start(home("caddy"), keycloak, REALM.name(), program.address());
        haproxy = HaproxyExample.start(home("haproxy"), keycloak, REALM.name(), program.address());
        apache = ApacheExample.start(home("apache"), keycloak, REALM.name(), program.address());
        nginx = NginxExample.startBefore(program.address(), REALM, folder.resolve("nginx"));
    }

    private static Path home(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    @AfterAll
    static void stop() throws IOException {
        if (nginx != null) {
            nginx.close();
        }
        for (ProxyExample proxy : new ProxyExample[] {caddy, haproxy, apache}) {
            if (proxy != null) {
                proxy.close();
            }
        }
        if (program != null) {
            program.close();
        }
    }

    @Test
    void atTheGateItself() {
        var random = new Random(SEED);
        var counts = new TreeMap<Integer, Integer>();
        for (int i = 0; i < 3_000; i++) {
            String gate =
                    one(random, List.of("/gate/", "/gate/default/", "/gate/members/", "/gate/path/", "/gate/nobody/"));
            String what = one(
                    random,
                    List.of("verify", "verify", "verify", "verify/maps/ams", "session", "session/refresh", "sign-in"));
            String method = one(random, METHODS);
            var lines = new ArrayList<String>();
            if (random.nextInt(4) > 0) {
                lines.add("X-Original-URI: " + filled(one(random, GATE_TARGETS)));
                lines.add("X-Original-Method: " + one(random, METHODS));
            }
            addHeaders(random, HEADERS, lines);
            String path = URI.create(REALM.url(gate + what)).getPath();
            GateWire.Reply reply = send(random, REALM.keycloak().baseUri(), method, path, lines);

            counts.merge(reply.status(), 1, Integer::sum);
            String asked = method + " " + path + " " + lines;
            assertThat(reply.status()).as(asked).isBetween(200, 499);
            if (what.startsWith("verify") && !reply.text().contains("Illegal") && reply.status() != 400) {
                assertThat(reply.status()).as(asked).isIn(200, 401, 403);
                assertChallenge(reply, asked);
            }
        }
        // Each way is taken, by many.
        assertThat(counts.get(200)).isGreaterThan(50);
        assertThat(counts.get(401)).isGreaterThan(200);
        assertThat(counts.get(403)).isGreaterThan(200);
    }

    @Test
    void throughCaddy() {
        throughAProxy(caddy.uri(), "");
    }

    @Test
    void throughHaproxy() {
        throughAProxy(haproxy.uri(), "");
    }

    @Test
    void throughApache() {
        throughAProxy(apache.uri(), "");
    }

    @Test
    void throughNginx() {
        throughAProxy(nginx.baseUri(), "/program");
    }

    private static void throughAProxy(URI proxy, String prefix) {
        var random = new Random(SEED);
        var counts = new TreeMap<Integer, Integer>();
        for (int i = 0; i < 1_000; i++) {
            String method = one(random, METHODS);
            String target = random.nextInt(8) == 0
                    ? one(
                            random,
                            List.of(
                                    "/.gate/session",
                                    "/.gate/session/refresh",
                                    "/.gate/sign-in",
                                    "/.gate/verify",
                                    "/.gate/x"))
                    : prefix + filled(one(random, GATE_TARGETS)).replace(" ", "");
            var lines = new ArrayList<String>();
            addHeaders(random, HEADERS, lines);
            if (random.nextInt(2) == 0) {
                lines.add(one(random, OF_PROXIES) + ": " + one(random, TEXTS));
            }
            GateWire.Reply reply = send(random, proxy, method, target.isEmpty() ? "/" : target, lines);

            counts.merge(reply.status(), 1, Integer::sum);
            String asked = method + " " + target + " " + lines;
            // Of a method that it does not know, nginx says 405; of a request that is none, a proxy says 400 or hangs
            // up.
            assertThat(reply.status())
                    .as(asked + reply.text())
                    .isIn(0, 200, 204, 301, 302, 400, 401, 403, 404, 405, 413, 414, 415, 421, 431);
            if (reply.status() == 401) {
                assertChallenge(reply, asked);
            }
        }
        assertThat(counts.get(200)).isGreaterThan(20);
        assertThat(counts.get(401)).isGreaterThan(100);
        assertThat(counts.get(403)).isGreaterThan(10);
    }

    private static void assertChallenge(GateWire.Reply reply, String asked) {
        if (reply.status() == 401 || reply.status() == 403) {
            assertThat(reply.header("WWW-Authenticate")).as(asked).hasSize(1);
            assertThat(reply.header("WWW-Authenticate").get(0)).as(asked).matches(CHALLENGE);
        }
    }

    private static void addHeaders(Random random, List<String> names, List<String> lines) {
        for (int n = random.nextInt(4); n > 0; n--) {
            lines.add(one(random, names) + ": " + one(random, TEXTS));
        }
        switch (random.nextInt(8)) {
            case 0 ->
                lines.add("Authorization: Bearer "
                        + one(random, List.of(token, token, access, token + "x", "a.b.c", "e30.e30.e30", "")));
            case 1 ->
                lines.add("Authorization: Basic "
                        + one(
                                random,
                                List.of(
                                        basic("x:" + token),
                                        basic("ada:ada"),
                                        basic("ada:wrong"),
                                        basic("nobody:x"),
                                        basic(":"),
                                        basic("\0:\0"),
                                        "!",
                                        "")));
            case 2 -> lines.add("X-API-Key: " + one(random, List.of(token, access, key, "")));
            case 3 ->
                lines.add("Cookie: "
                        + one(
                                random,
                                List.of(
                                        cookie,
                                        cookie + "x",
                                        cookie + "; " + cookie,
                                        "__Host-keypath-default=a..b.c.d",
                                        "=",
                                        ";;;",
                                        "__Host-keypath-default")));
            case 4 ->
                lines.add("Authorization: "
                        + one(random, List.of("Secret " + key, "Bearer", "bearer\t" + token, "Negotiate x")));
            default -> {
                // None.
            }
        }
    }

    private static GateWire.Reply send(Random random, URI server, String method, String target, List<String> lines) {
        try {
            return switch (random.nextInt(6)) {
                case 0 ->
                    GateWire.send(
                            server, method + " " + target, one(random, List.of("x", "{}", "a=b", "%zz=%zz")), lines);
                case 1 -> {
                    lines.add("Transfer-Encoding: chunked");
                    yield GateWire.sendRaw(server, method + " " + target, "1\r\nx\r\n0\r\n\r\n", lines);
                }
                default -> GateWire.send(server, method + " " + target, lines.toArray(String[]::new));
            };
        } catch (UncheckedIOException e) {
            // It hung up before all was read of what it would not read. Without a word for 30 s is another exception.
            if (e.getCause() instanceof SocketException) {
                return new GateWire.Reply(0, "");
            }
            throw e;
        }
    }

    private static String filled(String target) {
        return target.replace("TOKEN", token).replace("KEY", key);
    }

    private static String basic(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
