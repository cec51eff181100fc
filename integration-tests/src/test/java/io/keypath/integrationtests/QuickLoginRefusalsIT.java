package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What gets Keycloak's error page instead of a redirect. */
class QuickLoginRefusalsIT {

    private static final TestRealm REALM = TestRealm.builder().user("ada").build();
    private static final QuickLoginApp APP = QuickLoginApp.of(
            REALM,
            "app",
            Map.of(
                    "urls",
                    List.of(
                            "https://app.example/page",
                            "https://app.example/any?",
                            "https://münchen.example/",
                            "http://localhost:8081/app/",
                            "http://127.0.0.1/",
                            "http://[::1]:8081/"),
                    "responseMode",
                    "query"));

    private static final String URL = "The parameter referer must be an absolute http or https URL";
    private static final String STRANGER = "This page is not registered for quick login";
    private static final String TWICE = "was sent more than once";
    private static final String ANSWER = "holds a parameter that belongs to the answer";

    static Stream<Arguments> refused() {
        return Stream.of(
                // Another page
                referer("https://app.example/", STRANGER),
                referer("https://app.example/page/", STRANGER),
                referer("https://app.example/Page", STRANGER),
                referer("https://app.example/page2", STRANGER),
                referer("https://app.example/page;a", STRANGER),
                referer("https://app.example/page%2f", STRANGER),
                referer("https://app.example/%70age", STRANGER),
                referer("https://app.example//page", STRANGER),
                referer("https://app.example/page?a=b", STRANGER),
                referer("https://app.example/page?", STRANGER),
                referer("http://app.example/page", STRANGER),
                referer("https://app.example:8443/page", STRANGER),
                referer("https://sub.app.example/page", STRANGER),
                referer("https://app.example.evil.example/page", STRANGER),
                referer("https://evil.example/https://app.example/page", STRANGER),
                referer("https://evil.example/?https://app.example/page", STRANGER),
                referer("https://localhost:8081/app/", STRANGER),
                referer("http://127.0.0.1:8081/app/", STRANGER),
                referer("http://localhost.evil.example:8081/app/", STRANGER),
                referer("https://xn--mnchen-3ya.evil.example/", STRANGER),
                // User information
                referer("https://app.example@evil.example/page", URL),
                referer("https://app.example%40evil.example/page", URL),
                referer("https://evil.example@app.example/page", URL),
                referer("https://user:pass@app.example/page", URL),
                referer("https://@app.example/page", URL),
                // Backslashes
                referer("https:\\\\app.example\\page", URL),
                referer("https://evil.example\\@app.example/page", URL),
                referer("https://app.example\\.evil.example/page", URL),
                referer("https://app.example/page\\", URL),
                // Tabs, newlines, blanks and other control characters
                referer("https://app.example/pa\tge", URL),
                referer("ht\ntps://app.example/page", URL),
                referer("https://app.example/page\r\nSet-Cookie: a=b", URL),
                referer(" https://app.example/page", URL),
                referer("https://app.example/page ", URL),
                raw("referer=https://app.example/page%ff", URL),
                // Fragments
                referer("https://app.example/page#", URL),
                referer("https://app.example/page#token=forged", URL),
                referer("https://app.example#@evil.example/page", URL),
                // Other schemes, and none
                referer("javascript:alert(1)", URL),
                referer("javascript://app.example/page%0aalert(1)", URL),
                referer("data:text/html,<script>alert(1)</script>", URL),
                referer("file:///etc/passwd", URL),
                referer("ftp://app.example/page", URL),
                referer("//app.example/page", URL),
                referer("/page", URL),
                referer("app.example/page", URL),
                referer("https:app.example/page", URL),
                referer("https:///app.example/page", URL),
                referer("", URL),
                // Dot segments
                referer("https://app.example/x/../page", URL),
                referer("https://app.example/./page", URL),
                referer("https://app.example/x/%2e%2e/page", URL),
                referer("https://app.example/%2E/page", URL),
                // Hosts and ports
                referer("https://app。example/page", URL),
                referer("https://ａpp.example/page", URL),
                referer("https://app%2eexample/page", URL),
                referer("https://app.example./page", URL),
                referer("https://app.example:/page", URL),
                referer("https://app.example:0443/page", URL),
                referer("https://app.example:65979/page", URL),
                referer("http://127.1/", URL),
                referer("http://0x7f.0.0.1/", URL),
                referer("http://2130706433/", URL),
                referer("http://0177.0.0.1/", URL),
                referer("http://[::ffff:127.0.0.1]/", URL),
                referer("https://mu\u0308nchen.example/", URL),
                referer("https://:443/page", URL),
                referer("https://?/page", URL),
                // Too long
                referer("https://app.example/any?" + "a".repeat(1001), URL),
                referer("https://app.example/any?" + "a".repeat(8000), URL),
                // Parameters
                raw("", "The parameter referer is missing"),
                raw("Referer=https://app.example/page", "The parameter referer is missing"),
                raw("referer=https://app.example/page&referer=https://evil.example/", TWICE),
                raw("referer=https://app.example/page&referer=https://app.example/page", TWICE),
                raw("referer=https://app.example/page&state=1&state=1", TWICE),
                raw("referer=https://app.example/page&prompt=none&prompt=none", TWICE),
                raw("referer=https://app.example/page&state=%0d%0aa", "The parameter state must have at most 512"),
                raw("referer=https://app.example/page&state=%c3%a9", "The parameter state must have at most 512"),
                raw(
                        "referer=https://app.example/page&state=" + "a".repeat(513),
                        "The parameter state must have at most 512"),
                raw("referer=https://evil.example/&prompt=none&state=s", STRANGER),
                raw("referer=https://app.example/page&prompt=consent", "The parameter prompt must be none or login"),
                raw("referer=https://app.example/page&code_challenge=a", "code_challenge must have 43 characters"),
                raw(
                        "referer=https://app.example/page&ui_locales=%3Cb%3E",
                        "The parameter ui_locales must be language tags"),
                // What would stand twice in the answer
                referer("https://app.example/any?token=forged", ANSWER),
                referer("https://app.example/any?a=b&st%61te=forged", ANSWER));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aRefusedRefererGetsTheErrorPageAndNoRedirect(String query, String message) {
        for (String path : List.of("/quick-login?", "/quick-login/logIn?")) {
            Answer answer = Http.of("GET", REALM.url(path + query)).send();

            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Location")).isEmpty();
            assertThat(answer.headers().firstValue("Refresh")).isEmpty();
            assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("KEYPATH"));
            assertThat(answer.header("Content-Type")).startsWith("text/html");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(QuickLoginVisitor.error(answer)).contains(message);
            assertThat(answer.body()).doesNotContain("evil.example", "alert(1)", "forged");
        }
    }

