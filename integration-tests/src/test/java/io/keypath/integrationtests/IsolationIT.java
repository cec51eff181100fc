package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose tokens are whose, and who may call at all. */
class IsolationIT {

    private static final String APP = "https://app.example";

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .restrictedUser("guest", "view-profile")
            .restrictedUser("nobody")
            .serviceAccount("robot")
            .client(Map.of(
                    "clientId",
                    "narrow",
                    "publicClient",
                    true,
                    "directAccessGrantsEnabled",
                    true,
                    "fullScopeAllowed",
                    false))
            .client(Map.of(
                    "clientId",
                    "audience-only",
                    "publicClient",
                    true,
                    "directAccessGrantsEnabled",
                    true,
                    "fullScopeAllowed",
                    false,
                    "protocolMappers",
                    List.of(Map.of(
                            "name",
                            "audience account",
                            "protocol",
                            "openid-connect",
                            "protocolMapper",
                            "oidc-audience-mapper",
                            "config",
                            Map.of("included.client.audience", "account", "access.token.claim", "true")))))
            .build();

    private static final TestRealm OTHER = TestRealm.builder().user("ada").build();

    private final Caller ada = REALM.as("ada");

    @Test
    void whatIsNotOnesOwnLooksAsIfItDidNotExist() {
        Caller owner = REALM.as(REALM.newUser());
        Answer foreign = owner.post("", Tokens.personal("foreign"));
        Answer elsewhere = OTHER.as("ada").post("", Tokens.personal("elsewhere"));
        String unknown = "00000000-0000-0000-0000-000000000000";
        List<String> ids = List.of(
                foreign.text("id"), elsewhere.text("id"), unknown, "no-id", unknown.replace('0', 'x'), "%00", "'--");

        for (String id : ids) {
            List<Answer> answers = List.of(
                    ada.get("/" + id),
                    ada.patch("/" + id, Map.of("name", "stolen")),
                    ada.patch("/" + id, Map.of("enabled", false)),
                    ada.post("/" + id + "/rotate", "{}"),
                    ada.delete("/" + id));

            assertThat(answers).as(id).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.body()).isEqualTo(ada.get("/" + unknown).body());
            });
        }
        assertThat(ada.get("/" + unknown).text("error")).isEqualTo("not_found");
        assertThat(owner.get("/" + foreign.text("id")).text("name")).isEqualTo("foreign");
        assertThat(REALM.gate(foreign.text("token"), "GET", "/a").status()).isEqualTo(200);
        assertThat(OTHER.gate(elsewhere.text("token"), "GET", "/a").status()).isEqualTo(200);
    }

    @Test
    void anIdOfAnotherKindOfCredentialIsNoToken() {
        String user = REALM.newUser();
        String password = REALM.admin("GET", "/users/" + REALM.userId(user) + "/credentials")
                .json()
                .get(0)
                .get("id")
                .asText();

        Answer deleted = REALM.as(user).delete("/" + password);

        assertThat(deleted.status()).isEqualTo(404);
        assertThat(REALM.login(user)).isNotEmpty();
    }

    @Test
    void aListHoldsOnesOwnTokensOnly() {
        String user = REALM.newUser();
        Caller caller = REALM.as(user);
        REALM.as(REALM.newUser()).post("", Tokens.personal("foreign"));
        OTHER.as("ada").post("", Tokens.personal("elsewhere"));
        Answer own = caller.post("", Tokens.personal("own"));

        assertThat(caller.get("").json()).hasSize(1);
        assertThat(caller.get("").json().get(0).get("id").asText()).isEqualTo(own.text("id"));
        assertThat(caller.get("/count").body()).isEqualTo("1");
        assertThat(caller.get("?search=e").json()).isEmpty();
    }

    @Test
    void aTokenIsGoodInItsOwnRealmOnly() {
        Answer made = ada.post("", Tokens.personal("laptop"));

        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);
        assertThat(OTHER.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);
        assertThat(OTHER.caller(made.text("token")).get("/self").status()).isEqualTo(401);
        Answer revoked = Http.of("POST", OTHER.url("/path-tokens/revoke"))
                .form(Map.of("token", made.text("token")))
                .send();
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);
    }

    @Test
    void theAdministratorsOfARealmSeeItsTokensOnly() {
        Answer elsewhere = OTHER.as("ada").post("", Tokens.personal("elsewhere"));

        assertThat(REALM.admin("GET", "/path-tokens/" + elsewhere.text("id")).status())
                .isEqualTo(404);
        assertThat(REALM.admin("DELETE", "/path-tokens/" + elsewhere.text("id")).status())
                .isEqualTo(404);
        assertThat(REALM.admin("GET", "/path-tokens?max=100").body()).doesNotContain(elsewhere.text("id"));
        assertThat(OTHER.gate(elsewhere.text("token"), "GET", "/a").status()).isEqualTo(200);
    }

    @Test
    void aTokenNeverMintsAToken() {
        Answer made = ada.post("", Tokens.personal("laptop"));
        Caller token = REALM.caller(made.text("token"));

        assertUnauthorized(token.post("", Tokens.personal("child")));
        assertUnauthorized(token.get(""));
        assertUnauthorized(token.get("/" + made.text("id")));
        assertUnauthorized(token.post("/" + made.text("id") + "/rotate", "{}"));
        assertUnauthorized(token.delete("/" + made.text("id")));
        assertUnauthorized(token.patch("/" + made.text("id"), Map.of("name", "x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "kpt_",
                "a.b.c",
                "e30.e30.e30",
                "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
                "eyJhbGciOiJSUzI1NiJ9.e30.AAAA",
                "null",
                "%00"
            })
    void whatIsNoAccessTokenIsRefused(String bearer) {
        assertUnauthorized(REALM.caller(bearer).get(""));
    }

    @Test
    void aCallWithoutABearerIsRefused() {
        assertUnauthorized(Http.of("GET", ada.base()).send());
        assertUnauthorized(Http.of("GET", ada.base())
                .header("Authorization", "Basic YWRhOmFkYQ==")
                .send());
        assertUnauthorized(
                Http.of("GET", ada.base() + "?access_token=" + ada.bearer()).send());
    }

    @Test
    void theTokenOfAServiceAccountIsRefused() {
        Caller robot = REALM.caller(REALM.serviceAccountLogin("robot"));

        Answer answer = robot.post("", Tokens.personal("child"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text("error")).isEqualTo("access_denied");
        assertThat(robot.get("").status()).isEqualTo(403);
    }

    @Test
    void aClientWithoutTheAudienceAccountIsRefused() {
        Caller narrow = REALM.caller(REALM.login("narrow", "ada"));

        assertUnauthorized(narrow.get(""));
        assertUnauthorized(narrow.post("", Tokens.personal("child")));
    }

    @Test
    void anAudienceWithoutTheRoleIsRefused() {
        Caller audienceOnly = REALM.caller(REALM.login("audience-only", "ada"));

        assertThat(audienceOnly.get("").status()).isEqualTo(403);
        assertThat(audienceOnly.post("", Tokens.personal("child")).status()).isEqualTo(403);
    }

    @Test
    void aUserWithoutTheRoleIsRefused() {
        assertThat(REALM.as("guest").get("").status()).isEqualTo(403);
        assertThat(REALM.as("guest").post("", Tokens.personal("child")).status())
                .isEqualTo(403);
        assertUnauthorized(REALM.as("nobody").get(""));
    }

    @Test
    void idTokensAndRefreshTokensAreRefused() {
        Answer login = Http.of("POST", REALM.url("/protocol/openid-connect/token"))
                .form(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        TestRealm.CLI,
                        "username",
                        "ada",
                        "password",
                        "ada",
                        "scope",
                        "openid"))
                .send();

        assertThat(REALM.caller(login.text("access_token")).get("").status()).isEqualTo(200);
        assertUnauthorized(REALM.caller(login.text("id_token")).get(""));
        assertUnauthorized(REALM.caller(login.text("refresh_token")).get(""));
        assertUnauthorized(REALM.caller(login.text("refresh_token")).post("", Tokens.personal("child")));
    }

    @Test
    void theTokenOfAnotherRealmIsRefused() {
        assertUnauthorized(REALM.caller(OTHER.login("ada")).get(""));
    }

    @Test
    void aRegisteredOriginMayReadTheAnswer() {
        Answer answer = ada.request("GET", "").header("Origin", APP).send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    }

    @Test
    void aForeignOriginIsRefusedAndNothingIsMade() {
        String user = REALM.newUser();
        Caller caller = REALM.as(user);

        Answer answer = caller.request("POST", "")
                .header("Origin", "https://evil.example")
                .json(Tokens.personal("stolen"))
                .send();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(caller.get("/count").body()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/count",
                "/policy",
                "/00000000-0000-0000-0000-000000000000",
                "/00000000-0000-0000-0000-000000000000/rotate"
            })
    void aPreflightIsAnsweredAndGrantsNothing(String path) {
        Answer answer = Http.of("OPTIONS", ada.base() + path)
                .header("Origin", APP)
                .header("Access-Control-Request-Method", "PATCH")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET", "POST", "PATCH", "DELETE");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("Authorization", "Content-Type");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aPageThatHoldsATokenMayAskWhatItIs() {
        Answer made =
                ada.post("", Tokens.with(Tokens.personal("page"), "allowedOrigins", List.of("https://maps.example")));
        Caller token = REALM.caller(made.text("token"));

        Answer preflight = Http.of("OPTIONS", ada.base() + "/self")
                .header("Origin", "https://maps.example")
                .header("Access-Control-Request-Method", "DELETE")
                .header("Access-Control-Request-Headers", "authorization")
                .send();
        Answer shown = token.request("GET", "/self")
                .header("Origin", "https://maps.example")
                .send();
        Answer elsewhere = token.request("GET", "/self")
                .header("Origin", "https://evil.example")
                .send();

        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://maps.example");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("GET", "DELETE");
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Authorization");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.header("Access-Control-Allow-Origin")).isIn("*", "https://maps.example");
        assertThat(elsewhere.status()).isEqualTo(401);
    }

    @Test
    void aPageOfAnyOriginMayReportALeakedToken() {
        Answer made = ada.post("", Tokens.personal("leaked"));

        Answer answer = Http.of("POST", ada.base() + "/revoke")
                .header("Origin", "https://scanner.example")
                .form(Map.of("token", made.text("token")))
                .send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isIn("*", "https://scanner.example");
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);
    }

    private static void assertUnauthorized(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer realm=");
        assertThat(answer.text("error")).isEqualTo("invalid_token");
    }
}
