package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser's session with a gate: what makes it, what it reaches, and all that ends it. */
class GateSessionIT {

    private static final String SITE = "https://files.example";

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .serviceAccount("robot")
            .attribute("keypath.gate.other", "{}")
            .attribute(
                    "keypath.gate.own",
                    "{\"cookie\":{\"name\":\"mine\",\"domain\":\"files.example\",\"path\":\"/app\","
                            + "\"sameSite\":\"Strict\",\"lifetime\":600,\"idle\":120}}")
            .attribute("keypath.gate.audience-files", "{\"audience\":\"files\"}")
            .attribute("keypath.gate.link", "{\"queryToken\":true}")
            .attribute("keypath.gate.broken", "{\"cookie\":{\"idle\":1}}")
            .build();

    @Test
    void aLoginBecomesACookieThatNoPageCanRead() {
        String access = REALM.login("ada");

        Answer made =
                GateSession.at(REALM, "default", "POST", "").bearer(access).send();

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.header("Set-Cookie"))
                .matches("__Host-keypath-default=[A-Za-z0-9_.-]{100,3800}; Path=/; Max-Age=1800; Secure; HttpOnly;"
                        + " SameSite=Lax");
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        assertThat(made.text("gate")).isEqualTo("default");
        assertThat(made.text("user")).isEqualTo("ada");
        assertThat(made.text("userId")).isEqualTo(REALM.userId("ada"));
        assertThat(made.text("client")).isEqualTo(TestRealm.CLI);
        Instant started = Instant.parse(made.text("startedAt"));
        assertThat(Duration.between(started, Instant.parse(made.text("expiresAt"))))
                .isEqualTo(Duration.ofMinutes(30));
        assertThat(Duration.between(started, Instant.parse(made.text("endsAt"))))
                .isEqualTo(Duration.ofHours(10));
        assertThat(made.body()).doesNotContain(access);
    }

    @Test
    void itReachesWhatItsUserReaches() {
        GateSession session = GateSession.begin(REALM, REALM.login("ada"));

        Answer answer = session.asks("GET", "/maps").send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Keypath-User")).isEqualTo("ada");
        assertThat(answer.header("X-Keypath-User-Id")).isEqualTo(REALM.userId("ada"));
        assertThat(answer.header("X-Keypath-Client")).isEqualTo(TestRealm.CLI);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void ofAPathTokenItReachesItsPathsAsTheyAreNow() {
        Answer token = REALM.createToken("ada", "/maps", "read");
        GateSession session = GateSession.begin(REALM, token.text("token"));

        assertThat(session.asks("GET", "/maps/ams").send().header("X-Keypath-Token-Id"))
                .isEqualTo(token.text("id"));
        assertThat(session.reads("/tiles")).isEqualTo(403);
        assertThat(session.asks("PUT", "/maps/ams")
                        .header("Sec-Fetch-Site", "same-origin")
                        .send()
                        .status())
                .isEqualTo(403);

        REALM.as("ada").patch("/" + token.text("id"), Map.of("accessList", Tokens.accessList("/maps/ams", "read")));

        assertThat(session.reads("/maps/ams")).isEqualTo(200);
        assertThat(session.reads("/maps/rdam")).isEqualTo(403);
    }

    @Test
    void ofAJwtThatIsRestrictedItReachesNoMore() {
        TestRealm realm = TestRealm.builder().user("eve").build();
        realm.addDefaultScope(TestRealm.CLI, "read:/maps");
        GateSession session = GateSession.begin(realm, realm.login("eve"));

        assertThat(session.reads("/maps/ams")).isEqualTo(200);
        assertThat(session.reads("/tiles")).isEqualTo(403);
        realm.delete();
    }

    @Test
    void aBearerTokenWinsOverIt() {
        GateSession session = GateSession.begin(REALM, REALM.login("ada"));
        String token = REALM.createToken("ada", "/maps", "read").text("token");

        assertThat(session.asks("GET", "/tiles").bearer(token).send().status()).isEqualTo(403);
        assertThat(session.asks("GET", "/tiles")
                        .bearer("kpt_" + "x".repeat(49))
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(session.asks("GET", "/tiles")
                        .header("X-API-Key", token)
                        .send()
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not.a.token", "kpt_", "nobody"})
    void onlyAGoodTokenMakesOne(String bearer) {
        Answer refused =
                GateSession.at(REALM, "default", "POST", "").bearer(bearer).send();

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer realm=");
        assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void noOtherCredentialMakesOne() {
        String token = REALM.createToken("ada", "/maps", "read").text("token");
        GateSession session = GateSession.begin(REALM, token);

        assertThat(GateSession.at(REALM, "default", "POST", "").send().status()).isEqualTo(401);
        assertThat(GateSession.at(REALM, "default", "POST", "")
                        .header("X-API-Key", token)
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(session.call("POST", "").status()).isEqualTo(401);
        assertThat(GateSession.at(REALM, "audience-files", "POST", "")
                        .bearer(REALM.login("ada"))
                        .send()
                        .status())
                .isEqualTo(401);
        for (String gate : List.of("unknown", "broken")) {
            assertThat(GateSession.at(REALM, gate, "POST", "")
                            .bearer(token)
                            .send()
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void whatIsInTheCookieIsNoTokenAnywhere() {
        String value = GateSession.begin(REALM, REALM.login("ada")).value();

        assertThat(REALM.gate(value, "GET", "/a").status()).isEqualTo(401);
        assertThat(REALM.caller(value).get("").status()).isEqualTo(401);
        assertThat(Http.of("GET", REALM.url("/protocol/openid-connect/userinfo"))
                        .bearer(value)
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aGateHasACookieOfItsOwn() {
        Answer made = GateSession.at(REALM, "own", "POST", "")
                .bearer(REALM.login("ada"))
                .send();

        assertThat(made.header("Set-Cookie"))
                .matches("mine=[A-Za-z0-9_.-]+; Path=/app; Domain=files.example; Max-Age=1(20|19); Secure; HttpOnly;"
                        + " SameSite=Strict");
        Instant started = Instant.parse(made.text("startedAt"));
        assertThat(Duration.between(started, Instant.parse(made.text("endsAt"))))
                .isEqualTo(Duration.ofMinutes(10));
        String value = new GateSession(REALM, "own", GateSession.cookieOf(made)).value();

        assertThat(new GateSession(REALM, "own", "mine=" + value).reads("/a")).isEqualTo(200);
        assertThat(new GateSession(REALM, "own", "__Host-keypath-own=" + value).reads("/a"))
                .isEqualTo(401);
        assertThat(new GateSession(REALM, "other", "__Host-keypath-other=" + value).reads("/a"))
                .isEqualTo(401);
        assertThat(new GateSession(REALM, "default", "__Host-keypath-default=" + value).reads("/a"))
                .isEqualTo(401);
    }

    @Test
    void whatIsNotExactlyTheCookieIsNone() {
        GateSession session = GateSession.begin(REALM, REALM.login("ada"));
        String value = session.value();
        TestRealm realm = TestRealm.builder().user("ada").build();
        GateSession foreign = GateSession.begin(realm, realm.login("ada"));

        for (String other : List.of(
                "",
                "x",
                "....",
                "a.b.c.d.e",
                "a..c.d.e",
                value.substring(1),
                value.substring(0, value.length() - 4),
                value + "A",
                value + " ",
                "\"" + value + "\"",
                changed(value, 10),
                changed(value, value.length() / 2),
                changed(value, value.length() - 5),
                foreign.value(),
                REALM.login("ada"))) {
            assertThat(session.with(other).asks("GET", "/a").send().status())
                    .as(other)
                    .isIn(401, other.endsWith(" ") ? 200 : 401);
            assertThat(session.with(other).call("GET", "").status()).isIn(401, other.endsWith(" ") ? 200 : 401);
        }
        assertThat(session.reads("/a")).isEqualTo(200);
        realm.delete();
    }

    private static String changed(String value, int at) {
        char c = value.charAt(at);
        return value.substring(0, at) + (c == 'A' ? 'B' : 'A') + value.substring(at + 1);
    }

    @Test
    void ofTwoSessionsInOneRequestNoneIsTaken() {
        GateSession session = GateSession.begin(REALM, REALM.login("ada"));
        GateSession other = GateSession.begin(REALM, REALM.login("ada"));
        var both = new GateSession(REALM, "default", session.cookie() + "; " + other.cookie());

        assertThat(both.reads("/a")).isEqualTo(401);
        assertThat(both.call("GET", "").status()).isEqualTo(401);
        assertThat(both.call("POST", "/refresh").status()).isEqualTo(401);
        assertThat(both.call("DELETE", "").status()).isEqualTo(204);
        assertThat(session.reads("/a")).isEqualTo(401);
        assertThat(other.reads("/a")).isEqualTo(401);
    }

    @Test
    void anOldCookieBesideItDoesNoHarm() {
        GateSession session = GateSession.begin(REALM, REALM.login("ada"));
        GateSession ended = GateSession.begin(REALM, REALM.login("ada"));
        ended.call("DELETE", "");

        for (String beside : List.of(session.cookie(), ended.cookie(), session.name() + "=x", session.name() + "=")) {
            assertThat(new GateSession(REALM, "default", beside + "; " + session.cookie()).reads("/a"))
                    .as(beside)
                    .isEqualTo(200);
        }
        assertThat(new GateSession(REALM, "default", session.cookie() + "; x" + session.cookie()).reads("/a"))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    Sec-Fetch-Site, same-origin, 200",
        "PUT,    Sec-Fetch-Site, same-site,   403",
        "PUT,    Sec-Fetch-Site, cross-site,  403",
        "PUT,    Sec-Fetch-Site, none,        403",
        "PUT,    Origin,         https://files.example, 200",
        "PUT,    Origin,         https://files.example:443, 200",
        "PUT,    Origin,         https://evil.example, 403",
        "PUT,    Origin,         http://files.example, 403",
        "PUT,    Origin,         null,        403",
        "PUT,    Referer,        https://files.example/x, 403",
        "DELETE, X-Nothing,      x,           403",
        "POST,   X-Nothing,      x,           403",
        "LOCK,   X-Nothing,      x,           403",
        "GET,    Sec-Fetch-Site, cross-site,  200",
        "PROPFIND, X-Nothing,    x,           200"
    })
    void whatChangesSomethingMustComeFromItsOwnSite(String method, String header, String value, int expected) {
        Answer made = GateSession.at(REALM, "default", "POST", "")
                .bearer(REALM.login("ada"))
                .header("Origin", SITE)
                .send();
        var session = new GateSession(REALM, "default", GateSession.cookieOf(made));

        Answer answer = session.asks(method, "/a").header(header, value).send();

        assertThat(answer.status()).isEqualTo(expected);
        if (expected == 403) {
            assertThat(answer.header("WWW-Authenticate")).contains("invalid_request", "Sec-Fetch-Site or Origin");
        }
    }

    @ParameterizedTest
    @CsvSource({"Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version, 13", "Sec-Fetch-Mode, websocket"
    })
    void aWebSocketMustBeOfItsOwnSite(String header, String value) {
        Answer made = GateSession.at(REALM, "default", "POST", "")
                .bearer(REALM.login("ada"))
                .header("Origin", SITE)
                .send();
        var session = new GateSession(REALM, "default", GateSession.cookieOf(made));

        assertThat(session.asks("GET", "/a").header(header, value).send().status())
                .isEqualTo(403);
        assertThat(session.asks("GET", "/a")
                        .header(header, value)
                        .header("Origin", "https://evil.example")
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(session.asks("GET", "/a")
                        .header(header, value)
                        .header("Origin", SITE)
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aLinksTokenIsTakenWhereTheSessionHasEnded() {
        String token = REALM.createToken("ada", "/maps", "read").text("token");
        GateSession live = GateSession.begin(REALM, "link", REALM.login("ada"));
        GateSession ended = GateSession.begin(REALM, "link", REALM.login("ada"));
        ended.call("DELETE", "");
        TestRealm realm = TestRealm.builder()
                .user("ada")
                .attribute("keypath.gate.link", "{\"queryToken\":true}")
                .build();
        GateSession loggedOut = GateSession.begin(realm, "link", realm.login("ada"));
        realm.admin("POST", "/users/" + realm.userId("ada") + "/logout");
        String other = realm.createToken("ada", "/maps", "read").text("token");

        assertThat(ended.reads("/maps?token=" + token)).isEqualTo(200);
        assertThat(ended.with("x").reads("/maps?token=" + token)).isEqualTo(200);
        assertThat(ended.reads("/tiles?token=" + token)).isEqualTo(403);
        assertThat(ended.reads("/maps?token=x")).isEqualTo(401);
        assertThat(loggedOut.reads("/maps?token=" + other)).isEqualTo(200);
        assertThat(loggedOut.reads("/maps")).isEqualTo(401);
        assertThat(live.reads("/tiles?token=" + token)).isEqualTo(200);
        realm.delete();
    }

    @Test
    void aFormIsRefusedUnread() {
        String access = REALM.login("ada");
        GateSession session = GateSession.begin(REALM, access);

        for (String path : List.of("", "/refresh")) {
            Answer refused = GateSession.at(REALM, "default", "POST", path)
                    .bearer(access)
                    .header("Cookie", session.cookie())
                    .header("Sec-Fetch-Site", "same-origin")
                    .form("%zz")
                    .send();
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("error_description")).startsWith("Content-Type must not be that of a form");
        }
        assertThat(GateSession.at(REALM, "default", "POST", "")
                        .bearer(access)
                        .json("not json")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aTokenThatFitsInNoCookieIsRefused() {
        TestRealm realm = TestRealm.builder().user("eve").build();
        for (int i = 0; i < 4; i++) {
            realm.addDefaultScope(
                    TestRealm.CLI, "read:/" + String.valueOf((char) ('a' + i)).repeat(240));
        }
        assertThat(GateSession.begin(realm, realm.login("eve")).reads("/" + "a".repeat(240)))
                .isEqualTo(200);
        for (int i = 4; i < 12; i++) {
            realm.addDefaultScope(
                    TestRealm.CLI, "read:/" + String.valueOf((char) ('a' + i)).repeat(240));
        }

        Answer refused = GateSession.at(realm, "default", "POST", "")
                .bearer(realm.login("eve"))
                .send();

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).contains("at most 4096");
        assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
        realm.delete();
    }

    @Test
    void settingsThatBecomeStricterReachIt() {
        String lax = "{\"cookie\":{\"lifetime\":600,\"idle\":600}}";
        TestRealm realm = TestRealm.builder()
                .user("ada")
                .attribute("keypath.gate.files", lax)
                .build();
        GateSession session = GateSession.begin(realm, "files", realm.login("ada"));
        JsonNode before = session.call("GET", "").json();

        realm.setAttributes(Map.of("keypath.gate.files", "{\"cookie\":{\"lifetime\":120,\"idle\":60}}"));

        JsonNode told = session.call("GET", "").json();
        Instant started = Instant.parse(told.get("startedAt").asText());
        assertThat(told.get("startedAt")).isEqualTo(before.get("startedAt"));
        assertThat(told.get("expiresAt").asText())
                .isEqualTo(started.plusSeconds(60).toString());
        assertThat(told.get("endsAt").asText())
                .isEqualTo(started.plusSeconds(120).toString());

        realm.setAttributes(Map.of("keypath.gate.files", lax));
        assertThat(session.call("GET", "").json()).isEqualTo(before);
        realm.delete();
    }

    @Test
    void anotherSiteNeitherRefreshesNorEndsIt() {
        GateSession session = GateSession.begin(REALM, REALM.login("ada"));

        for (String call : List.of("POST /refresh", "DELETE ")) {
            String[] parts = call.split(" ", -1);
            Answer refused = GateSession.at(REALM, "default", parts[0], parts[1])
                    .header("Cookie", session.cookie())
                    .header("Sec-Fetch-Site", "cross-site")
                    .send();
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text("error")).isEqualTo("access_denied");
        }
        assertThat(session.reads("/a")).isEqualTo(200);
    }

    @Test
    void itTellsOfItselfAndIsRefreshed() {
        GateSession session = GateSession.begin(REALM, REALM.login("ada"));
        JsonNode told = session.call("GET", "").json();

        Await.secondAfter(told.get("startedAt").asText());
        GateSession refreshed = session.refreshed();

        JsonNode then = refreshed.call("GET", "").json();
        assertThat(then.get("startedAt")).isEqualTo(told.get("startedAt"));
        assertThat(then.get("endsAt")).isEqualTo(told.get("endsAt"));
        assertThat(then.get("expiresAt").asText())
                .isGreaterThan(told.get("expiresAt").asText());
        assertThat(refreshed.reads("/a")).isEqualTo(200);
    }

    @Test
    void itsEndIsTheEndOfAllItsCopies() {
        GateSession session = GateSession.begin(REALM, REALM.login("ada"));
        GateSession refreshed = session.refreshed();
        GateSession another = GateSession.begin(REALM, REALM.login("ada"));

        Answer ended = refreshed.call("DELETE", "");

        assertThat(ended.status()).isEqualTo(204);
        assertThat(ended.header("Set-Cookie"))
                .isEqualTo("__Host-keypath-default=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
        for (GateSession copy : List.of(session, refreshed)) {
            assertThat(copy.reads("/a")).isEqualTo(401);
            assertThat(copy.call("GET", "").status()).isEqualTo(401);
            assertThat(copy.call("POST", "/refresh").status()).isEqualTo(401);
            assertThat(copy.call("DELETE", "").status()).isEqualTo(204);
        }
        assertThat(another.reads("/a")).isEqualTo(200);
    }

    @Test
    void manyWhoEndItAtOnceAllSucceed() {
        for (int round = 0; round < 5; round++) {
            GateSession session = GateSession.begin(REALM, REALM.login("ada"));

            assertThat(AtOnce.send(4, () -> session.call("DELETE", "")))
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.body()).isEqualTo(204));
            assertThat(session.reads("/a")).isEqualTo(401);
        }
    }

    @Test
    void withoutACookieThereIsNothingToTell() {
        assertThat(GateSession.at(REALM, "default", "GET", "").send().status()).isEqualTo(401);
        assertThat(GateSession.at(REALM, "default", "POST", "/refresh").send().status())
                .isEqualTo(401);
        assertThat(GateSession.at(REALM, "default", "DELETE", "").send().status())
                .isEqualTo(204);
        assertThat(Http.of("GET", REALM.url("/gate/session")).send().status()).isEqualTo(401);
    }

    @Test
    void itEndsWithItsLogin() {
        TestRealm realm = TestRealm.builder().user("ada").build();
        GateSession session = GateSession.begin(realm, realm.login("ada"));
        assertThat(session.reads("/a")).isEqualTo(200);

        realm.admin("POST", "/users/" + realm.userId("ada") + "/logout");

        assertThat(session.reads("/a")).isEqualTo(401);
        assertThat(session.call("POST", "/refresh").status()).isEqualTo(401);
        realm.delete();
    }

    @Test
    void itEndsWithAnAccessTokenThatIsRevoked() {
        String access = REALM.login("ada");
        GateSession session = GateSession.begin(REALM, access);
        assertThat(session.reads("/a")).isEqualTo(200);

        Http.of("POST", REALM.url("/protocol/openid-connect/revoke"))
                .form(Map.of("client_id", TestRealm.CLI, "token", access))
                .send();

        assertThat(REALM.gate(access, "GET", "/a").status()).isEqualTo(401);
        assertThat(session.reads("/a")).isEqualTo(401);
        assertThat(session.call("POST", "/refresh").status()).isEqualTo(401);
    }

    @Test
    void itEndsWithTheLoginOfItsClient() {
        TestRealm realm = TestRealm.builder()
                .user("ada")
                .client(Map.of(
                        "clientId", "other", "publicClient", true, "redirectUris", List.of("https://app.example/*")))
                .build();
        List<Answer> tokens = realm.browserLogins("ada", TestRealm.CLI, "other");
        GateSession ended = GateSession.begin(realm, tokens.get(0).text("access_token"));
        GateSession ofTheOther = GateSession.begin(realm, tokens.get(1).text("access_token"));
        assertThat(ended.reads("/a")).isEqualTo(200);

        Http.of("POST", realm.url("/protocol/openid-connect/revoke"))
                .form(Map.of("client_id", TestRealm.CLI, "token", tokens.get(0).text("refresh_token")))
                .send();

        assertThat(ended.reads("/a")).isEqualTo(401);
        assertThat(ofTheOther.reads("/a")).isEqualTo(200);
        realm.delete();
    }

    @Test
    void itEndsWithItsUser() {
        TestRealm realm = TestRealm.builder().user("ada").build();
        GateSession login = GateSession.begin(realm, realm.login("ada"));
        GateSession token =
                GateSession.begin(realm, realm.createToken("ada", "/a", "read").text("token"));
        String user = "/users/" + realm.userId("ada");

        realm.admin("PUT", user, Map.of("enabled", false));

        assertThat(login.reads("/a")).isEqualTo(401);
        assertThat(token.reads("/a")).isEqualTo(401);
        realm.delete();
    }

    @Test
    void itEndsWithItsPathToken() {
        Answer deleted = REALM.createToken("ada", "/a", "read");
        Answer disabled = REALM.createToken("ada", "/a", "read");
        Answer rotated = REALM.createToken("ada", "/a", "read");
        Caller ada = REALM.as("ada");
        List<GateSession> sessions = List.of(deleted, disabled, rotated).stream()
                .map(token -> GateSession.begin(REALM, token.text("token")))
                .toList();
        assertThat(sessions)
                .allSatisfy(session -> assertThat(session.reads("/a")).isEqualTo(200));

        ada.delete("/" + deleted.text("id"));
        ada.patch("/" + disabled.text("id"), Map.of("enabled", false));
        ada.post("/" + rotated.text("id") + "/rotate", "{}");

        assertThat(sessions)
                .allSatisfy(session -> assertThat(session.reads("/a")).isEqualTo(401));
    }

    @Test
    void itEndsWithTheNotBeforeOfTheRealm() {
        TestRealm realm = TestRealm.builder().user("ada").build();
        GateSession login = GateSession.begin(realm, realm.login("ada"));
        GateSession token =
                GateSession.begin(realm, realm.createToken("ada", "/a", "read").text("token"));

        realm.admin("PUT", "", Map.of("notBefore", Instant.now().getEpochSecond() + 5));

        assertThat(login.reads("/a")).isEqualTo(401);
        assertThat(token.reads("/a")).isEqualTo(401);
        realm.delete();
    }

    @Test
    void ofAnAccountWithoutALoginItEndsWithItsToken() {
        Answer made = GateSession.at(REALM, "default", "POST", "")
                .bearer(REALM.serviceAccountLogin("robot"))
                .send();

        assertThat(made.text("user")).isEqualTo("service-account-robot");
        assertThat(Duration.between(Instant.parse(made.text("startedAt")), Instant.parse(made.text("endsAt"))))
                .isLessThanOrEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void itOutlivesARotationOfTheKeysAndNotTheKeys() {
        TestRealm realm = TestRealm.builder().user("ada").build();
        GateSession before = GateSession.begin(realm, realm.login("ada"));
        String old = aesProvider(realm);

        Answer added = realm.admin(
                "POST",
                "/components",
                Map.of(
                        "name",
                        "newer",
                        "providerId",
                        "aes-generated",
                        "providerType",
                        "org.keycloak.keys.KeyProvider",
                        "config",
                        Map.of("priority", List.of("1000"), "secretSize", List.of("32"))));
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        assertThat(before.reads("/a")).isEqualTo(200);
        GateSession after = GateSession.begin(realm, realm.login("ada"));
        assertThat(after.reads("/a")).isEqualTo(200);

        assertThat(realm.admin("DELETE", "/components/" + old).status()).isEqualTo(204);

        assertThat(before.reads("/a")).isEqualTo(401);
        assertThat(after.reads("/a")).isEqualTo(200);
        realm.delete();
    }

    private static String aesProvider(TestRealm realm) {
        for (JsonNode key : realm.admin("GET", "/keys").json().get("keys")) {
            if (key.get("algorithm").asText().equals("AES")) {
                return key.get("providerId").asText();
            }
        }
        throw new AssertionError("The realm has no AES key");
    }

    @Test
    void aClientThatIsSwitchedOffTakesItAlong() {
        TestRealm realm = TestRealm.builder().user("ada").build();
        GateSession session = GateSession.begin(realm, realm.login("ada"));
        var client = new LinkedHashMap<String, Object>(Map.of("clientId", TestRealm.CLI, "enabled", false));

        realm.admin("PUT", "/clients/" + realm.clientUuid(TestRealm.CLI), client);

        assertThat(session.reads("/a")).isEqualTo(401);
        realm.delete();
    }
}
