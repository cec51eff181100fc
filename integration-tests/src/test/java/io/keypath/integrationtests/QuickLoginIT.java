package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keypath.integrationtests.QuickLoginVisitor.Delivery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a page's link through Keycloak's login back to the page. */
class QuickLoginIT {

    private static final TestRealm REALM =
            TestRealm.builder().user("ada").user("bob").user("eve").build();

    @ParameterizedTest
    @CsvSource({
        "fragment,  access_token",
        "fragment,  path_token",
        "query,     access_token",
        "query,     path_token",
        "form_post, access_token",
        "form_post, path_token",
        "code,      access_token",
        "code,      path_token"
    })
    void theTokenComesBackToThePageThatAsked(String responseMode, String tokenType) {
        QuickLoginApp app =
                app(responseMode.replace('_', '-') + "-" + tokenType.replace('_', '-'), responseMode, tokenType);
        var visitor = new QuickLoginVisitor(REALM);

        Answer answer = visitor.logIn(app.link("state", "xyz"), "ada");

        Delivery delivery = QuickLoginVisitor.delivered(answer);
        assertThat(answer.status()).isEqualTo(responseMode.equals("form_post") ? 200 : 302);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Location").contains("#")).isEqualTo(responseMode.equals("fragment"));
        assertThat(delivery.page()).isEqualTo(app.page());
        assertThat(delivery.get("state")).isEqualTo("xyz");
        assertThat(visitor.pending()).isEmpty();
        String token;
        int seconds;
        if (responseMode.equals("code")) {
            assertThat(delivery.parameters()).containsOnlyKeys("code", "state");
            Answer redeemed = app.redeem(delivery.get("code"));
            assertThat(redeemed.status()).as(redeemed.body()).isEqualTo(200);
            assertThat(redeemed.header("Cache-Control")).isEqualTo("no-store");
            token = redeemed.text("token");
            seconds = redeemed.json().get("expires_in").asInt();
        } else {
            assertThat(delivery.parameters()).containsOnlyKeys("token", "state", "expires_in");
            token = delivery.token();
            seconds = Integer.parseInt(delivery.get("expires_in"));
        }
        if (tokenType.equals("path_token")) {
            assertThat(seconds).isBetween(590, 600);
            assertThat(token).startsWith("kpt_");
            assertThat(REALM.gate(token, "GET", "/maps/ams/tiles").header("X-Keypath-User"))
                    .isEqualTo("ada");
            assertThat(REALM.gate(token, "GET", "/maps/rotterdam").status()).isEqualTo(403);
            assertThat(REALM.gate(token, "PUT", "/maps/ams/tiles").status()).isEqualTo(403);
        } else {
            assertThat(seconds).isBetween(290, 300);
            Answer userinfo = userinfo(token);
            assertThat(userinfo.status()).isEqualTo(200);
            assertThat(userinfo.text("preferred_username")).isEqualTo("ada");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fragment", "query", "form_post", "code"})
    void theStateComesBackUnchanged(String responseMode) {
        QuickLoginApp app = app("state-" + responseMode.replace('_', '-'), responseMode, "access_token");
        var visitor = new QuickLoginVisitor(REALM);
        visitor.logIn(app.link(), "ada");

        for (String state : List.of(
                " a b ",
                "a+b%20c%2Bd%zz",
                "a&token=evil&b=c",
                "#?/\\:@;,",
                "\"><script>alert(1)</script>'",
                "{realm}{0}${x}|^`~!*()[]",
                "eyJ2IjoxfQ==",
                "a".repeat(512))) {
            Delivery delivery = QuickLoginVisitor.delivered(visitor.open(app.link("state", state)));

            assertThat(delivery.get("state")).isEqualTo(state);
        }
        assertThat(QuickLoginVisitor.delivered(visitor.open(app.link("state", "")))
                        .get("state"))
                .isEmpty();
        assertThat(QuickLoginVisitor.delivered(visitor.open(app.link())).parameters())
                .doesNotContainKey("state");
    }

    @Test
    void whoeverIsLoggedInIsNotAsked() {
        QuickLoginApp first = app("sso-first", "fragment", "access_token");
        QuickLoginApp second = app("sso-second", "fragment", "access_token");
        var visitor = new QuickLoginVisitor(REALM);
        visitor.logIn(first.link(), "ada");

        Delivery delivery = QuickLoginVisitor.delivered(visitor.open(second.link()));

        assertThat(delivery.page()).isEqualTo(second.page());
        assertThat(userinfo(delivery.token()).text("preferred_username")).isEqualTo("ada");
        assertThat(QuickLoginVisitor.isLoginForm(visitor.open(second.link("prompt", "login"))))
                .isTrue();
    }

    @Test
    void theAliasIsTheSame() {
        QuickLoginApp app = app("alias", "fragment", "access_token");

        Answer answer =
                new QuickLoginVisitor(REALM).logIn(app.link().replace("quick-login?", "quick-login/logIn?"), "ada");

        assertThat(QuickLoginVisitor.delivered(answer).page()).isEqualTo(app.page());
    }

    @ParameterizedTest
    @CsvSource({"fragment, #", "query, &", "code, &"})
    void theQueryOfTheRefererSurvivesWhereTheRegistrationSaysSo(String responseMode, String separator) {
        QuickLoginApp app = app("survives-" + responseMode, responseMode, "access_token");
        app.set(Map.of("urls", List.of(app.page() + "any?", app.page() + "fixed?a=b"), "responseMode", responseMode));
        var visitor = new QuickLoginVisitor(REALM);
        visitor.logIn(app.link("referer", app.page() + "any"), "ada");

        for (String page : List.of("any?layer=1&f%5B%5D=a+b%20c", "any?x=https://evil.example/?y", "fixed?a=b")) {
            String location =
                    visitor.open(app.link("referer", app.page() + page)).header("Location");

            assertThat(location).startsWith(app.page() + page + separator);
        }
        assertThat(visitor.open(app.link("referer", app.page() + "any")).header("Location"))
                .startsWith(app.page() + "any" + (responseMode.equals("fragment") ? "#" : "?"));
    }

    @Test
    void aFormPostKeepsTheQueryToo() {
        QuickLoginApp app = app("survives-post", "form_post", "access_token");
        app.set(Map.of("urls", List.of(app.page() + "?"), "responseMode", "form_post"));

        Answer answer = new QuickLoginVisitor(REALM).logIn(app.link("referer", app.page() + "?a=1&b='2'"), "ada");

        assertThat(QuickLoginVisitor.delivered(answer).page()).isEqualTo(app.page() + "?a=1&b='2'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fragment", "query", "form_post", "code"})
    void withoutAPromptThereIsAnErrorAndNoPage(String responseMode) {
        QuickLoginApp app = app("prompt-" + responseMode.replace('_', '-'), responseMode, "access_token");

        Answer answer = new QuickLoginVisitor(REALM).open(app.link("prompt", "none", "state", "s 1"));

        Delivery delivery = QuickLoginVisitor.delivered(answer);
        assertThat(delivery.page()).isEqualTo(app.page());
        assertThat(delivery.parameters()).isEqualTo(Map.of("error", "login_required", "state", "s 1"));
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void whoeverIsLoggedInNeedsNoPrompt() {
        QuickLoginApp app = app("no-prompt", "fragment", "access_token");
        var visitor = new QuickLoginVisitor(REALM);
        visitor.logIn(app.link(), "ada");

        assertThat(QuickLoginVisitor.delivered(visitor.open(app.link("prompt", "none")))
                        .token())
                .isNotEmpty();
    }

    @Test
    void aDeniedConsentIsAnErrorAtThePage() {
        QuickLoginApp app = QuickLoginApp.bare(REALM, "consent", Map.of("consentRequired", true));
        app.set(Map.of());
        var visitor = new QuickLoginVisitor(REALM);
        Answer consent = visitor.logIn(app.link("state", "s1"), "eve");
        assertThat(consent.body()).contains("Grant Access to consent");

        Answer denied = visitor.submit(consent, Map.of("cancel", "No"));

        assertThat(QuickLoginVisitor.delivered(denied).page()).isEqualTo(app.page());
        assertThat(QuickLoginVisitor.delivered(denied).parameters())
                .isEqualTo(Map.of("error", "access_denied", "state", "s1"));

        Answer granted = visitor.submit(visitor.logIn(app.link(), "eve"), Map.of("accept", "Yes"));

        assertThat(QuickLoginVisitor.delivered(granted).token()).isNotEmpty();
    }

    @Test
    void twoTabsBothFinish() {
        QuickLoginApp one = app("tab-one", "fragment", "access_token");
        QuickLoginApp two = app("tab-two", "query", "path_token");
        var visitor = new QuickLoginVisitor(REALM);
        Answer firstForm = visitor.open(one.link("state", "1"));
        Answer secondForm = visitor.open(two.link("state", "2"));
        assertThat(visitor.pending()).hasSize(2);

        Delivery second = QuickLoginVisitor.delivered(visitor.logIn(secondForm, "ada"));
        // Keycloak's own: the first tab's form finds its user logged in already, or continues there.
        Answer first = visitor.submit(firstForm, Map.of("username", "ada", "password", "ada"));
        Answer again = first.status() == 302 ? first : visitor.open(one.link("state", "1"));

        assertThat(second.page()).isEqualTo(two.page());
        assertThat(second.get("state")).isEqualTo("2");
        assertThat(QuickLoginVisitor.delivered(again).page()).isEqualTo(one.page());
        assertThat(QuickLoginVisitor.delivered(again).get("state")).isEqualTo("1");
    }

    @Test
    void abandonedLoginsDoNotPileUp() {
        QuickLoginApp app = app("abandoned", "fragment", "access_token");
        var visitor = new QuickLoginVisitor(REALM);

        for (int i = 0; i < 12; i++) {
            visitor.get(app.link());
            assertThat(visitor.pending()).hasSizeBetween(1, 3);
        }

        assertThat(QuickLoginVisitor.delivered(visitor.logIn(app.link(), "ada")).token())
                .isNotEmpty();
    }

    @Test
    void theCookieOfALoginIsForThisPlaceAndNotForScripts() {
        QuickLoginApp app = app("cookie", "fragment", "access_token");

        Answer answer = Http.of("GET", app.link("state", "visible-nowhere")).send();

        assertThat(answer.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("KEYPATH_QUICK_LOGIN_"))
                .singleElement()
                .asString()
                .contains("Path=/realms/" + REALM.name() + "/quick-login", "HttpOnly", "SameSite=Lax", "Max-Age=1800")
                .doesNotContain("Secure");
        assertThat(answer.header("Location"))
                .startsWith(REALM.url("/protocol/openid-connect/auth?"))
                .contains("code_challenge_method=S256")
                .doesNotContain("visible-nowhere");
        Answer overTls =
                Http.of("GET", app.link()).header("X-Forwarded-Proto", "https").send();
        assertThat(overTls.headers().allValues("Set-Cookie"))
                .allSatisfy(cookie -> assertThat(cookie).contains("Secure"));
    }

    @Test
    void loginAndDeliveryAreEventsAndNeitherTheyNorTheLogHoldTheToken() {
        QuickLoginApp access = app("events-access", "fragment", "access_token");
        QuickLoginApp path = app("events-path", "query", "path_token");
        QuickLoginApp code = app("events-code", "code", "path_token");
        var visitor = new QuickLoginVisitor(REALM);

        String accessToken = QuickLoginVisitor.delivered(visitor.logIn(access.link("state", "state-of-the-app"), "bob"))
                .token();
        String pathToken =
                QuickLoginVisitor.delivered(visitor.open(path.link())).token();
        String oneTimeCode =
                QuickLoginVisitor.delivered(visitor.open(code.link())).get("code");
        String redeemed = code.redeem(oneTimeCode).text("token");
        code.redeem(oneTimeCode);

        JsonNode events = REALM.admin("GET", "/events?max=500").json();
        for (QuickLoginApp app : List.of(access, path, code)) {
            assertThat(events)
                    .filteredOn(event -> event.path("clientId").asText().equals(app.clientId()))
                    .extracting(event -> event.get("type").asText())
                    .contains("LOGIN", "CODE_TO_TOKEN");
            assertThat(events)
                    .filteredOn(event -> event.path("clientId").asText().equals(app.clientId())
                            && event.get("type").asText().equals("CODE_TO_TOKEN"))
                    .allSatisfy(event -> assertThat(
                                    event.get("details").get("quick_login").asText())
                            .isEqualTo(app.page()));
        }
        String told = events + TestServer.keycloak().logs();
        for (String secret : List.of(accessToken, pathToken, oneTimeCode, redeemed)) {
            assertThat(told.contains(secret)).isFalse();
            // Not in parts either: the signature, or the random part.
            assertThat(told.contains(secret.substring(secret.length() - 30))).isFalse();
        }
        assertThat(told.contains("state-of-the-app")).isFalse();
    }

    @Test
    void aPathTokenOfAQuickLoginIsAmongTheUsersTokens() {
        QuickLoginApp app = app("listed", "fragment", "path_token");
        String token = QuickLoginVisitor.delivered(new QuickLoginVisitor(REALM).logIn(app.link(), "eve"))
                .token();

        Answer tokens = REALM.call("eve", "GET", "/path-tokens?search=listed");

        assertThat(tokens.body()).contains("\"name\":\"Quick login of listed\"").doesNotContain(token);
        assertThat(REALM.call(
                                "eve",
                                "DELETE",
                                "/path-tokens/" + tokens.json().findValue("id").asText())
                        .status())
                .isEqualTo(204);
        assertThat(REALM.gate(token, "GET", "/maps/ams").status()).isEqualTo(401);
    }

    @Test
    void theEndOfTheSessionEndsTheAccessToken() {
        QuickLoginApp app = app("logout", "fragment", "access_token");
        var visitor = new QuickLoginVisitor(REALM);
        String token =
                QuickLoginVisitor.delivered(visitor.logIn(app.link(), "bob")).token();
        String logout = REALM.url("/protocol/openid-connect/logout?client_id=logout&post_logout_redirect_uri=")
                + Http.encoded(app.page());

        Answer confirm = visitor.open(logout);
        assertThat(confirm.body()).contains("Do you want to log out?");
        Answer loggedOut = visitor.submit(confirm, Map.of("confirmLogout", "Logout"));

        assertThat(loggedOut.status()).isEqualTo(302);
        assertThat(loggedOut.header("Location")).isEqualTo(app.page());
        assertThat(userinfo(token).status()).isEqualTo(401);
        assertThat(QuickLoginVisitor.isLoginForm(visitor.open(app.link()))).isTrue();
        assertThat(visitor.open(logout.replace("logout.example", "evil.example"))
                        .status())
                .isEqualTo(400);
    }

    private static QuickLoginApp app(String clientId, String responseMode, String tokenType) {
        var settings = new LinkedHashMap<String, Object>(Map.of("responseMode", responseMode));
        if (tokenType.equals("path_token")) {
            settings.putAll(QuickLoginApp.PATH_TOKEN);
        }
        return QuickLoginApp.of(REALM, clientId, settings);
    }

    private static Answer userinfo(String token) {
        return Http.of("GET", REALM.url("/protocol/openid-connect/userinfo"))
                .bearer(token)
                .send();
    }
}