    @Test
    void aNulCharacterIsRefusedByKeycloakItself() {
        Answer answer = Http.of("GET", REALM.url("/quick-login?referer=https://app.example/page%00"))
                .send();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void theSameAddressesWithoutTheTrickAreNotRefused() {
        for (String referer : List.of(
                "https://app.example/page",
                "HTTPS://APP.example:443/page",
                "https://app.example/any",
                "https://app.example/any?" + "a".repeat(1000),
                "https://münchen.example/",
                "https://MÜNCHEN.example/",
                "https://xn--mnchen-3ya.example",
                "http://localhost:8081/app/",
                "http://127.0.0.1/",
                "http://[0:0::1]:8081/")) {
            assertThat(Http.of("GET", APP.link("referer", referer)).send().status())
                    .as(referer)
                    .isEqualTo(302);
        }
    }

    @Test
    void aPageOfTwoClientsIsNobodys() {
        String page = "https://two.example/";
        for (String clientId : List.of("two-1", "two-2")) {
            QuickLoginApp.bare(
                    REALM,
                    clientId,
                    Map.of("attributes", Map.of("keypath.quick-login", "true", "keypath.quick-login.urls", page)));
        }

        assertRefused(Http.of("GET", APP.link("referer", page)).send(), STRANGER);
        assertThat(TestServer.keycloak().logs())
                .contains("The clients two-1, two-2 of realm " + REALM.name()
                        + " have registered the same quick login page");
    }

    @ParameterizedTest
    @CsvSource({
        "keypath.quick-login,               false",
        "keypath.quick-login.urls,          *",
        "keypath.quick-login.urls,          https://broken.example/*",
        "keypath.quick-login.urls,          http://broken.example/",
        "keypath.quick-login.urls,          https://broken.example/?*",
        "keypath.quick-login.response-mode, jwt",
        "keypath.quick-login.token-type,    id_token",
        "keypath.quick-login.token-type,    path_token",
        "keypath.quick-login.access-list,   read:/a",
        "keypath.quick-login.lifetime,      soon"
    })
    void settingsThatCannotBeReadAreNone(String attribute, String value) {
        String clientId = "broken-" + Math.floorMod((attribute + value).hashCode(), 1_000_000);
        var attributes = new LinkedHashMap<>(
                Map.of("keypath.quick-login", "true", "keypath.quick-login.urls", "https://broken.example/"));
        attributes.put(attribute, value);
        QuickLoginApp app = QuickLoginApp.bare(REALM, clientId, Map.of("attributes", attributes));

        assertRefused(
                Http.of("GET", APP.link("referer", "https://broken.example/")).send(), STRANGER);

        REALM.admin("DELETE", "/clients/" + app.uuid());
    }

    @Test
    void aDisabledClientIsNobody() {
        QuickLoginApp app = QuickLoginApp.of(REALM, "disabled", Map.of());
        REALM.admin("PUT", "/clients/" + app.uuid(), Map.of("clientId", "disabled", "enabled", false));

        assertRefused(Http.of("GET", app.link()).send(), STRANGER);
    }

    @Test
    void theReturnNeedsTheCookieOfTheLoginThatBegan() {
        var visitor = new QuickLoginVisitor(REALM);
        String callback = visitor.logInUntilCallback(link(), "ada");
        String name = visitor.pending().keySet().iterator().next();
        String value = visitor.pending().values().iterator().next();

        visitor.forgetCookies();
        assertNotBegunHere(visitor.get(callback));
        visitor.setCookie(name, "");
        assertNotBegunHere(visitor.get(callback));
        visitor.setCookie(name, "a.b.c.d.e");
        assertNotBegunHere(visitor.get(callback));
        // Not the second part, which is empty and means nothing with a key that is known (RFC 7516 section 5.2).
        for (int part : List.of(0, 2, 3, 4)) {
            visitor.setCookie(name, tampered(value, part));
            assertNotBegunHere(visitor.get(callback));
        }
        var other = new QuickLoginVisitor(REALM);
        other.get(link());
        visitor.setCookie(name, other.pending().values().iterator().next());
        assertNotBegunHere(visitor.get(callback));

        // What was tried above has used nothing up.
        visitor.setCookie(name, value);
        assertThat(QuickLoginVisitor.delivered(visitor.get(callback)).token()).isNotEmpty();
    }

    @Test
    void anotherBrowsersReturnLeadsNowhere() {
        var attacker = new QuickLoginVisitor(REALM);
        String callback = attacker.logInUntilCallback(link(), "ada");
        var victim = new QuickLoginVisitor(REALM);
        victim.get(link());

        assertNotBegunHere(victim.get(callback));
        String own = victim.pending().keySet().iterator().next().substring("KEYPATH_QUICK_LOGIN_".length());
        assertRefused(
                victim.get(callback.replaceFirst("state=[^&]*", "state=" + own)),
                "The login has expired or was used already. Go back to the page and try again");
    }

    @Test
    void aReturnIsForOnce() {
        var visitor = new QuickLoginVisitor(REALM);
        String callback = visitor.logInUntilCallback(link(), "ada");
        Map<String, String> pending = visitor.pending();
        assertThat(QuickLoginVisitor.delivered(visitor.get(callback)).token()).isNotEmpty();

        assertNotBegunHere(visitor.get(callback));
        pending.forEach(visitor::setCookie);
        assertRefused(
                visitor.get(callback), "The login has expired or was used already. Go back to the page and try again");
    }

    @Test
    void aReturnToAnotherRealmLeadsNowhere() {
        TestRealm other = TestRealm.builder().user("ada").build();
        QuickLoginApp sameApp = QuickLoginApp.of(other, "app", Map.of("urls", List.of("https://app.example/page")));
        var visitor = new QuickLoginVisitor(other);
        String callback = visitor.logInUntilCallback(sameApp.link("referer", "https://app.example/page"), "ada");
        visitor.pending().forEach(visitor::setCookie);

        assertNotBegunHere(visitor.get(callback.replace(other.name(), REALM.name())));
        other.delete();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none",
                "state=x",
                "code=x",
                "error=access_denied",
                "state=../../x&code=y",
                "state=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&code=y"
            })
    void aReturnOutOfTheBlueLeadsNowhere(String query) {
        assertNotBegunHere(Http.of("GET", REALM.url("/quick-login/callback" + (query == null ? "" : "?" + query)))
                .send());
    }

