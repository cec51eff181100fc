package io.keypath.integrationtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gate says of path tokens, in each of the ways in which they can be shown. */
class GateIT {

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .user("zoë")
            .serviceAccount("a röbot")
            .attribute("keypath.gate.files", "{\"source\":\"forwarded\",\"strip\":\"/files\"}")
            .attribute("keypath.gate.web", "{\"challenges\":[\"bearer\"]}")
            .attribute("keypath.gate.dav", "{\"challenges\":[\"bearer\",\"basic\"]}")
            .attribute("keypath.gate.links", "{\"queryToken\":true}")
            .attribute("keypath.gate.broken", "{\"strip\":\"files\"}")
            .attribute("keypath.gate.verify", "{}")
            .attribute("keypath.gate.UPPER", "{}")
            .build();

    private static final String BASIC = ", Basic realm=\"" + REALM.name() + "\", charset=\"UTF-8\"";

    private static final Answer ADAS =
            REALM.createToken("ada", Map.of("name", "tiles", "accessList", List.of(grant("/maps/ams", "read"))));
    private static final String TOKEN = ADAS.text("token");

    @Test
    void anAllowedRequestIsAnsweredWithWhoAsks() {
        Answer answer = REALM.gate(TOKEN, "GET", "/maps/ams/tiles.txt");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Keypath-User")).isEqualTo("ada");
        assertThat(answer.header("X-Keypath-User-Id")).isEqualTo(REALM.userId("ada"));
        assertThat(answer.header("X-Keypath-Client")).isEqualTo(TestRealm.CLI);
        assertThat(answer.header("X-Keypath-Token-Id")).isEqualTo(ADAS.text("id"));
        assertThat(answer.header("X-Keypath-Access")).isEqualTo("read");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aRefusedRequestIsToldWhatItLacks() {
        Answer answer = REALM.gate(TOKEN, "PUT", "/maps/ams/tiles.txt");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"" + REALM.name() + "\", error=\"insufficient_scope\","
                        + " error_description=\"The token does not reach this path with this method\","
                        + " scope=\"write:/maps/ams/tiles.txt\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("x-keypath"));
    }

    @Test
    void aRequestWithoutACredentialIsToldTheSchemesAndNoError() {
        Answer answer = ask().send();

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"" + REALM.name() + "\"" + BASIC);
    }

    @Test
    void aBrowserIsNotOfferedBasicUnlessTheGateIsSetSo() {
        String bearer = "Bearer realm=\"" + REALM.name() + "\"";

        assertThat(challenge("default", "Sec-Fetch-Mode", "cors")).isEqualTo(bearer);
        assertThat(challenge("default", "User-Agent", "Mozilla/5.0")).isEqualTo(bearer + BASIC);
        assertThat(challenge("web", "User-Agent", "git/2.39")).isEqualTo(bearer);
        assertThat(challenge("dav", "Sec-Fetch-Mode", "navigate")).isEqualTo(bearer + BASIC);
    }

    private static String challenge(String gate, String header, String value) {
        Answer answer = ask(gate).header(header, value).send();
        assertThat(answer.status()).isEqualTo(401);
        return answer.header("WWW-Authenticate");
    }

