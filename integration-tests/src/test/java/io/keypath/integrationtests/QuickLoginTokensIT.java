package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Path tokens of quick login: within the realm's policy, not too many, and ended when a login was copied. */
class QuickLoginTokensIT {

    private static final TestRealm REALM = TestRealm.builder().build();

    private static final String STRANGER = "This page is not registered for quick login";
    private static final String USED = "The login has expired or was used already. Go back to the page and try again";

    @ParameterizedTest
    @CsvSource({
        "keypath.quick-login.lifetime,    59",
        "keypath.quick-login.lifetime,    31536001",
        "keypath.quick-login.lifetime,    0",
        "keypath.quick-login.lifetime,    -1",
        "keypath.quick-login.lifetime,    6e2",
        "keypath.quick-login.lifetime,    600.5",
        "keypath.quick-login.lifetime,    9999999999999999999",
        "keypath.quick-login.access-list, look:/a",
        "keypath.quick-login.access-list, read:/a/../b",
        "keypath.quick-login.access-list, read",
        "keypath.quick-login.access-list, read:/a  read:/b"
    })
    void settingsThatTheAdminCallWouldRefuseBeginNoLogin(String attribute, String value) {
        var attributes = new LinkedHashMap<>(Map.of(
                "keypath.quick-login", "true",
                "keypath.quick-login.urls", "https://raw.example/",
                "keypath.quick-login.token-type", "path_token",
                "keypath.quick-login.access-list", "read:/maps",
                "keypath.quick-login.lifetime", "600"));
        QuickLoginApp app = QuickLoginApp.bare(
                REALM,
                "raw",
                Map.of(
                        "standardFlowEnabled",
                        true,
                        "redirectUris",
                        List.of(REALM.url("/quick-login/callback")),
                        "attributes",
                        attributes));
        try {
            assertThat(Http.of("GET", app.link()).send().status()).isEqualTo(302);
            attributes.put(attribute, value);
            REALM.admin("PUT", "/clients/" + app.uuid(), Map.of("clientId", "raw", "attributes", attributes));

            assertRefused(Http.of("GET", app.link()).send(), STRANGER);
        } finally {
            REALM.admin("DELETE", "/clients/" + app.uuid());
        }
    }

    @Test
    void aPolicyThatBecomesStricterEndsQuickLoginUntilItIsMended() {
        TestRealm realm = TestRealm.builder().user("ada").build();
        QuickLoginApp app = QuickLoginApp.of(realm, "strict", QuickLoginApp.PATH_TOKEN);
        realm.setAttributes(Map.of("keypath.token.max-lifetime", "300", "keypath.token.default-lifetime", "60"));

        Answer refused = Http.of("GET", app.link()).send();

        assertRefused(refused, STRANGER);
        assertThat(realm.keycloak().logs())
                .contains("The quick login of client strict is off: lifetime must be between 60 and 300 seconds");
        // Administrators see what is wrong.
        assertThat(realm.admin("GET", "/quick-login/" + app.uuid()).text("lifetime"))
                .isEqualTo("600");
        realm.setAttributes(Map.of("keypath.token.max-lifetime", "600", "keypath.token.default-lifetime", "60"));
        assertThat(QuickLoginVisitor.delivered(new QuickLoginVisitor(realm).logIn(app.link(), "ada"))
                        .token())
                .startsWith("kpt_");
        realm.delete();
    }

    @Test
    void aUserWhoMayHaveNoMoreTokensIsToldSoAndSentNowhere() {
        TestRealm realm = TestRealm.builder()
                .attribute("keypath.token.max-per-owner", "2")
                .user("ada")
                .build();
        QuickLoginApp app = QuickLoginApp.of(realm, "full", QuickLoginApp.PATH_TOKEN);
        realm.createToken("ada", "/a", "read");
        realm.createToken("ada", "/b", "read");

        Answer answer = new QuickLoginVisitor(realm).logIn(app.link("state", "s"), "ada");

        assertRefused(answer, "The limit of 2 tokens is reached; delete one first");
        assertThat(realm.admin("GET", "/path-tokens/count").json().asInt()).isEqualTo(2);
        realm.delete();
    }

