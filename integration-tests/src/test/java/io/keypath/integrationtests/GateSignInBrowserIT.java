package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import io.keypath.keycloakdist.Nginx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person with a real Chromium in front of the proxies of the examples, who signs in through quick login. */
@Order(6)
class GateSignInBrowserIT {

    private static final String CLIENT = "pages";
    private static final String SIGN_IN = "/.gate/sign-in";

    enum Proxy {
        CADDY(""),
        HAPROXY(""),
        APACHE(""),
        NGINX("/program");

        private final String prefix;

        Proxy(String prefix) {
            this.prefix = prefix;
        }

        String site() {
            return "http://localhost:" + PORTS.get(this);
        }

        String page(String path) {
            return site() + prefix + path;
        }
    }

    private static final Map<Proxy, Integer> PORTS = new EnumMap<>(Proxy.class);
    private static final ConcurrentLinkedQueue<String> COOKIES_OF_PROGRAM = new ConcurrentLinkedQueue<>();

    @TempDir
    static Path folder;

    private static TestRealm realm;
    private static Chromium chromium;
    private static HttpServer program;
    private static final List<ProxyExample> PROXIES = new ArrayList<>();
    private static Nginx nginx;

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws IOException {
        realm = TestRealm.builder()
                .user("ada")
                .with("loginTheme", "keycloak.v2")
                .attribute("keypath.gate.default", "{\"signIn\":\"" + CLIENT + "\"}")
                .attribute(
                        "keypath.gate.program",
                        "{\"source\":\"original-uri\",\"strip\":\"/program\",\"signIn\":\"" + CLIENT + "\"}")
                .build();
        program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        program.createContext("/", exchange -> {
            exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).forEach(COOKIES_OF_PROGRAM::add);
            byte[] body = ("<!doctype html><title>the page</title>for "
                            + exchange.getRequestHeaders().getFirst("X-Keypath-User"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        program.start();
        String address = "127.0.0.1:" + program.getAddress().getPort();
        String keycloak = realm.keycloak().baseUri().getAuthority();
        start(Proxy.CADDY, CaddyExample.start(home("caddy"), keycloak, realm.name(), address));
        start(Proxy.HAPROXY, HaproxyExample.start(home("haproxy"), keycloak, realm.name(), address));
        start(Proxy.APACHE, ApacheExample.start(home("apache"), keycloak, realm.name(), address));
        nginx = NginxExample.startBefore(address, realm, folder.resolve("nginx"));
        PORTS.put(Proxy.NGINX, nginx.baseUri().getPort());
        QuickLoginApp.of(
                realm,
                CLIENT,
                Map.of(
                        "urls",
                        Stream.of(Proxy.values())
                                .map(proxy -> proxy.site() + SIGN_IN)
                                .toList()));
        realm.addDefaultScope(CLIENT, "read:/maps");
        chromium = Chromium.start();
    }

    private static Path home(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private static void start(Proxy name, ProxyExample proxy) {
        PROXIES.add(proxy);
        PORTS.put(name, proxy.uri().getPort());
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (nginx != null) {
            nginx.close();
        }
        PROXIES.forEach(ProxyExample::close);
        if (program != null) {
            program.stop(0);
        }
    }

    @BeforeEach
    void newBrowser() {
        context = chromium.browser().newContext();
        context.setDefaultTimeout(10_000);
        page = context.newPage();
    }

    @AfterEach
    void closeBrowser() {
        context.close();
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void aFirstVisitComesBackToThePageThatWasAskedFor(Proxy proxy) {
        COOKIES_OF_PROGRAM.clear();
        String asked = proxy.page("/maps/a%20b/c.html?x=1&y=%2F&to=/z#part");
        page.navigate(asked);

        logIn(page);

        page.waitForURL(asked);
        assertThat(page.content()).contains("for ada");
        assertThat(page.evaluate("document.cookie")).isEqualTo("");
        assertThat(String.join(" ", COOKIES_OF_PROGRAM)).doesNotContain("keypath");
        // Neither the token nor the pages between are left in the way back.
        assertThat((int) page.evaluate("history.length")).isLessThanOrEqualTo(4);
        assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void aCallOfAPageIsRefusedAndNotRedirected(Proxy proxy) {
        signIn(proxy);
        context.clearCookies();

        Object[] answer = ((List<?>) page.evaluate(
                        "url => fetch(url).then(r => [r.status, r.redirected, r.headers.get('WWW-Authenticate')])",
                        proxy.page("/maps")))
                .toArray();

        assertThat(answer[0]).isEqualTo(401);
        assertThat(answer[1]).isEqualTo(false);
        assertThat(String.valueOf(answer[2])).startsWith("Bearer realm=").doesNotContain("Basic");
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void whoIsStillLoggedInIsNotAskedAgain(Proxy proxy) {
        signIn(proxy);
        context.clearCookies(new BrowserContext.ClearCookiesOptions().setName(Pattern.compile("keypath")));

        page.navigate(proxy.page("/maps/again"));

        page.waitForURL(proxy.page("/maps/again"));
        assertThat(page.content()).contains("for ada");
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void aPageThatHeMayNotSeeIsRefusedAndNoLoop(Proxy proxy) {
        signIn(proxy);

        Response answer = page.navigate(proxy.page("/tiles"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(page.url()).isEqualTo(proxy.page("/tiles"));
        assertThat(page.innerText("body")).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void twoTabsEachComeToTheirPage(Proxy proxy) {
        Page second = context.newPage();
        page.navigate(proxy.page("/maps/one"));
        second.navigate(proxy.page("/maps/two"));
        second.locator("#username").waitFor();

        logIn(page);
        page.waitForURL(proxy.page("/maps/one"));
        second.navigate(proxy.page("/maps/two"));

        second.waitForURL(proxy.page("/maps/two"));
        assertThat(second.content()).contains("for ada");
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void whoSignsOutIsAskedAgain(Proxy proxy) {
        signIn(proxy);
        page.navigate(proxy.site() + SIGN_IN + "?out");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        page.locator("#kc-logout").click();
        page.waitForLoadState();

        page.navigate(proxy.page("/maps"));
        page.locator("#username").waitFor();
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void anAnswerThatThisTabDidNotAskForSignsNobodyIn(Proxy proxy) {
        String token = realm.createToken("ada", "/maps", "read").text("token");

        page.navigate(proxy.site() + SIGN_IN + "#token=" + token + "&state=guessed");

        page.getByText("This sign-in was not begun in this tab.").waitFor();
        assertThat(context.cookies(proxy.site())).isEmpty();
        assertThat(page.url()).doesNotContain("token");
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void onlyPagesOfTheSiteAreGoneBackTo(Proxy proxy) {
        signIn(proxy);
        for (String evil :
                List.of("//evil.example/", "/\\evil.example/", "https://evil.example/", "javascript:alert(1)")) {
            page.navigate(proxy.site() + SIGN_IN + "?to=" + evil);
            page.waitForURL(url -> url.startsWith(proxy.site()) && !url.contains(SIGN_IN));
        }
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void aBrowserThatKeepsNoCookieIsToldSo(Proxy proxy) {
        // As if the cookie that was set had been dropped.
        page.route(proxy.site() + "/.gate/session", route -> {
            if (route.request().method().equals("GET")) {
                route.fulfill(new Route.FulfillOptions().setStatus(401));
            } else {
                route.resume();
            }
        });
        page.navigate(proxy.page("/maps"));
        logIn(page);

        page.getByText("keeps no cookie").waitFor();
    }

    private void signIn(Proxy proxy) {
        page.navigate(proxy.page("/maps"));
        logIn(page);
        page.waitForURL(proxy.page("/maps"));
    }

    private static void logIn(Page page) {
        page.locator("#username").fill("ada");
        page.locator("#password").fill("ada");
        page.locator("#kc-login").click();
    }
}
