package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All that ends a token without a word to its owner. */
class DeathIT {

    private static final TestRealm REALM = TestRealm.builder().build();

    private final String user = REALM.newUser();
    private final Caller caller = REALM.as(user);

    @Test
    void anExpiredTokenIsDeadAndStillListed() {
        REALM.setAttributes(Map.of("keypath.token.default-lifetime", "2"));
        try {
            Answer made = caller.post("", Tokens.personal("short"));
            Instant end = Instant.parse(made.text("expiresAt"));
            assertThat(end).isEqualTo(Instant.parse(made.text("createdAt")).plusSeconds(2));

            Await.until("expiry", () -> status(made), status -> status == 401);

            assertThat(Instant.now()).isAfterOrEqualTo(end);
            assertThat(caller.get("/" + made.text("id")).text("state")).isEqualTo("expired");
            assertThat(caller.post("/" + made.text("id") + "/rotate", "{}").status())
                    .isEqualTo(400);
            assertThat(caller.patch("/" + made.text("id"), Map.of("validFor", 3600))
                            .status())
                    .isEqualTo(400);
            assertThat(caller.patch("/" + made.text("id"), Map.of("enabled", true))
                            .text("state"))
                    .isEqualTo("expired");
            assertThat(status(made)).isEqualTo(401);
        } finally {
            REALM.setAttributes(Map.of());
        }
    }