    @ParameterizedTest
    @CsvSource({"path_token, true", "access_token, false"})
    void aUserWithoutTheRoleThatMakesTokensGetsNoPathToken(String tokenType, boolean refused) {
        TestRealm realm = TestRealm.builder()
                .attribute("keypath.token.creator-role", "maker")
                .with("roles", Map.of("realm", List.of(Map.of("name", "maker"))))
                .user("ada")
                .user("bob", "maker")
                .build();
        QuickLoginApp app = QuickLoginApp.of(
                realm, "creator", tokenType.equals("path_token") ? QuickLoginApp.PATH_TOKEN : Map.of());

        Answer without = new QuickLoginVisitor(realm).logIn(app.link(), "ada");
        Answer with = new QuickLoginVisitor(realm).logIn(app.link(), "bob");

        if (refused) {
            assertRefused(without, "Tokens may be made by users with a role that you lack");
            assertThat(realm.admin("GET", "/path-tokens/count").json().asInt()).isOne();
        } else {
            assertThat(QuickLoginVisitor.delivered(without).token()).isNotEmpty();
        }
        assertThat(QuickLoginVisitor.delivered(with).token()).isNotEmpty();
        realm.delete();
    }

    @Test
    void aLoginThatIsTooOldForTokensIsAskedForAgain() {
        TestRealm realm = TestRealm.builder()
                .attribute("keypath.token.max-auth-age", "3")
                .user("ada")
                .build();
        QuickLoginApp path = QuickLoginApp.of(realm, "fresh", QuickLoginApp.PATH_TOKEN);
        QuickLoginApp access = QuickLoginApp.of(realm, "stale", Map.of());
        var visitor = new QuickLoginVisitor(realm);
        assertThat(QuickLoginVisitor.delivered(visitor.logIn(path.link(), "ada"))
                        .token())
                .startsWith("kpt_");

        Await.secondAfter(Instant.now().plusSeconds(3).toString());

        assertThat(QuickLoginVisitor.delivered(visitor.open(path.link("prompt", "none")))
                        .get("error"))
                .isEqualTo("login_required");
        Answer again = visitor.open(path.link());
        assertThat(QuickLoginVisitor.isLoginForm(again)).as(again.body()).isTrue();
        assertThat(QuickLoginVisitor.delivered(visitor.submit(again, Map.of("password", "ada")))
                        .token())
                .startsWith("kpt_");
        assertThat(QuickLoginVisitor.delivered(visitor.open(access.link())).token())
                .isNotEmpty();
        realm.delete();
    }

    @Test
    void aFloodOfLoginsReplacesItsOwnTokensAndNothingElse() {
        String user = REALM.newUser();
        QuickLoginApp app = QuickLoginApp.of(REALM, "flood", QuickLoginApp.PATH_TOKEN);
        QuickLoginApp other = QuickLoginApp.of(REALM, "no-flood", QuickLoginApp.PATH_TOKEN);
        var visitor = new QuickLoginVisitor(REALM);
        var tokens = new ArrayList<String>();
        String own = REALM.createToken(user, "/maps/ams", "read").text("token");
        String renamed = token(visitor.logIn(app.link(), user));
        String id = ids(user, "flood").get(0);
        REALM.call(user, "PATCH", "/path-tokens/" + id, Map.of("name", "mine"));
        String others = token(visitor.open(other.link()));

        for (int i = 0; i < 8; i++) {
            Instant before = Instant.now();
            tokens.add(token(visitor.open(app.link())));
            Await.secondAfter(before.toString());
        }

        assertThat(tokens.subList(0, 3))
                .allSatisfy(token -> assertThat(reads(token)).isEqualTo(401));
        assertThat(tokens.subList(3, 8))
                .allSatisfy(token -> assertThat(reads(token)).isEqualTo(200));
        assertThat(List.of(own, renamed, others))
                .allSatisfy(token -> assertThat(reads(token)).isEqualTo(200));
        assertThat(ids(user, "Quick login of flood")).hasSize(5);
        assertThat(REALM.events("REVOKE_GRANT"))
                .filteredOn(event -> event.get("userId").asText().equals(REALM.userId(user)))
                .hasSize(3)
                .allSatisfy(event ->
                        assertThat(event.get("details").get("change").asText()).isEqualTo("deleted"));
    }

