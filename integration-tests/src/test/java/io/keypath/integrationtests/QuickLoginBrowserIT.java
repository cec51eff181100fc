package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keypath.core.WebAddress;
import io.keypath.keycloakdist.Nginx;
import io.keypath.keycloakdist.RunningKeycloak;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quick login with a real Chromium, and a small server as the app. */
@Order(5)
class QuickLoginBrowserIT {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private static TestRealm realm;
    private static Chromium chromium;
    private static HttpServer server;
    private static final BlockingQueue<Received> RECEIVED = new LinkedBlockingQueue<>();

    private BrowserContext context;
    private Page page;

    /** A request that the app got, favicons aside. */
    private record Received(String method, String uri, String body, boolean hasReferer) {}

    @BeforeAll
    static void start() throws IOException {
        realm = TestRealm.builder()
                .user("ada")
                .with("loginTheme", "keycloak.v2")
                .with("displayName", "Quick login test")
                .build();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", QuickLoginBrowserIT::serve);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "app");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.stop(0);
        }
    }

    @BeforeEach
    void newBrowser() {
        RECEIVED.clear();
        context = chromium.browser().newContext();
        page = context.newPage();
    }

    @AfterEach
    void closeBrowser() {
        context.close();
    }

    @Test
    void aFirstLoginAndThenNoPrompt() throws Exception {
        String app = app("first", Map.of());
        openApp(app);
        page.getByText("Log in").click();
        screenshot(page, "login");

        fill("ada", "ada");

        page.waitForURL(url -> url.startsWith(app + "#"));
        Map<String, String> answer = fragment(page);
        assertThat(answer).containsOnlyKeys("token", "state", "expires_in");
        assertThat(answer.get("state")).isEqualTo("a b+c&d=e");
        // The server never sees a fragment, and is not told where the visitor comes from.
        Received delivery = received();
        assertThat(delivery.uri()).isEqualTo("/first");
        assertThat(delivery.hasReferer()).isFalse();

        openApp(app);
        page.getByText("Log in").click();

        page.waitForURL(url -> url.startsWith(app + "#"));
        assertThat(fragment(page).get("token")).isNotEqualTo(answer.get("token"));
    }

    @Test
    void aQuery() throws Exception {
        String app = app("query", Map.of("responseMode", "query"));
        openApp(app);
        page.getByText("Log in").click();

        fill("ada", "ada");

        page.waitForURL(url -> url.startsWith(app + "?"));
        Received delivery = received();
        assertThat(delivery.method()).isEqualTo("GET");
        assertThat(QuickLoginVisitor.decoded(delivery.uri().replaceFirst(".*\\?", "")))
                .containsOnlyKeys("token", "state", "expires_in")
                .containsEntry("state", "a b+c&d=e");
        assertThat(delivery.hasReferer()).isFalse();
    }

    @Test
    void aForm() throws Exception {
        String app = app("form", Map.of("responseMode", "form_post"));
        openApp(app);
        page.getByText("Log in").click();

        fill("ada", "ada");

        page.waitForURL(app);
        Received delivery = received();
        assertThat(delivery.method()).isEqualTo("POST");
        assertThat(QuickLoginVisitor.decoded(delivery.body()))
                .containsOnlyKeys("token", "state", "expires_in")
                .containsEntry("state", "a b+c&d=e");
    }

    @Test
    void aCodeThatThePageRedeems() {
        String app = app("code", Map.of("responseMode", "code"));
        openApp(app);
        page.getByText("Log in").click();
        fill("ada", "ada");
        page.waitForURL(url -> url.startsWith(app + "?"));

        Object redeemed = page.evaluate(
                "async uri => { const code = new URLSearchParams(location.search).get('code');"
                        + " const answer = await fetch(uri, {method: 'POST',"
                        + " body: new URLSearchParams({code, client_id: 'code'})});"
                        + " return answer.status + ' ' + Object.keys(await answer.json()).sort(); }",
                realm.url("/quick-login/redeem"));

        assertThat(redeemed).isEqualTo("200 expires_in,token");
    }

    @Test
    void aConsentIsAskedForOnKeycloaksPage() {
        String app = app("consent", Map.of());
        realm.admin(
                "PUT",
                "/clients/" + realm.clientUuid("consent"),
                Map.of("clientId", "consent", "consentRequired", true));
        openApp(app);
        page.getByText("Log in").click();
        fill("ada", "ada");
        screenshot(page, "consent");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("No"))
                .click();

        page.waitForURL(url -> url.startsWith(app + "#"));
        assertThat(fragment(page)).containsEntry("error", "access_denied").doesNotContainKey("token");

        openApp(app);
        page.getByText("Log in").click();
        if (page.locator("#username").isVisible()) {
            fill("ada", "ada");
        }
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Yes"))
                .click();

        page.waitForURL(url -> url.startsWith(app + "#"));
        assertThat(fragment(page)).containsKey("token");
    }

    @Test
    void aRequiredActionComesInBetween() {
        String app = app("action", Map.of());
        Answer created = realm.admin(
                "POST",
                "/users",
                Map.of(
                        "username", "new",
                        "enabled", true,
                        "email", "new@example.org",
                        "firstName", "New",
                        "lastName", "User",
                        "credentials", List.of(Map.of("type", "password", "value", "first", "temporary", true))));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        openApp(app);
        page.getByText("Log in").click();
        fill("new", "first");
        page.locator("#password-new").waitFor();
        screenshot(page, "required-action");

        page.locator("#password-new").fill("second");
        page.locator("#password-confirm").fill("second");
        page.locator("[type=submit]").first().click();

        page.waitForURL(url -> url.startsWith(app + "#"));
        assertThat(fragment(page)).containsKey("token").containsEntry("state", "a b+c&d=e");
    }

    @Test
    void theBackButtonAfterADeliveryLeadsToNoOtherPlace() {
        String app = app("back", Map.of());
        openApp(app);
        page.getByText("Log in").click();
        fill("ada", "ada");
        page.waitForURL(url -> url.startsWith(app + "#"));

        Response back = page.goBack();

        page.waitForLoadState(LoadState.NETWORKIDLE);
        screenshot(page, "back");
        // Keycloak's form is from the history; it knows that the user is logged in, and goes on or says so.
        assertThat(page.url())
                .satisfiesAnyOf(
                        url -> assertThat(url).startsWith(app),
                        url -> assertThat(url).startsWith(realm.url("/")));
        assertThat(page.locator("body").innerText()).isNotBlank();
        assertThat(back == null ? 200 : back.status()).isLessThan(500);
    }

    @Test
    void withoutCookiesThereIsAClearPage(@TempDir Path profile) throws IOException {
        String app = app("no-cookies", Map.of());
        Path settings = Files.createDirectories(profile.resolve("Default")).resolve("Preferences");
        Files.writeString(settings, "{\"profile\":{\"default_content_setting_values\":{\"cookies\":2}}}");
        try (BrowserContext without = chromium.withProfile(profile)) {
            Page tab = without.newPage();
            tab.navigate(app);
            tab.getByText("Log in").click();
            tab.locator("#username").fill("ada");
            tab.locator("#password").fill("ada");
            tab.locator("[type=submit]").first().click();
            tab.locator("#kc-error-message").waitFor();
            screenshot(tab, "no-cookies");

            assertThat(tab.locator("#kc-error-message").innerText()).containsIgnoringCase("cookie");
            assertThat(tab.url()).startsWith(realm.url("/"));
            assertThat(without.cookies()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example/", "https://app.example@evil.example/", "javascript:alert(document.domain)"
            })
    void aStrangersPageGetsTheErrorPage(String referer) {
        Response answer = page.navigate(realm.url("/quick-login?referer=") + Http.encoded(referer));

        assertThat(answer)
                .isNotNull()
                .satisfies(response -> assertThat(response.status()).isEqualTo(400));
        assertThat(page.url()).startsWith(realm.url("/quick-login?"));
        assertThat(page.locator("h1").innerText()).contains("We are sorry");
        screenshot(page, "refused");
    }

    /** The law behind all of it: where a token is sent is where a browser goes. */
    @Test
    void aBrowserOpensWhatWasJudged() {
        var accepted = new LinkedHashMap<String, WebAddress>();
        for (String address : addresses()) {
            try {
                accepted.put(address, WebAddress.parse(address));
            } catch (IllegalArgumentException e) {
                // Refused.
            }
        }
        assertThat(accepted).hasSizeGreaterThan(500);

        @SuppressWarnings("unchecked")
        var opened = (List<String>) page.evaluate(
                "addresses => addresses.map(address => { const url = new URL(address);"
                        + " return [url.origin, url.pathname, url.href.includes('?') ? url.search.slice(1) : null,"
                        + " url.username + url.password + url.hash].join('\\n'); })",
                new ArrayList<>(accepted.keySet()));

        int i = 0;
        for (Map.Entry<String, WebAddress> entry : accepted.entrySet()) {
            WebAddress judged = entry.getValue();
            String query = judged.query() == null ? "" : judged.query().replace("'", "%27");
            assertThat(opened.get(i++))
                    .as(entry.getKey())
                    .isEqualTo(String.join("\n", judged.origin(), judged.path(), query, ""));
        }
    }

    private static List<String> addresses() {
        var random = new Random(6);
        List<String> schemes = List.of("https://", "http://", "HTTPS://", "https:/", "https:\\\\", "https:");
        List<String> hosts = List.of(
                "app.example",
                "APP.example",
                "münchen.example",
                "MÜNCHEN.example",
                "例え.テスト",
                "straße.example",
                "faß.de",
                "βόλος.com",
                "\u0130.example",
                "\u212Aelvin.example",
                "127.0.0.1",
                "127.1",
                "0x7f.1",
                "1.2.3.4",
                "[::1]",
                "[2001:DB8:0:0::1]",
                "[::ffff:1.2.3.4]",
                "localhost",
                "xn--mnchen-3ya.example",
                "xn--a.example",
                "a。b",
                "ａpp.example",
                "ǅ.example",
                "ﬁ.example",
                "app\u00adx.example",
                "e\u0301.example",
                "é.example",
                "ς.example",
                "☃.example",
                "א.example",
                "a_b.example",
                "user@app.example",
                "app.example\\@evil.example");
        List<String> ports = List.of("", "", "", ":443", ":80", ":8080", ":0443", ":65536", ":");
        List<String> pieces = List.of(
                "/", "/", "a", "B", "..", ".", "%2e", "%2E%2e", "%2f", "%41", "%zz", "?", "?", "&x=y", "=", ";", ":",
                "@", "'", "~", "!", "$", "(", ")", "*", "+", ",", "[", "]", "\\", "#", " ", "\t", "\n", "\"", "<", "{",
                "|", "^", "`", "é");
        var addresses = new ArrayList<String>();
        for (int n = 0; n < 30_000; n++) {
            var address = new StringBuilder(pick(random, schemes))
                    .append(pick(random, hosts))
                    .append(pick(random, ports));
            if (random.nextInt(4) > 0) {
                address.append('/');
            }
            for (int more = random.nextInt(5); more > 0; more--) {
                address.append(pick(random, pieces));
            }
            addresses.add(address.toString());
        }
        return addresses;
    }

    private static String pick(Random random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @Test
    void theExamplePageLogsInReadsAFileAndLogsOut(@TempDir Path folder) throws Exception {
        RunningKeycloak keycloak = TestServer.keycloak();
        Path examples = TestServer.root().resolve("examples");
        String name = "demo-" + Long.toString(System.nanoTime(), 36);
        Path binary = Nginx.find()
                .orElseThrow(() -> new AssertionError("nginx is not installed: apt-get install nginx-light"));
        try (Nginx nginx = Nginx.start(
                binary,
                examples.resolve("nginx/nginx.conf"),
                keycloak.baseUri(),
                name,
                examples.resolve("nginx/files"),
                folder.resolve("nginx"),
                0)) {
            importDemoRealm(keycloak, name, nginx.baseUri().getPort());
            String app = nginx.baseUri() + "/app/";
            var console = new ArrayList<String>();
            page.onConsoleMessage(message -> console.add(message.text()));
            page.onPageError(console::add);

            page.navigate(app);
            assertThat(status("Please log in.")).isTrue();
            screenshot(page, "example-before");
            // By keyboard: the button has the focus.
            page.keyboard().press("Enter");
            fill("ada", "ada");

            assertThat(status("You are logged in.")).isTrue();
            assertThat(page.url()).isEqualTo(app);
            page.keyboard().press("Enter");
            assertThat(status("This is /maps/ams/tiles.txt.")).isTrue();
            assertThat(page.locator("#content").innerText()).contains("ams/1/0/0");
            screenshot(page, "example-file");
            page.getByLabel("Path of the file").fill("/reports/2026.txt");
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Read").setExact(true))
                    .click();
            assertThat(status("You may not read /reports/2026.txt.")).isTrue();
            assertThat(page.locator("#content").isVisible()).isFalse();

            // Nowhere but in memory.
            assertThat(page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
                            + " location.href, history.state])"))
                    .asString()
                    .doesNotContain("kpt_");
            page.reload();
            assertThat(status("Please log in.")).isTrue();
            page.locator("#login").click();
            assertThat(status("You are logged in.")).isTrue();

            page.locator("#logout").click();
            screenshot(page, "example-logout");
            page.locator("#kc-logout").click();
            page.waitForURL(app);
            assertThat(status("Please log in.")).isTrue();
            assertThat(tokens(keycloak, name)).isOne(); // The one that the reload lost; it ends by itself.
            page.locator("#login").click();
            page.locator("#username").waitFor();

            // Somebody else's token is not taken.
            page.navigate(app + "#token=kpt_forged&state=forged");
            assertThat(status("This answer does not belong to a login of this page. Please log in."))
                    .isTrue();
            assertThat(page.url()).isEqualTo(app);
            assertThat(page.locator("#inside").isVisible()).isFalse();
            assertThat(console).filteredOn(text -> !text.contains("403")).isEmpty();
            assertThat(Files.readString(folder.resolve("nginx/access.log"))).doesNotContain("kpt_");
        } finally {
            Http.of("DELETE", keycloak.baseUri() + "/admin/realms/" + name)
                    .bearer(TestRealm.newAdminLogin(keycloak))
                    .send();
        }
    }

    private boolean status(String text) {
        page.waitForFunction("text => document.querySelector('#status')?.textContent === text", text);
        return true;
    }

    // As in realm-export, but for what a test cannot share: the name of the realm and the port of the page.
    private static void importDemoRealm(RunningKeycloak keycloak, String name, int port) throws IOException {
        String export = Files.readString(TestServer.root().resolve("realm-export/demo-realm.json"))
                .replace("\"realm\": \"demo\"", "\"realm\": \"" + name + "\"")
                .replace("default-roles-demo", "default-roles-" + name)
                .replace("/realms/demo/", "/realms/" + name + "/")
                .replace("127.0.0.1:8081", "127.0.0.1:" + port);
        Answer answer = Http.of("POST", keycloak.baseUri() + "/admin/realms")
                .bearer(TestRealm.newAdminLogin(keycloak))
                .json(export)
                .send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static int tokens(RunningKeycloak keycloak, String name) {
        return Http.of("GET", keycloak.baseUri() + "/admin/realms/" + name + "/path-tokens/count")
                .bearer(TestRealm.newAdminLogin(keycloak))
                .send()
                .json()
                .asInt();
    }

    /** A client whose page is on the small server. */
    private static String app(String clientId, Map<String, ?> settings) {
        String url = "http://localhost:" + server.getAddress().getPort() + "/" + clientId;
        var all = new LinkedHashMap<String, Object>(settings);
        all.put("urls", List.of(url));
        QuickLoginApp.of(realm, clientId, all);
        return url;
    }

    private void openApp(String app) {
        page.navigate(app);
        RECEIVED.clear();
    }

    private void fill(String user, String password) {
        page.locator("#username").fill(user);
        page.locator("#password").fill(password);
        // Twice, as people do.
        page.locator("#kc-login").dblclick();
    }

    private static Map<String, String> fragment(Page page) {
        return QuickLoginVisitor.decoded(page.url().replaceFirst("[^#]*#", ""));
    }

    private static Received received() throws InterruptedException {
        Received next = RECEIVED.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("The app got nothing");
        }
        return next;
    }

    private static void screenshot(Page page, String name) {
        page.waitForLoadState(LoadState.NETWORKIDLE);
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("quick-login-" + name + ".png")));
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (path.equals("/favicon.ico")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            RECEIVED.add(new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    body,
                    exchange.getRequestHeaders().containsKey("Referer")));
            String self = "http://localhost:" + server.getAddress().getPort() + path;
            byte[] html = ("<!DOCTYPE html><html lang=en><title>App</title><h1>App</h1><a href=\""
                            + realm.url("/quick-login?referer=") + Http.encoded(self) + "&amp;state="
                            + Http.encoded("a b+c&d=e") + "\">Log in</a>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, html.length);
            exchange.getResponseBody().write(html);
        }
    }
}
