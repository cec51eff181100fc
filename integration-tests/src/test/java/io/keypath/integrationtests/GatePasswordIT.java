package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's real password behind Basic, at a gate that takes it. */
class GatePasswordIT {

    private static final String GATE = "keypath.gate.default";
    private static final String ON = "{\"password\":true}";

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .user("a:da")
            .attribute(GATE, ON)
            .attribute("keypath.gate.off", "{}")
            .build();

    @Test
    void itLetsItsUserInAsHisAccessTokenWould() {
        Answer answer = asks(REALM, "ada", "ada").send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Keypath-User")).isEqualTo("ada");
        assertThat(answer.header("X-Keypath-User-Id")).isEqualTo(REALM.userId("ada"));
        assertThat(answer.headers().firstValue("X-Keypath-Client")).hasValue("");
        assertThat(answer.headers().firstValue("X-Keypath-Token-Id")).hasValue("");
        assertThat(answer.header("X-Keypath-Access")).isEqualTo("write");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ada, wrong", "ada, ''", "'', ada", "nobody, ada", "ada, 'ada '", "' ada', ada", "'ad\0a', ada"})
    void nothingElseDoes(String username, String password) {
        Answer answer = asks(REALM, username.replace("\\0", "\0"), password).send();

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).contains("Bearer realm=", "Basic realm=", "invalid_token");
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 2_000, 20_000})
    void whatIsTooLongIsRefused(int length) {
        assertThat(asks(REALM, "a".repeat(length), "ada").send().status()).isEqualTo(401);
        assertThat(asks(REALM, "ada", "a".repeat(length)).send().status()).isEqualTo(401);
    }

    @Test
    void aMailAddressIsAUserNameToo() {
        assertThat(asks(REALM, "ada@example.org", "ada").send().header("X-Keypath-User"))
                .isEqualTo("ada");
    }

    @Test
    void aLineBreakBehindItDoesNoHarm() {
        assertThat(asks(REALM, "ada", "ada\n").send().status()).isEqualTo(200);
    }

    @Test
    void aGateThatDoesNotTakeItRefusesIt() {
        assertThat(Http.of("GET", REALM.url("/gate/off/verify/a"))
                        .header("Authorization", basic("ada", "ada"))
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aTokenIsStillTakenForOne() {
        String token = REALM.createToken("ada", "/maps", "read").text("token");

        for (String[] pair : List.of(new String[] {"ada", token}, new String[] {token, "x-oauth-basic"})) {
            assertThat(asks(REALM, pair[0], pair[1], "GET", "/maps").send().status())
                    .isEqualTo(200);
            assertThat(asks(REALM, pair[0], pair[1], "GET", "/tiles").send().status())
                    .isEqualTo(403);
        }
    }

    @Test
    void anotherSitesPageDoesNotUseWhatTheBrowserRemembers() {
        assertThat(asks(REALM, "ada", "ada", "PUT", "/a").send().status()).isEqualTo(200);
        assertThat(asks(REALM, "ada", "ada", "PUT", "/a")
                        .header("Sec-Fetch-Site", "cross-site")
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(asks(REALM, "ada", "ada", "PUT", "/a")
                        .header("Sec-Fetch-Site", "same-origin")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void itDiesWithAChangeOfThePasswordAtOnce() {
        TestRealm realm = realm().build();
        assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(200);

        realm.admin(
                "PUT",
                "/users/" + realm.userId("ada") + "/reset-password",
                Map.of("type", "password", "value", "other", "temporary", false));

        assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(401);
        assertThat(asks(realm, "ada", "other").send().status()).isEqualTo(200);
        realm.delete();
    }

    @Test
    void aUserWhoIsDisabledIsRefusedAtOnce() {
        TestRealm realm = realm().build();
        assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(200);

        realm.admin("PUT", "/users/" + realm.userId("ada"), Map.of("enabled", false));

        assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(401);
        realm.delete();
    }

    @Test
    void aRequiredActionComesFirst() {
        TestRealm realm = realm().build();
        assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(200);

        realm.admin("PUT", "/users/" + realm.userId("ada"), Map.of("requiredActions", List.of("UPDATE_PASSWORD")));

        assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(401);
        realm.delete();
    }

    @Test
    void whoNeedsASecondFactorIsRefused() {
        TestRealm realm = realm().build();
        assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(200);
        String user = "/users/" + realm.userId("ada");

        Answer set = realm.admin(
                "PUT",
                user,
                Map.of(
                        "credentials",
                        List.of(Map.of(
                                "type",
                                "otp",
                                "secretData",
                                "{\"value\":\"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\"}",
                                "credentialData",
                                "{\"subType\":\"totp\",\"digits\":6,\"period\":30,\"algorithm\":\"HmacSHA1\"}"))));
        assertThat(set.status()).as(set.body()).isEqualTo(204);

        assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(401);
        realm.delete();
    }

    @Test
    void keycloaksProtectionAgainstGuessingCounts() {
        TestRealm realm = realm().with("bruteForceProtected", true)
                .with("failureFactor", 3)
                .with("waitIncrementSeconds", 600)
                .with("quickLoginCheckMilliSeconds", 0)
                .build();
        assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(200);

        // Keycloak counts after it has answered, and not what comes meanwhile. The good one is remembered by now.
        Await.until(
                "the lockout",
                () -> {
                    asks(realm, "ada", "wrong").send();
                    return asks(realm, "ada", "ada").send().status();
                },
                status -> status == 401);
        JsonNode state = realm.admin("GET", "/attack-detection/brute-force/users/" + realm.userId("ada"))
                .json();
        assertThat(state.get("disabled").asBoolean()).isTrue();
        realm.delete();
    }

    @Test
    void aFloodOfOneGoodPasswordIsOneLogin() {
        TestRealm realm = realm().with("bruteForceProtected", true).build();

        assertThat(AtOnce.send(8, () -> asks(realm, "ada", "ada").send()))
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        for (int i = 0; i < 5; i++) {
            assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(200);
        }

        assertThat(realm.events("LOGIN")).hasSizeLessThanOrEqualTo(2);
        JsonNode event = realm.events("LOGIN").get(0);
        assertThat(event.get("userId").asText()).isEqualTo(realm.userId("ada"));
        assertThat(event.get("details").get("gate").asText()).isEqualTo("default");
        realm.delete();
    }

    @Test
    void aRefusalIsAnEventWithoutThePassword() {
        TestRealm realm = realm().build();

        asks(realm, "ada", "secret-guess").send();
        asks(realm, "ada", "secret-guess", "PUT", "/a").send();

        JsonNode events = realm.events("LOGIN_ERROR");
        assertThat(events).hasSize(2);
        assertThat(events.get(0).get("error").asText()).isEqualTo("invalid_user_credentials");
        assertThat(events.toString()).doesNotContain("secret-guess");
        realm.delete();
    }

    @Test
    void aClientPolicyThatForbidsPasswordsForbidsItHere() {
        TestRealm realm = realm().build();
        realm.admin(
                "PUT",
                "/client-policies/profiles",
                Map.of(
                        "profiles",
                        List.of(Map.of(
                                "name",
                                "none",
                                "executors",
                                List.of(Map.of("executor", "reject-ropc-grant", "configuration", Map.of()))))));
        Answer set = realm.admin(
                "PUT",
                "/client-policies/policies",
                Map.of(
                        "policies",
                        List.of(Map.of(
                                "name",
                                "none",
                                "enabled",
                                true,
                                "conditions",
                                List.of(Map.of("condition", "any-client", "configuration", Map.of())),
                                "profiles",
                                List.of("none")))));
        assertThat(set.status()).as(set.body()).isEqualTo(204);

        assertThat(asks(realm, "ada", "ada").send().status()).isEqualTo(401);
        realm.delete();
    }

    @Test
    void aServiceAccountHasNone() {
        TestRealm realm = realm().serviceAccount("robot").build();

        assertThat(asks(realm, "service-account-robot", "robot").send().status())
                .isEqualTo(401);
        realm.delete();
    }

    private static TestRealm.Builder realm() {
        return TestRealm.builder().user("ada").attribute(GATE, ON);
    }

    private static Http asks(TestRealm realm, String username, String password) {
        return asks(realm, username, password, "GET", "/a");
    }

    private static Http asks(TestRealm realm, String username, String password, String method, String target) {
        return Http.of(method, realm.url("/gate/verify"))
                .header("Authorization", basic(username, password))
                .header("X-Original-URI", target)
                .header("X-Original-Method", method);
    }

    private static String basic(String username, String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