    @Test
    void theRealmsNotBeforeEndsWhatWasMadeEarlier() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        long created = Instant.parse(made.text("createdAt")).getEpochSecond();
        assertThat(status(made)).isEqualTo(200);
        try {
            REALM.admin("PUT", "", Map.of("notBefore", created));
            assertThat(status(made)).isEqualTo(200);

            REALM.admin("PUT", "", Map.of("notBefore", created + 1));

            assertThat(status(made)).isEqualTo(401);
            assertThat(REALM.admin("GET", "/path-tokens/" + made.text("id")).text("state"))
                    .isEqualTo("expired");
            assertThat(REALM.admin("GET", "/path-tokens?state=expired").body()).contains(made.text("id"));
        } finally {
            REALM.admin("PUT", "", Map.of("notBefore", 0));
        }
    }

    @Test
    void theClientsNotBeforeEndsWhatWasMadeEarlier() {
        Answer made = throughAClient("dated");
        long created = Instant.parse(made.text("createdAt")).getEpochSecond();
        assertThat(status(made)).isEqualTo(200);

        changeClient("dated", "notBefore", (int) created + 1);

        assertThat(status(made)).isEqualTo(401);
        assertThat(caller.get("/" + made.text("id")).text("state")).isEqualTo("expired");
        assertThat(caller.get("?state=expired").body()).contains(made.text("id"));
        assertThat(caller.get("?state=active").json()).isEmpty();
    }

    @Test
    void loggingAUserOutEverywhereEndsHisTokens() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        assertThat(status(made)).isEqualTo(200);
        Await.secondAfter(made.text("createdAt"));

        REALM.admin("POST", "/users/" + REALM.userId(user) + "/logout");

        assertThat(status(made)).isEqualTo(401);
        Answer next = REALM.as(user).post("", Tokens.personal("next"));
        assertThat(status(next)).isEqualTo(200);
    }

    @Test
    void aDisabledUsersTokensAreDeadUntilHeIsEnabledAgain() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        assertThat(status(made)).isEqualTo(200);
        String id = REALM.userId(user);

        REALM.admin("PUT", "/users/" + id, Map.of("enabled", false));

        assertThat(status(made)).isEqualTo(401);
        assertThat(REALM.caller(made.text("token")).get("/self").status()).isEqualTo(401);

        REALM.admin("PUT", "/users/" + id, Map.of("enabled", true));

        assertThat(status(made)).isEqualTo(200);
    }

    @Test
    void aDeletedUsersTokensGoWithHim() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        String id = REALM.userId(user);
        assertThat(status(made)).isEqualTo(200);
        assertThat(REALM.admin("GET", "/path-tokens/count?user=" + id).body()).isEqualTo("1");

        REALM.admin("DELETE", "/users/" + id);

        assertThat(status(made)).isEqualTo(401);
        assertThat(REALM.admin("GET", "/path-tokens/count?user=" + id).body()).isEqualTo("0");
        assertThat(REALM.admin("GET", "/path-tokens/" + made.text("id")).status())
                .isEqualTo(404);
    }

    @Test
    void aDisabledClientsTokensAreDeadUntilItIsEnabledAgain() {
        Answer made = throughAClient("switched");
        assertThat(status(made)).isEqualTo(200);

        changeClient("switched", "enabled", false);

        assertThat(status(made)).isEqualTo(401);

        changeClient("switched", "enabled", true);

        assertThat(status(made)).isEqualTo(200);
    }

    @Test
    void aDeletedClientsTokensGoWithIt() {
        Answer made = throughAClient("deleted");
        Answer kept = caller.post("", Tokens.personal("kept"));
        assertThat(status(made)).isEqualTo(200);

        REALM.admin("DELETE", "/clients/" + REALM.clientUuid("deleted"));

        assertThat(status(made)).isEqualTo(401);
        assertThat(status(kept)).isEqualTo(200);
        assertThat(caller.get("/" + made.text("id")).status()).isEqualTo(404);
        assertThat(caller.get("/count").body()).isEqualTo("1");
    }

    @Test
    void aServiceAccountsTokensGoWithItsClient() {
        REALM.admin(
                "POST",
                "/clients",
                Map.of("clientId", "doomed", "secret", TestRealm.SECRET, "serviceAccountsEnabled", true));
        Answer made = REALM.tokenAdmin().post("", Tokens.with(Tokens.personal("key"), "client", "doomed"));
        String owner = made.text("userId");
        assertThat(status(made)).isEqualTo(200);

        REALM.admin("DELETE", "/clients/" + REALM.clientUuid("doomed"));

        assertThat(status(made)).isEqualTo(401);
        assertThat(REALM.admin("GET", "/path-tokens/count?user=" + owner).body())
                .isEqualTo("0");
    }

    @Test
    void whatARemovedClientTakesAlongIsAnEventForEachToken() {
        Answer made = throughAClient("gone");

        REALM.admin("DELETE", "/clients/" + REALM.clientUuid("gone"));

        JsonNode event = removal(made);
        assertThat(event.get("userId").asText()).isEqualTo(REALM.userId(user));
        assertThat(event.get("clientId").asText()).isEqualTo("gone");
        assertThat(event.at("/details/reason").asText()).isEqualTo("client_removed");
    }

    @Test
    void whatARemovedUserTakesAlongIsAnEventForEachToken() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        String id = REALM.userId(user);

        REALM.admin("DELETE", "/users/" + id);

        JsonNode event = removal(made);
        assertThat(event.get("userId").asText()).isEqualTo(id);
        assertThat(event.at("/details/reason").asText()).isEqualTo("user_removed");
    }

    @Test
    void aClientThatAnImportReplacesKeepsItsTokens() {
        Map<String, ?> client = Map.of(
                "clientId",
                "replaced",
                "secret",
                TestRealm.SECRET,
                "serviceAccountsEnabled",
                true,
                "directAccessGrantsEnabled",
                true,
                "clientAuthenticatorType",
                SecretClient.TYPE);
        REALM.admin("POST", "/clients", client);
        String before = REALM.clientUuid("replaced");
        Answer ofUser = REALM.caller(SecretClient.in(REALM)
                        .token(TestRealm.SECRET, "grant_type", "password", "username", user, "password", user)
                        .text("access_token"))
                .post("", Tokens.personal("laptop"));
        Answer apiKey = REALM.tokenAdmin().post("", Tokens.with(Tokens.personal("key"), "client", "replaced"));
        String secret = SecretClient.admin(REALM, "replaced")
                .post("", Map.of("name", "ci"))
                .text("secret");
        assertThat(List.of(status(ofUser), status(apiKey))).containsOnly(200);

        Answer imported = REALM.admin(
                "POST", "/partialImport", Map.of("ifResourceExists", "OVERWRITE", "clients", List.of(client)));

        assertThat(imported.status()).isEqualTo(200);
        assertThat(REALM.clientUuid("replaced")).isNotEqualTo(before);
        assertThat(List.of(status(ofUser), status(apiKey))).containsOnly(200);
        assertThat(caller.get("/" + ofUser.text("id")).text("clientId")).isEqualTo("replaced");
        assertThat(SecretClient.in(REALM).token(secret).status()).isEqualTo(200);
        assertThat(SecretClient.in(REALM).token(TestRealm.SECRET).status()).isEqualTo(200);
        assertThat(REALM.tokenAdmin().get("/" + apiKey.text("id")).text("userId"))
                .isEqualTo(REALM.serviceAccountId("replaced"));
        assertThat(SecretClient.admin(REALM, "replaced").get("/count").body()).isEqualTo("1");
        assertThat(removals()).doesNotContain(ofUser.text("id"), apiKey.text("id"));
    }

    @Test
    void aClientThatAnImportReplacesByOneWithoutServiceAccountLosesItsKeys() {
        REALM.admin(
                "POST",
                "/clients",
                Map.of("clientId", "demoted", "secret", TestRealm.SECRET, "serviceAccountsEnabled", true));
        Answer apiKey = REALM.tokenAdmin().post("", Tokens.with(Tokens.personal("key"), "client", "demoted"));

        REALM.admin(
                "POST",
                "/partialImport",
                Map.of(
                        "ifResourceExists",
                        "OVERWRITE",
                        "clients",
                        List.of(Map.of("clientId", "demoted", "secret", TestRealm.SECRET))));

        assertThat(status(apiKey)).isEqualTo(401);
        assertThat(removal(apiKey).get("clientId").asText()).isEqualTo("demoted");
    }

    @Test
    void aUserWhomAnImportReplacesIsAnotherUser() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        var json = Map.of("username", user, "enabled", true, "email", user + "@example.org");

        Answer imported =
                REALM.admin("POST", "/partialImport", Map.of("ifResourceExists", "OVERWRITE", "users", List.of(json)));

        assertThat(imported.status()).isEqualTo(200);
        assertThat(status(made)).isEqualTo(401);
        assertThat(removal(made).at("/details/reason").asText()).isEqualTo("user_removed");
    }

    @Test
    void aUserWhomAnImportReplacesUnderHisOwnIdKeepsHisTokens() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        String id = REALM.userId(user);
        var json = Map.of("id", id, "username", user, "enabled", true, "email", user + "@example.org");

        Answer imported =
                REALM.admin("POST", "/partialImport", Map.of("ifResourceExists", "OVERWRITE", "users", List.of(json)));

        assertThat(imported.status()).isEqualTo(200);
        assertThat(REALM.userId(user)).isEqualTo(id);
        assertThat(status(made)).isEqualTo(200);
        assertThat(removals()).doesNotContain(made.text("id"));
    }

    @Test
    void aDisabledRealmLetsNothingThrough() {
        TestRealm realm = TestRealm.builder().user("ada").build();
        Caller ada = realm.as("ada");
        Answer made = ada.post("", Tokens.personal("laptop"));
        assertThat(realm.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);

        realm.admin("PUT", "", Map.of("enabled", false));

        assertThat(realm.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);
        assertThat(realm.gate(ada.bearer(), "GET", "/a").status()).isEqualTo(401);
        assertThat(ada.get("").status()).isEqualTo(403);
        assertThat(realm.caller(made.text("token")).get("/self").status()).isEqualTo(403);

        realm.admin("PUT", "", Map.of("enabled", true));

        assertThat(realm.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);
    }

    @Test
    void aDeletedRealmsTokensGoWithIt() {
        TestRealm realm = TestRealm.builder().user("ada").build();
        String id = realm.admin("GET", "").text("id");
        Answer made = realm.as("ada").post("", Tokens.personal("laptop"));
        assertThat(realm.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);

        realm.delete();

        assertThat(realm.gate(made.text("token"), "GET", "/a").status()).isEqualTo(404);

        // A realm with the same id would find what was left of the first one.
        Http.of("POST", realm.keycloak().baseUri() + "/admin/realms")
                .bearer(realm.adminLogin())
                .json(Map.of("id", id, "realm", realm.name(), "enabled", true))
                .send();
        assertThat(realm.admin("GET", "").text("id")).isEqualTo(id);
        assertThat(realm.admin("GET", "/path-tokens/count").body()).isEqualTo("0");
        assertThat(realm.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://maps.example, 200",
        "Origin, http://maps.example, 401",
        "Origin, https://maps.example:8443, 401",
        "Origin, https://maps.example.evil.example, 401",
        "Origin, https://evil.example, 401",
        "Origin, null, 401",
        "Referer, https://maps.example/viewer?x=1, 200",
        "Referer, https://maps.example/viewer?x=|{}^%, 200",
        "Referer, https://maps.example/%, 200",
        "Referer, https://evil.example/https://maps.example, 401",
        "Referer, https://evil.example|maps.example/, 401",
        "Referer, https://maps.example@evil.example/, 401",
        "X-Nothing, x, 401",
    })
    void aTokenOfAnOriginWorksFromThereOnly(String header, String value, int expected) {
        Answer made = caller.post(
                "", Tokens.with(Tokens.personal("page"), "allowedOrigins", List.of("https://maps.example")));

        Answer answer = gate(made).header(header, value).send();

        assertThat(answer.status()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 200",
        "10.255.255.255, 200",
        "11.0.0.1, 401",
        "2001:db8::1, 200",
        "[2001:db8::1], 200",
        "[2001:db8::1]:47011, 200",
        "10.1.2.3:47011, 200",
        "[2001:db9::1], 401",
        "2001:db9::1, 401",
        "::ffff:10.1.2.3, 200",
        "192.168.1.1, 401",
    })
    void aTokenOfANetworkWorksFromThereOnly(String address, int expected) {
        Answer made = caller.post(
                "", Tokens.with(Tokens.personal("backend"), "allowedNetworks", List.of("10.0.0.0/8", "2001:db8::/32")));

        // Keycloak wants HTTPS of whoever is not near.
        Answer answer = gate(made)
                .header("X-Forwarded-For", address)
                .header("X-Forwarded-Proto", "https")
                .send();

        assertThat(answer.status()).isEqualTo(expected);
        assertThat(gate(made).send().status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kpt_", "kps_"})
    void aStringThatWasNeverMadeIsDead(String prefix) {
        assertThat(REALM.gate(prefix + "0".repeat(49), "GET", "/a").status()).isEqualTo(401);
    }

    private static JsonNode removal(Answer token) {
        for (JsonNode event : REALM.events("REMOVE_CREDENTIAL")) {
            if (event.at("/details/token_id").asText().equals(token.text("id"))) {
                return event;
            }
        }
        throw new AssertionError("No event of the removal of " + token.text("id"));
    }

    private static List<String> removals() {
        return REALM.events("REMOVE_CREDENTIAL")
                .valueStream()
                .map(event -> event.at("/details/token_id").asText())
                .toList();
    }

    private Answer throughAClient(String clientId) {
        REALM.admin(
                "POST",
                "/clients",
                Map.of("clientId", clientId, "publicClient", true, "directAccessGrantsEnabled", true));
        return REALM.caller(REALM.login(clientId, user)).post("", Tokens.personal("through " + clientId));
    }

    private static void changeClient(String clientId, String field, Object value) {
        String uuid = REALM.clientUuid(clientId);
        var client = (ObjectNode) REALM.admin("GET", "/clients/" + uuid).json();
        client.set(field, Http.JSON.valueToTree(value));
        assertThat(REALM.admin("PUT", "/clients/" + uuid, client).status()).isEqualTo(204);
    }

    private static Http gate(Answer token) {
        return Http.of("GET", REALM.url("/gate/verify"))
                .bearer(token.text("token"))
                .header("X-Original-URI", "/a")
                .header("X-Original-Method", "GET");
    }

    private static int status(Answer token) {
        return REALM.gate(token.text("token"), "GET", "/a").status();
    }
}