    @Test
    void inARealmOfFewTokensAFloodTakesHalf() {
        TestRealm realm = TestRealm.builder()
                .attribute("keypath.token.max-per-owner", "4")
                .user("ada")
                .build();
        QuickLoginApp app = QuickLoginApp.of(realm, "few", QuickLoginApp.PATH_TOKEN);
        var visitor = new QuickLoginVisitor(realm);
        token(visitor.logIn(app.link(), "ada"));

        for (int i = 0; i < 5; i++) {
            token(visitor.open(app.link()));
        }

        assertThat(realm.admin("GET", "/path-tokens/count").json().asInt()).isEqualTo(2);
        assertThat(realm.createToken("ada", "/a", "read").status()).isEqualTo(201);
        assertThat(realm.createToken("ada", "/b", "read").status()).isEqualTo(201);
        realm.delete();
    }

    @Test
    void aClientWithTheLongestNameHasTokensToo() {
        String clientId = "client-".repeat(36);
        String user = REALM.newUser();
        QuickLoginApp app = QuickLoginApp.of(REALM, clientId, with("urls", List.of("https://long.example/")));

        String token = token(new QuickLoginVisitor(REALM).logIn(app.link("referer", "https://long.example/"), user));

        assertThat(reads(token)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"access_token, fragment", "path_token, fragment", "path_token, code"})
    void aLoginThatComesBackTwiceEndsWhatItGave(String tokenType, String responseMode) {
        String user = REALM.newUser();
        var settings =
                new LinkedHashMap<String, Object>(tokenType.equals("path_token") ? QuickLoginApp.PATH_TOKEN : Map.of());
        settings.put("responseMode", responseMode);
        QuickLoginApp app = QuickLoginApp.of(REALM, ("replay-" + tokenType + responseMode).replace('_', '-'), settings);
        var visitor = new QuickLoginVisitor(REALM);
        String callback = visitor.logInUntilCallback(app.link(), user);
        Map<String, String> copied = visitor.pending();
        QuickLoginVisitor.Delivery delivery = QuickLoginVisitor.delivered(visitor.get(callback));
        String token =
                responseMode.equals("code") ? app.redeem(delivery.get("code")).text("token") : delivery.token();
        String untouched = token(new QuickLoginVisitor(REALM).logIn(app.link(), user), app);
        // Who has the address alone cannot end anything of anybody.
        assertThat(visitor.get(callback).status()).isEqualTo(400);
        assertThat(works(token)).isTrue();

        copied.forEach(visitor::setCookie);
        Answer again = visitor.get(callback);

        assertRefused(again, USED);
        assertThat(works(token)).isFalse();
        assertThat(works(untouched)).isTrue();
        List<JsonNode> events = new ArrayList<>();
        REALM.events("CODE_TO_TOKEN_ERROR").forEach(events::add);
        assertThat(events)
                .filteredOn(event -> event.get("clientId").asText().equals(app.clientId()))
                .filteredOn(
                        event -> event.path("details").path("reason").asText().contains("came back twice"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.get("details").has("token_id")).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "path_token"})
    void aLoginThatComesBackTwiceAtOnceEndsWhatItGave(String tokenType) {
        QuickLoginApp app = QuickLoginApp.of(
                REALM,
                "at-once-" + tokenType.replace('_', '-'),
                tokenType.equals("path_token") ? QuickLoginApp.PATH_TOKEN : Map.of());
        for (int round = 0; round < 5; round++) {
            var visitor = new QuickLoginVisitor(REALM);
            String callback = visitor.logInUntilCallback(app.link(), REALM.newUser());
            String cookies = visitor.pending().entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));

            List<Answer> answers = AtOnce.send(
                    4, () -> Http.of("GET", callback).header("Cookie", cookies).send());