    @Test
    void aGateHasItsOwnSettings() {
        var through = Http.of("GET", REALM.url("/gate/files/verify"))
                .bearer(TOKEN)
                .header("X-Forwarded-Uri", "/files/maps/ams")
                .header("X-Forwarded-Method", "GET")
                .header("X-Original-URI", "/secret")
                .header("X-Original-Method", "PUT");

        assertThat(through.send().status()).isEqualTo(200);
        assertThat(ask("files").bearer(TOKEN).send().status()).isEqualTo(403);
        assertThat(ask("default").bearer(TOKEN).send().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "?token=TOKEN, 200, ''",
                "?tile=1&token=TOKEN&q=%20, 200, tile=1&q=%20",
                "?token=ACCESS, 200, ''",
                "?token=TOKEN&token=TOKEN, 401, -",
                "?token=, 401, -",
                "?token=nobody, 401, -",
                "?access_token=TOKEN, 401, -",
                "?Token=TOKEN, 401, -",
                "'', 401, -"
            })
    void aLinkMayHoldATokenWhereTheGateSaysSo(String query, int status, String left) {
        String target = "/maps/ams" + query.replace("TOKEN", TOKEN).replace("ACCESS", REALM.login("ada"));

        Answer answer = to("links", target).send();

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().firstValue("X-Keypath-Strip-Query").orElse(null))
                .isEqualTo(left);
        Answer elsewhere = to("default", target).send();
        assertThat(elsewhere.status()).isEqualTo(401);
        assertThat(elsewhere.headers().firstValue("X-Keypath-Strip-Query")).isEmpty();
    }

    @Test
    void aTokenInTheQueryCountsLastAndIsNeverPassedOn() {
        String other = REALM.createToken("ada", "/tiles", "read").text("token");

        assertThat(to("links", "/tiles?token=" + other).bearer(TOKEN).send().status())
                .isEqualTo(403);
        assertThat(to("links", "/maps/ams?token=" + other).bearer(TOKEN).send().header("X-Keypath-Strip-Query"))
                .isEmpty();
        assertThat(to("links", "/maps/ams?token=" + TOKEN)
                        .header("X-API-Key", "kpt_x")
                        .send()
                        .status())
                .isEqualTo(401);
        // The query of the gate's own address may be the client's.
        assertThat(Http.of("GET", REALM.url("/gate/links/verify?token=" + TOKEN))
                        .header("X-Original-URI", "/maps/ams")
                        .header("X-Original-Method", "GET")
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(Http.of("GET", REALM.url("/gate/links/verify/maps/ams?token=" + TOKEN))
                        .send()
                        .status())
                .isEqualTo(401);
    }

    private static Http to(String gate, String target) {
        return Http.of("GET", REALM.url("/gate/" + gate + "/verify"))
                .header("X-Original-URI", target)
                .header("X-Original-Method", "GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "broken", "verify", "UPPER", "a.b", "%64efault", "audience", "default%20"})
    void whatIsNoGateOrCannotBeReadLetsNobodyIn(String gate) {
        Answer answer = ask(gate).bearer(TOKEN).send();

        assertThat(answer.status()).isIn(400, 403);
        assertThat(ask(gate).send().status()).isIn(400, 403);
    }

    @Test
    void theSettingsOfAGateHoldFromTheNextRequestOn() {
        TestRealm realm = TestRealm.builder().user("eve").build();
        String token = realm.createToken("eve", "/maps", "read").text("token");
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(200);

        realm.setAttributes(Map.of("keypath.gate.default", "{\"strip\":\"/files\"}"));
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(403);
        assertThat(realm.gate(token, "GET", "/files/maps").status()).isEqualTo(200);

        realm.setAttributes(Map.of("keypath.gate.default", "{\"stripp\":\"/files\"}"));
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(403);
        assertThat(realm.gate(token, "GET", "/files/maps").status()).isEqualTo(403);
        realm.delete();
    }

    @Test
    void aNameWithoutAValueIsAnsweredEmptyAndNotLeftOut() {
        String access = REALM.login("ada");

        for (String token : List.of(TOKEN, access)) {
            assertThat(ask().bearer(token).send().headers().map().keySet())
                    .contains(
                            "x-keypath-user",
                            "x-keypath-user-id",
                            "x-keypath-client",
                            "x-keypath-token-id",
                            "x-keypath-access");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Bearer kpt_",
                "Bearer kpt_0000000000000000000000000000000000000000000000000",
                "Basic",
                "Basic !",
                "Basic YWRhOmFkYQ==",
                "Digest username=\"ada\"",
                "Secret kps_0000000000000000000000000000000000000000000000000",
                "Token x",
                "DPoP x",
                "Negotiate YII=",
                ",",
                "\""
            })
    void aCredentialThatIsNoneOfTheGatesIsInvalid(String authorization) {
        assertInvalid(ask().header("Authorization", authorization).send());
    }

    @Test
    void theSchemeHasNoCaseAndMoreSpacesDoNotMatter() {
        for (String scheme : List.of("bearer ", "BEARER ", "Bearer   ")) {
            assertThat(ask().header("Authorization", scheme + TOKEN).send().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokenIsThePasswordOfBasicWhateverTheUserName() {
        for (String user : List.of("ada", "bob", "", "token", "zoë")) {
            assertThat(basic("Basic ", user + ":" + TOKEN).status()).isEqualTo(200);
        }
        assertThat(basic("bASIC ", "ada:" + TOKEN).header("X-Keypath-User")).isEqualTo("ada");
    }

    @Test
    void aTokenThatIsNeitherPasswordNorUserNameOfBasicIsInvalid() {
        assertInvalid(basic("Basic ", TOKEN));
        assertInvalid(basic("Basic ", "ada:" + TOKEN + ":x"));
        assertInvalid(basic("Basic ", "ada:ada"));
    }

    @Test
    void twoCredentialsAreNone() {
        assertInvalid(ask().bearer(TOKEN).bearer(TOKEN).send());
        assertInvalid(ask().bearer(TOKEN).header("Authorization", "Basic x").send());
    }

    @Test
    void aTokenInTheQueryOrTheBodyIsNone() {
        String verify = REALM.url("/gate/verify");

        assertThat(Http.of("GET", verify + "/maps/ams?access_token=" + TOKEN)
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(Http.of("POST", verify + "/maps/ams")
                        .form(Map.of("access_token", TOKEN))
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aTokenOfAnotherRealmIsInvalid() {
        TestRealm other = TestRealm.builder().user("eve").build();
        String token = other.createToken("eve", "/maps/ams", "read").text("token");

        assertThat(other.gate(token, "GET", "/maps/ams").status()).isEqualTo(200);
        assertInvalid(REALM.gate(token, "GET", "/maps/ams"));
        other.delete();
    }

    @Test
    void aTokenWithoutAnAccessListReachesAll() {
        String token = REALM.createToken("ada", Map.of("name", "personal")).text("token");

        Answer answer = REALM.gate(token, "DELETE", "/anything/at/all");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Keypath-Access")).isEqualTo("write");
        assertThat(REALM.gate(token, "GET", "/").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "MOVE", "/a").status()).isEqualTo(403);
        assertThat(REALM.gate(token, "GET", "/a/../b").status()).isEqualTo(403);
    }

    @Test
    void namesAreWrittenSoThatNoneBreaksTheHeader() {
        String zoes = REALM.createToken("zoë", "/", "write").text("token");
        String robots = REALM.admin(
                        "POST",
                        "/path-tokens",
                        Map.of("name", "test", "client", "a röbot", "accessList", List.of(grant("/", "read"))))
                .text("token");

        Answer user = REALM.gate(zoes, "GET", "/");
        Answer robot = REALM.gate(robots, "GET", "/");

        assertThat(user.header("X-Keypath-User")).isEqualTo("zo%C3%AB");
        assertThat(robot.header("X-Keypath-User")).isEqualTo("service-account-a%20r%C3%B6bot");
        assertThat(robot.header("X-Keypath-Client")).isEqualTo("a%20r%C3%B6bot");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "POST",
                "PUT",
                "PATCH",
                "DELETE",
                "HEAD",
                "OPTIONS",
                "PROPFIND",
                "PROPPATCH",
                "MKCOL",
                "COPY",
                "MOVE",
                "LOCK",
                "UNLOCK"
            })
    void theMethodThatAsksIsNotTheMethodThatCounts(String method) {
        String verify = REALM.url("/gate/verify");

        var read = Http.of(method, verify)
                .bearer(TOKEN)
                .header("X-Original-URI", "/maps/ams")
                .header("X-Original-Method", "GET");
        var write = Http.of(method, verify)
                .bearer(TOKEN)
                .header("X-Original-URI", "/maps/ams")
                .header("X-Original-Method", "PUT");

        assertThat(read.send().status()).isEqualTo(200);
        assertThat(write.send().status()).isEqualTo(403);
        assertThat(Http.of(method, verify)
                        .header("X-Original-URI", "/maps/ams")
                        .header("X-Original-Method", "GET")
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPORT", "SEARCH", "QUERY", "ACL", "MKCALENDAR", "PURGE", "FOO", "X-Y!", "TRACE"})
    void anyMethodMayAsk(String method) {
        assertThat(asked(method, "GET", "Authorization: Bearer " + TOKEN).status())
                .isEqualTo(200);
        assertThat(asked(method, "PUT", "Authorization: Bearer " + TOKEN).status())
                .isEqualTo(403);
        assertThat(asked(method, "PUT").status()).isEqualTo(401);
        assertThat(asked(method, "GET", "Authorization: Bearer " + TOKEN).header("X-Keypath-User"))
                .containsExactly("ada");
    }

    @ParameterizedTest
    @CsvSource({"REPORT, 200", "SEARCH, 200", "QUERY, 200", "ACL, 403", "MKCALENDAR, 403", "FOO, 403", "get, 403"})
    void whatReadsIsKnown(String method, int status) {
        assertThat(asked("GET", method, "Authorization: Bearer " + TOKEN).status())
                .isEqualTo(status);
    }

    private static GateWire.Reply asked(String asking, String method, String... lines) {
        var all = new ArrayList<>(List.of(lines));
        all.add("X-Original-URI: /maps/ams");
        all.add("X-Original-Method: " + method);
        return GateWire.send(
                REALM.keycloak().baseUri(),
                asking + " /realms/" + REALM.name() + "/gate/verify",
                all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, Content-Length: 100,         application/x-www-form-urlencoded, ''",
        "PUT,  Content-Length: 100,         application/x-www-form-urlencoded, ''",
        "PUT,  Transfer-Encoding: chunked,  application/x-www-form-urlencoded, ''",
        "POST, Content-Length: 5,           application/x-www-form-urlencoded, a=%zz",
        "POST, Content-Length: 100,         multipart/form-data; boundary=x,   ''",
        "POST, Content-Length: 4,           application/json,                  '{\"a\"'",
        "GET,  Content-Length: 100,         text/plain,                        ''",
        "FOO,  Content-Length: 100,         text/plain,                        ''"
    })
    void aBodyIsNotWaitedForAndEndsTheConnection(String asking, String length, String type, String body) {
        var reply = GateWire.sendAndStay(
                REALM.keycloak().baseUri(),
                asking + " /realms/" + REALM.name() + "/gate/verify",
                body,
                List.of(
                        "Authorization: Bearer " + TOKEN,
                        "X-Original-URI: /maps/ams",
                        "X-Original-Method: GET",
                        "Content-Type: " + type,
                        length));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Connection")).containsExactly("close");
    }

    @Test
    void theTokenComesInTheWaysOfManyPrograms() {
        String basic = Base64.getEncoder().encodeToString((TOKEN + ":x-oauth-basic").getBytes(UTF_8));

        assertThat(asked("GET", "GET", "X-API-Key: " + TOKEN).status()).isEqualTo(200);
        assertThat(asked("GET", "GET", "Authorization: Basic " + basic).status())
                .isEqualTo(200);
        assertThat(asked("GET", "GET", "Authorization: token " + TOKEN).status())
                .isEqualTo(401);
        assertThat(asked("GET", "GET", "Authorization: Basic eDp5", "X-API-Key: " + TOKEN)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aBodyOfTheQuestionIsNotRead() {
        Answer answer = Http.of("POST", REALM.url("/gate/verify"))
                .bearer(TOKEN)
                .header("X-Original-URI", "/maps/ams")
                .header("X-Original-Method", "GET")
                .json("{ not json")
                .send();

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aRealmThatAsksForHttpsHasItsWayAndADisabledOneHasNoTokens() {
        TestRealm strict = TestRealm.builder().user("eve").build();
        String token = strict.createToken("eve", "/maps/ams", "read").text("token");
        strict.admin("PUT", "", Map.of("realm", strict.name(), "sslRequired", "all"));

        Answer plain = strict.gate(token, "GET", "/maps/ams");
        Answer secure = Http.of("GET", strict.url("/gate/verify"))
                .bearer(token)
                .header("X-Forwarded-Proto", "https")
                .header("X-Original-URI", "/maps/ams")
                .header("X-Original-Method", "GET")
                .send();

        assertThat(plain.status()).isEqualTo(403);
        assertThat(secure.status()).isEqualTo(200);

        strict.admin("PUT", "", Map.of("realm", strict.name(), "enabled", false, "sslRequired", "none"));

        assertThat(strict.gate(token, "GET", "/maps/ams").status()).isEqualTo(401);
        strict.delete();
    }

    private static void assertInvalid(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"" + REALM.name() + "\", error=\"invalid_token\","
                        + " error_description=\"The token is not valid or no longer valid\"" + BASIC);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    private static Answer basic(String scheme, String pair) {
        return ask().header("Authorization", scheme + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
                .send();
    }

    private static Http ask() {
        return ask("default");
    }

    private static Http ask(String gate) {
        return Http.of("GET", REALM.url("/gate/" + gate + "/verify"))
                .header("X-Original-URI", "/maps/ams/tiles.txt")
                .header("X-Original-Method", "GET");
    }

    private static Map<String, String> grant(String path, String access) {
        return Map.of("path", path, "access", access);
    }
}
