package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The session of a gate in a real Chromium, behind the Caddy of the example. */
@Order(6)
class GateSessionBrowserIT {

    private static final TestRealm REALM = TestRealm.builder().user("ada").build();
    private static final String SESSION = "/.gate/session";

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static HttpServer program;
    private static CaddyExample caddy;
    private static HttpServer elsewhere;

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws IOException {
        program = server("a file");
        caddy = CaddyExample.start(
                folder,
                REALM.keycloak().baseUri().getAuthority(),
                REALM.name(),
                "127.0.0.1:" + program.getAddress().getPort());
        elsewhere = server("<!doctype html><title>elsewhere</title>");
        chromium = Chromium.start();
    }

    private static HttpServer server(String text) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (caddy != null) {
            caddy.close();
        }
        for (HttpServer server : new HttpServer[] {program, elsewhere}) {
            if (server != null) {
                server.stop(0);
            }
        }
    }

    @BeforeEach
    void newBrowser() {
        context = chromium.browser().newContext();
        page = context.newPage();
    }

    @AfterEach
    void closeBrowser() {
        context.close();
    }

    @Test
    void aPageChangesItsTokenForACookieThatItCannotRead() {
        signIn(REALM.login("ada"));

        Cookie cookie = cookies().get(0);
        assertThat(cookies()).hasSize(1);
        assertThat(cookie.name).isEqualTo("__Host-keypath-default");
        assertThat(cookie.httpOnly).isTrue();
        assertThat(cookie.secure).isTrue();
        assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.LAX);
        assertThat(cookie.path).isEqualTo("/");
        assertThat(cookie.domain).isEqualTo("localhost");
        assertThat(cookie.expires)
                .isBetween(
                        (double) Instant.now().getEpochSecond() + 1700,
                        (double) Instant.now().getEpochSecond() + 1810);
        assertThat(page.evaluate("document.cookie")).isEqualTo("");
    }

    @Test
    void withItTheBrowserReadsAndItsOwnPagesWrite() {
        signIn(REALM.createToken("ada", "/maps", "write").text("token"));

        assertThat(visited(page, "/maps/ams.txt")).isEqualTo(200);
        assertThat(page.content()).contains("a file");
        assertThat(fetched("PUT", "/maps/ams.txt")).isEqualTo(200);
        assertThat(fetched("PUT", "/tiles")).isEqualTo(403);
        assertThat(visited(page, "/tiles")).isEqualTo(403);
    }

    @Test
    void withoutItTheBrowserIsRefused() {
        assertThat(visited(page, "/maps/ams.txt")).isEqualTo(401);
    }

    @Test
    void itsEndIsTheEndInEveryTab() {
        signIn(REALM.login("ada"));
        Page tab = context.newPage();
        assertThat(visited(tab, "/a")).isEqualTo(200);
        List<Cookie> copy = cookies();

        assertThat(fetched("POST", SESSION + "/refresh")).isEqualTo(200);
        assertThat(fetched("DELETE", SESSION)).isEqualTo(204);

        assertThat(cookies()).isEmpty();
        assertThat(visited(tab, "/a")).isEqualTo(401);
        context.addCookies(copy);
        assertThat(visited(tab, "/a")).isEqualTo(401);
    }

    @Test
    void anotherSitesPageWritesNothing() {
        signIn(REALM.login("ada"));
        Page evil = context.newPage();
        evil.navigate("http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/");

        int posted = evil.waitForResponse(site("/a"), () -> evil.evaluate("""
                        action => {
                            const form = document.createElement('form');
                            form.method = 'post';
                            form.action = action;
                            document.body.append(form);
                            form.submit();
                        }
                        """, site("/a")))
                .status();

        assertThat(posted).isIn(401, 403);
        // Another port of the same host is the same site: there the cookie is sent, and only its origin is another.
        Page sibling = context.newPage();
        sibling.navigate("http://localhost:" + elsewhere.getAddress().getPort() + "/");
        int fetched = sibling.waitForResponse(
                        site("/a"),
                        () -> sibling.evaluate(
                                "url => fetch(url, {method: 'POST', credentials: 'include', mode: 'no-cors'}).then(() => true)",
                                site("/a")))
                .status();
        assertThat(fetched).isEqualTo(403);
        assertThat(visited(page, "/a")).isEqualTo(200);
    }

    private void signIn(String token) {
        page.navigate(site(SESSION));
        assertThat(page.evaluate(
                        "token => fetch('" + SESSION
                                + "', {method: 'POST', headers: {Authorization: 'Bearer ' + token}}).then(r => r.status)",
                        token))
                .isEqualTo(200);
    }

    private int fetched(String method, String path) {
        return (int) page.evaluate(
                "asked => fetch(asked.path, {method: asked.method}).then(r => r.status)",
                Map.of("method", method, "path", path));
    }

    /** The status of what is at a path when the browser goes there. */
    private static int visited(Page tab, String path) {
        return tab.waitForResponse(site(path), () -> {
                    try {
                        tab.navigate(site(path));
                    } catch (PlaywrightException e) {
                        // In place of a refusal without a text Chromium shows a page of its own.
                    }
                })
                .status();
    }

    private List<Cookie> cookies() {
        return context.cookies(site("/"));
    }

    private static String site(String path) {
        return "http://localhost:" + caddy.port() + path;
    }
}