    @Test
    void aReturnWithoutACodeOrAnErrorLeadsNowhere() {
        var visitor = new QuickLoginVisitor(REALM);
        String callback = visitor.logInUntilCallback(link(), "ada");

        assertRefused(
                visitor.get(callback.replaceFirst("&code=[^&]*", "")),
                "Keycloak's login sent neither a code nor an error");
        assertRefused(
                visitor.get(callback.replaceFirst("&code=[^&]*", "&code=forged.a.b")),
                "The login has expired or was used already");
    }

    @Test
    void anErrorThatIsNoneOfTheKnownOnesIsNotPassedOn() {
        var visitor = new QuickLoginVisitor(REALM);
        String callback = visitor.logInUntilCallback(link(), "ada");

        Answer answer = visitor.get(callback.replaceFirst("&code=[^&]*", "&error=%3Cscript%3E&error_description=evil"));

        assertThat(QuickLoginVisitor.delivered(answer).parameters()).isEqualTo(Map.of("error", "server_error"));
    }

    @ParameterizedTest
    @CsvSource({"url", "off", "client", "user", "realm", "deleted"})
    void whatIsTakenBackBetweenBeginAndReturnIsGone(String taken) {
        TestRealm realm = TestRealm.builder().user("ada").build();
        try {
            QuickLoginApp app = QuickLoginApp.of(realm, "app", Map.of());
            var visitor = new QuickLoginVisitor(realm);
            String callback = visitor.logInUntilCallback(app.link(), "ada");
            String client = "/clients/" + app.uuid();
            switch (taken) {
                case "url" -> app.set(Map.of("urls", List.of("https://other.example/")));
                case "off" -> realm.admin("DELETE", "/quick-login/" + app.uuid());
                case "client" -> realm.admin("PUT", client, Map.of("clientId", "app", "enabled", false));
                case "user" -> realm.admin("PUT", "/users/" + realm.userId("ada"), Map.of("enabled", false));
                case "realm" -> realm.admin("PUT", "", Map.of("realm", realm.name(), "enabled", false));
                default -> realm.admin("DELETE", client);
            }

            Answer answer = visitor.get(callback);

            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Location")).isEmpty();
            assertThat(QuickLoginVisitor.error(answer)).isNotEmpty();
        } finally {
            realm.delete();
        }
    }

