package io.keypath.integrationtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gate says of path tokens, in each of the ways in which they can be shown. */
class GateIT {

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .user("zoë")
            .serviceAccount("a röbot")
            .build();

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
    void aRequestWithoutACredentialIsToldTheSchemeAndNoError() {
        Answer answer = ask().send();

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"" + REALM.name() + "\"");
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
    void aTokenElsewhereThanInThePasswordOfBasicIsInvalid() {
        assertInvalid(basic("Basic ", TOKEN));
        assertInvalid(basic("Basic ", TOKEN + ":"));
        assertInvalid(basic("Basic ", "ada:x:" + TOKEN));
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

        assertThat(Http.of("GET", verify + "?path=/maps/ams&method=GET&access_token=" + TOKEN)
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(Http.of("POST", verify + "?path=/maps/ams&method=GET")
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
    @ValueSource(strings = {"REPORT", "SEARCH", "QUERY", "ACL", "PURGE", "FOO", "get", "TRACE"})
    void aMethodThatTheGateDoesNotKnowIsNeverLetThrough(String method) {
        var reply = GateWire.send(
                REALM.keycloak().baseUri(),
                method + " /realms/" + REALM.name() + "/gate/verify",
                "Authorization: Bearer " + TOKEN,
                "X-Original-URI: /maps/ams",
                "X-Original-Method: PUT");

        assertThat(reply.status()).isBetween(400, 499);
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
                        + " error_description=\"The token is not valid or no longer valid\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    private static Answer basic(String scheme, String pair) {
        return ask().header("Authorization", scheme + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
                .send();
    }

    private static Http ask() {
        return Http.of("GET", REALM.url("/gate/verify"))
                .header("X-Original-URI", "/maps/ams/tiles.txt")
                .header("X-Original-Method", "GET");
    }

    private static Map<String, String> grant(String path, String access) {
        return Map.of("path", path, "access", access);
    }
}