            for (Answer answer : answers) {
                if (answer.status() == 302) {
                    String token = token(answer);
                    Await.until("the end of the token", () -> works(token), good -> !good);
                } else {
                    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
                }
            }
        }
    }

    private static boolean works(String token) {
        return token.startsWith("kpt_")
                ? reads(token) == 200
                : Http.of("GET", REALM.url("/protocol/openid-connect/userinfo"))
                                .bearer(token)
                                .send()
                                .status()
                        == 200;
    }

    private static int reads(String token) {
        return REALM.gate(token, "GET", "/maps/ams").status();
    }

    private static String token(Answer delivered) {
        return QuickLoginVisitor.delivered(delivered).token();
    }

    private static String token(Answer delivered, QuickLoginApp app) {
        QuickLoginVisitor.Delivery delivery = QuickLoginVisitor.delivered(delivered);
        return delivery.parameters().containsKey("code")
                ? app.redeem(delivery.get("code")).text("token")
                : delivery.token();
    }

    private static List<String> ids(String user, String search) {
        return REALM.call(user, "GET", "/path-tokens?search=" + Http.encoded(search))
                .json()
                .findValuesAsText("id");
    }

    private static Map<String, Object> with(String name, Object value) {
        var settings = new LinkedHashMap<>(QuickLoginApp.PATH_TOKEN);
        settings.put(name, value);
        return settings;
    }

    private static void assertRefused(Answer answer, String message) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(QuickLoginVisitor.error(answer)).contains(message);
    }

    @Test
    void aClientWhoseTokensDoNotNameTheirUserHasPathTokensToo() {
        QuickLoginApp app = QuickLoginApp.bare(
                REALM, "light", Map.of("attributes", Map.of("client.use.lightweight.access.token.enabled", "true")));
        app.set(QuickLoginApp.PATH_TOKEN);
        String user = REALM.newUser();

        String token = token(new QuickLoginVisitor(REALM).logIn(app.link(), user));

        assertThat(works(token)).isTrue();
        assertThat(REALM.as(user).get("/count").body()).isEqualTo("1");
    }

    @Test
    void aClientWhoseTokensAreBoundToAKeyHasNoQuickLogin() {
        QuickLoginApp app =
                QuickLoginApp.bare(REALM, "bound", Map.of("attributes", Map.of("dpop.bound.access.tokens", "true")));

        Answer refused = REALM.admin("PUT", "/quick-login/" + app.uuid(), Map.of("urls", List.of(app.page())));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("bound to a key");
        Answer ofKeycloak = REALM.admin(
                "PUT", "/quick-login/" + REALM.clientUuid("account-console"), Map.of("urls", List.of(app.page())));
        assertThat(ofKeycloak.status()).isEqualTo(400);
    }

    @Test
    void aPageOfAClientThatIsDisabledIsNobodyElses() {
        QuickLoginApp owner = QuickLoginApp.of(REALM, "resting", Map.of());
        REALM.admin("PUT", "/clients/" + owner.uuid(), Map.of("clientId", "resting", "enabled", false));
        QuickLoginApp.bare(
                REALM,
                "taker",
                Map.of(
                        "standardFlowEnabled",
                        true,
                        "redirectUris",
                        List.of(REALM.url("/quick-login/callback")),
                        "attributes",
                        Map.of("keypath.quick-login", "true", "keypath.quick-login.urls", owner.page())));

        assertRefused(Http.of("GET", owner.link()).send(), STRANGER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/quick-login/redeem", "/path-tokens/revoke"})
    void aBodyThatIsNoFormIsRefused(String endpoint) {
        String body = """
                --b
                Content-Disposition: form-data; name="code"; filename="c"

                x
                --b
                Content-Disposition: form-data; name="token"; filename="t"

                x
                --b
                Content-Disposition: form-data; name="client_id"

                cli
                --b--
                """;
        Answer file = Http.of("POST", REALM.url(endpoint))
                .bytes(
                        "multipart/form-data; boundary=b",
                        body.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))
                .send();

        assertThat(file.status()).as(file.body()).isIn(400, 415);
    }
}