    @Test
    void aDisabledRealmBeginsNothing() {
        TestRealm realm = TestRealm.builder().user("ada").build();
        QuickLoginApp app = QuickLoginApp.of(realm, "app", Map.of("responseMode", "code"));
        realm.admin("PUT", "", Map.of("realm", realm.name(), "enabled", false));

        assertRefused(Http.of("GET", app.link()).send(), "This realm is disabled, or HTTPS is required");
        assertThat(app.redeem("x").status()).isEqualTo(403);
        realm.delete();
    }

    @Test
    void aRealmThatRequiresHttpsBeginsNothingWithout() {
        TestRealm realm =
                TestRealm.builder().with("sslRequired", "all").user("ada").build();
        QuickLoginApp app = QuickLoginApp.of(realm, "app", Map.of());

        assertRefused(Http.of("GET", app.link()).send(), "This realm is disabled, or HTTPS is required");
        assertThat(Http.of("GET", app.link())
                        .header("X-Forwarded-Proto", "https")
                        .send()
                        .status())
                .isEqualTo(302);
        realm.delete();
    }

    @Test
    void cookiesThatAreOffGetAClearPage() {
        var visitor = new QuickLoginVisitor(REALM);
        Answer form = visitor.open(link());
        visitor.forgetCookies();

        Answer answer = visitor.logIn(form, "ada");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(QuickLoginVisitor.error(answer)).contains("cookies are disabled in your browser");
    }

    @Test
    void aRefererHeaderIsNotTheParameter() {
        Answer answer = Http.of("GET", REALM.url("/quick-login"))
                .header("Referer", "https://app.example/page")
                .send();

        assertRefused(answer, "The parameter referer is missing");
    }

    private static Arguments referer(String referer, String message) {
        return raw("referer=" + Http.encoded(referer), message);
    }

    private static Arguments raw(String query, String message) {
        return Arguments.of(query, message);
    }

    private static String link() {
        return APP.link("referer", "https://app.example/page");
    }

    // Flips a character in the middle of one of the five parts of a JWE.
    private static String tampered(String jwe, int part) {
        String[] parts = jwe.split("\\.", -1);
        String text = parts[part];
        int middle = text.length() / 2;
        char other = text.charAt(middle) == 'A' ? 'B' : 'A';
        parts[part] = text.substring(0, middle) + other + text.substring(middle + 1);
        return String.join(".", parts);
    }

    private static void assertNotBegunHere(Answer answer) {
        assertRefused(answer, "This login was not begun in this browser, took too long, or is finished already");
    }

    private static void assertRefused(Answer answer, String message) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(QuickLoginVisitor.error(answer)).contains(message);
    }
}
