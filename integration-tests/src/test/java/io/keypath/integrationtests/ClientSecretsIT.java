package io.keypath.integrationtests;

import static io.keypath.integrationtests.SecretClient.azp;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's {@code kps_} secrets: made, listed, rotated and deleted by administrators. */
@Order(7)
class ClientSecretsIT {

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .client(OAuthEndpoints.publicClient("page"))
            .serviceAccount("basic")
            .build();

    private final SecretClient client = SecretClient.in(REALM);
    private final String clientId = SecretClient.make(REALM, "robot-" + System.nanoTime(), "tab " + System.nanoTime());
    private final Caller admin = SecretClient.admin(REALM, clientId);

    @Test
    void aSecretIsShownOnceAndLivesFor90Days() {
        Answer made = admin.post("", Map.of("name", "ci é 中"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        assertThat(OAuthEndpoints.names(made.json()))
                .containsExactly(
                        "secret",
                        "id",
                        "name",
                        "hint",
                        "createdAt",
                        "expiresAt",
                        "lastUsedAt",
                        "lastUsedFrom",
                        "state",
                        "stateReason");
        assertThat(made.text("secret")).matches("kps_[0-9A-Za-z]{49}").endsWith(made.text("hint"));
        assertThat(Duration.between(Instant.parse(made.text("createdAt")), Instant.parse(made.text("expiresAt"))))
                .isEqualTo(Duration.ofDays(90));
        assertThat(made.text("state")).isEqualTo("active");
        assertThat(admin.get("").body() + admin.get("/" + made.text("id")).body())
                .doesNotContain(made.text("secret"))
                .contains("ci é 中");
        assertThat(OAuthEndpoints.names(admin.get("/" + made.text("id")).json()))
                .doesNotContain("secret");
    }

    @Test
    void ofARotationAndADeletionAtOnceNeitherFails() {
        for (int i = 0; i < 10; i++) {
            String path = "/" + admin.post("", Map.of("name", "ci")).text("id");

            List<Integer> statuses = AtOnce.statuses(List.of(
                    () -> admin.post(path + "/rotate", Map.of("overlap", 60)),
                    () -> admin.delete(path),
                    () -> admin.post(path + "/rotate", "{}"),
                    () -> admin.delete(path)));

            assertThat(List.of(statuses.get(0), statuses.get(2))).isSubsetOf(201, 404, 409);
            assertThat(List.of(statuses.get(1), statuses.get(3))).isSubsetOf(204, 404);
            assertThat(admin.get(path).status()).isEqualTo(404);
        }
    }

    @Test
    void severalWorkSideBySideAndEachIsDeletedByItself() {
        Answer one = admin.post("", Map.of("name", "one"));
        Answer two = admin.post("", Map.of("name", "two"));
        assertThat(azp(client.token(one.text("secret")))).isEqualTo(clientId);
        assertThat(azp(client.token(two.text("secret")))).isEqualTo(clientId);

        assertThat(admin.delete("/" + one.text("id")).status()).isEqualTo(204);

        assertThat(client.token(one.text("secret")).status()).isEqualTo(401);
        assertThat(azp(client.token(two.text("secret")))).isEqualTo(clientId);
        assertThat(admin.delete("/" + one.text("id")).status()).isEqualTo(404);
        assertThat(admin.get("/" + one.text("id")).status()).isEqualTo(404);
        assertThat(admin.get("/count").body()).isEqualTo("1");
    }

    @Test
    void aRotationLeavesTheOldSecretForItsOverlap() {
        Answer made = admin.post("", Map.of("name", "rotated"));

        Answer rotated = admin.post("/" + made.text("id") + "/rotate", Map.of("overlap", 2));

        assertThat(rotated.status()).isEqualTo(201);
        assertThat(rotated.text("id")).isEqualTo(made.text("id"));
        assertThat(rotated.text("secret")).isNotEqualTo(made.text("secret"));
        assertThat(azp(client.token(rotated.text("secret")))).isEqualTo(clientId);
        assertThat(azp(client.token(made.text("secret")))).isEqualTo(clientId);
        Await.until(
                "the end of the overlap",
                () -> SecretClient.in(REALM).token(made.text("secret")).status(),
                status -> status == 401);
        assertThat(azp(client.token(rotated.text("secret")))).isEqualTo(clientId);

        Answer again = admin.post("/" + made.text("id") + "/rotate", Map.of());
        assertThat(client.token(rotated.text("secret")).status()).isEqualTo(401);
        assertThat(azp(client.token(again.text("secret")))).isEqualTo(clientId);
    }

    @Test
    void theLastUseIsSeen() {
        Answer made = admin.post("", Map.of("name", "used"));
        assertThat(made.json().get("lastUsedAt").isNull()).isTrue();

        client.token(made.text("secret"));

        JsonNode seen = admin.get("/" + made.text("id")).json();
        assertThat(Instant.parse(seen.get("lastUsedAt").asText()))
                .isBetween(Instant.parse(made.text("createdAt")), Instant.now());
        assertThat(seen.get("lastUsedFrom").asText()).isEqualTo(client.address());
    }

    @Test
    void anExpiredSecretIsDeadAndStillListed() {
        TestRealm realm = TestRealm.builder()
                .attribute("keypath.secret.default-lifetime", "2")
                .client(SecretClient.json("brief", "tab"))
                .build();
        Caller secrets = SecretClient.admin(realm, "brief");
        Answer made = secrets.post("", Map.of("name", "short"));
        assertThat(azp(SecretClient.in(realm).token(made.text("secret")))).isEqualTo("brief");

        Await.until(
                "expiry",
                () -> SecretClient.in(realm).token(made.text("secret")).status(),
                status -> status == 401);

        assertThat(secrets.get("/" + made.text("id")).text("state")).isEqualTo("expired");
        assertThat(secrets.get("?state=expired").json()).hasSize(1);
        assertThat(secrets.get("?state=active").json()).isEmpty();
        assertThat(secrets.post("/" + made.text("id") + "/rotate", Map.of()).status())
                .isEqualTo(400);
    }

    @Test
    void notBeforeEndsNoSecretAsItEndsNoneOfKeycloaksOwn() {
        TestRealm realm =
                TestRealm.builder().client(SecretClient.json("kept", "tab")).build();
        Answer made = SecretClient.admin(realm, "kept").post("", Map.of("name", "kept"));

        realm.admin("PUT", "", Map.of("notBefore", (int) Instant.now().getEpochSecond() + 1));

        assertThat(SecretClient.in(realm).token(made.text("secret")).status()).isEqualTo(200);
        assertThat(SecretClient.admin(realm, "kept").get("/" + made.text("id")).text("state"))
                .isEqualTo("active");
    }

    @Test
    void listsArePagedSearchedAndCounted() {
        for (int i = 0; i < 5; i++) {
            assertThat(admin.post("", Map.of("name", "page " + i)).status()).isEqualTo(201);
        }

        assertThat(admin.get("?max=2").json()).hasSize(2);
        assertThat(admin.get("?first=4&max=2").json()).hasSize(1);
        assertThat(admin.get("?search=PAGE%203").json()).hasSize(1);
        assertThat(admin.get("/count?search=page").body()).isEqualTo("5");
        assertThat(admin.get("?max=0").status()).isEqualTo(400);
        assertThat(admin.get("?state=dead").status()).isEqualTo(400);
    }

    @Test
    void aSecretOfAnotherClientIsUnknown() {
        Answer made = admin.post("", Map.of("name", "mine"));
        Caller other = SecretClient.admin(
                REALM, SecretClient.make(REALM, "other-" + System.nanoTime(), "tab " + System.nanoTime()));
        String id = "/" + made.text("id");

        assertThat(other.get(id).status()).isEqualTo(404);
        assertThat(other.post(id + "/rotate", Map.of()).status()).isEqualTo(404);
        assertThat(other.delete(id).status()).isEqualTo(404);
        assertThat(other.get("").json()).isEmpty();
        assertThat(other.get("/no-id").status()).isEqualTo(404);
        assertThat(REALM.tokenAdmin().get(id).status()).isEqualTo(404);
        assertThat(REALM.tokenAdmin().delete(id).status()).isEqualTo(404);
        assertThat(REALM.tokenAdmin().get("").body()).doesNotContain(made.text("id"));
        assertThat(REALM.tokenAdmin().delete("?client=" + clientId).text("deleted"))
                .isEqualTo("0");
        assertThat(azp(client.token(made.text("secret")))).isEqualTo(clientId);
    }

    @Test
    void aSecretIsNoToken() {
        String secret = admin.post("", Map.of("name", "no token")).text("secret");

        assertThat(REALM.gate(secret, "GET", "/a").status()).isEqualTo(401);
        assertThat(REALM.caller(secret).get("/self").status()).isEqualTo(401);
        Answer introspected = new OAuthEndpoints(REALM).introspect("basic", secret);
        assertThat(introspected.json().get("active").asBoolean()).isFalse();
        Http.of("POST", REALM.url("/path-tokens/revoke"))
                .form(Map.of("token", secret))
                .send();
        assertThat(azp(client.token(secret))).isEqualTo(clientId);
    }

    @Test
    void onlyClientsOfTheTypeHaveSecrets() {
        for (String other : List.of("basic", "page")) {
            Answer refused = SecretClient.admin(REALM, other).post("", Map.of("name", "ci"));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("error_description")).contains("keypath-secret");
        }
        Answer unknown = REALM.admin("POST", "/client-secrets/nothing", Map.of("name", "ci"));
        assertThat(unknown.status()).isEqualTo(404);
    }

    @Test
    void theLimitHoldsAndAFreedPlaceIsFree() {
        TestRealm realm = TestRealm.builder()
                .attribute("keypath.secret.max-per-owner", "2")
                .client(SecretClient.json("full", "tab"))
                .build();
        Caller secrets = SecretClient.admin(realm, "full");
        String first = secrets.post("", Map.of("name", "1")).text("id");
        assertThat(secrets.post("", Map.of("name", "2")).status()).isEqualTo(201);

        Answer refused = secrets.post("", Map.of("name", "3"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("2 secrets");
        secrets.delete("/" + first);
        assertThat(secrets.post("", Map.of("name", "3")).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"name\":null}",
                "{\"name\":\"\"}",
                "{\"name\":\" \"}",
                "{\"name\":1}",
                "{\"name\":\"a\\u0000b\"}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"name\":\"a\",\"more\":1}",
                "{\"name\":\"a\",\"validFor\":59}",
                "{\"name\":\"a\",\"validFor\":0}",
                "{\"name\":\"a\",\"validFor\":-1}",
                "{\"name\":\"a\",\"validFor\":31536001}",
                "{\"name\":\"a\",\"validFor\":1e9}",
                "{\"name\":\"a\",\"validFor\":\"3600\"}",
                "{\"name\":\"a\",\"validFor\":null}",
                "{\"name\":\"a\"} x"
            })
    void badInputIsRefusedAndMakesNothing(String body) {
        Answer refused = admin.post("", body);

        assertThat(refused.status()).as(body).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).isNotBlank();
        assertThat(admin.get("/count").body()).isEqualTo("0");
    }

    @Test
    void aNameOf255CharactersIsKeptAndALongerOneRefused() {
        assertThat(admin.post("", Map.of("name", "n".repeat(255))).status()).isEqualTo(201);
        assertThat(admin.post("", Map.of("name", "n".repeat(256))).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"overlap\":-1}", "{\"overlap\":86401}", "{\"overlap\":\"1\"}", "{\"over\":1}", "[]"})
    void aBadOverlapIsRefusedAndChangesNothing(String body) {
        Answer made = admin.post("", Map.of("name", "kept"));

        assertThat(admin.post("/" + made.text("id") + "/rotate", body).status()).isEqualTo(400);

        assertThat(azp(client.token(made.text("secret")))).isEqualTo(clientId);
    }

    @Test
    void eachChangeIsAnAdminEvent() {
        Answer made = admin.post("", Map.of("name", "audited"));
        String id = made.text("id");
        String rotated = admin.post("/" + id + "/rotate", Map.of()).text("secret");
        admin.delete("/" + id);

        List<JsonNode> events = REALM.adminEvents("client-secrets/*").stream()
                .filter(event -> event.get("resourcePath").asText().endsWith("/" + id))
                .toList();

        assertThat(events.stream().map(event -> event.get("operationType").asText()))
                .containsExactly("DELETE", "UPDATE", "CREATE");
        assertThat(events)
                .allSatisfy(event -> assertThat(event.toString())
                        .contains("audited", REALM.clientUuid(clientId))
                        .doesNotContain(made.text("secret"), rotated));
    }

    @Test
    void thePolicyIsSetAndShown() {
        TestRealm realm = TestRealm.builder().build();
        var policy = new Caller(realm.adminUrl("/client-secrets/policy"), realm.adminLogin());
        JsonNode before = policy.get("").json();
        assertThat(before.get("defaultLifetime").asLong()).isEqualTo(7_776_000);
        assertThat(before.get("maxLifetime").asLong()).isEqualTo(31_536_000);
        assertThat(before.get("developerRole").isNull()).isTrue();

        var wanted = new HashMap<String, Object>();
        wanted.put("defaultLifetime", 3600);
        wanted.put("maxLifetime", 7200);
        wanted.put("unlimited", true);
        wanted.put("maxPerOwner", 3);
        wanted.put("developerRole", "offline_access");
        Answer set = policy.put("", wanted);

        assertThat(set.status()).as(set.body()).isEqualTo(200);
        assertThat(policy.get("").json()).isEqualTo(set.json());
        assertThat(set.json().get("maxPerOwner").asInt()).isEqualTo(3);
        assertThat(realm.clientUuid("keypath-developer")).isNotEmpty();
        assertThat(realm.adminEvents("client-secrets/policy")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"defaultLifetime\":0} | defaultLifetime and maxLifetime: ",
                "{\"maxLifetime\":59} | defaultLifetime and maxLifetime: ",
                "{\"defaultLifetime\":7200,\"maxLifetime\":3600} | defaultLifetime and maxLifetime: ",
                "{\"maxPerOwner\":0} | maxPerOwner must be from 1 to 1000",
                "{\"maxPerOwner\":1001} | maxPerOwner must be from 1 to 1000",
                "{\"maxPerOwner\":4294967297} | maxPerOwner must be from 1 to 1000",
                "{\"developerRole\":\"no-such-role\"} | developerRole must be a role of the realm",
                "{\"developerGrants\":[]} | developerGrants must name 1 to 10 grant types",
                "{\"developerGrants\":[\"no-such-grant\"]} | developerGrants must name grant types of this server",
                "{\"unlimited\":\"yes\"} | unlimited must be true or false",
                "{\"maxOverlap\":1} | maxOverlap is fixed at 86400",
                "{\"x\":1} | The body holds an unknown field x"
            })
    void aBadPolicyIsRefusedAndChangesNothing(String body, String message) {
        var policy = new Caller(REALM.adminUrl("/client-secrets/policy"), REALM.adminLogin());
        String before = policy.get("").body();

        Answer refused = policy.put("", body);

        assertThat(refused.status()).as(body).isEqualTo(400);
        assertThat(refused.text("error_description")).startsWith(message);
        assertThat(policy.get("").body()).isEqualTo(before);
    }

    @Test
    void aSecretOfAClientThatIsRenamedStaysInItsList() {
        TestRealm realm =
                TestRealm.builder().client(SecretClient.json("plain", "tab")).build();
        Caller secrets = SecretClient.admin(realm, "plain");
        Answer made = secrets.post("", Map.of("name", "hidden"));

        SecretClient.change(realm, "plain", Map.of("clientId", "keypath-developer"));

        assertThat(secrets.get("").json()).hasSize(1);
        assertThat(secrets.post("", Map.of("name", "more")).status()).isEqualTo(400);
        assertThat(secrets.delete("/" + made.text("id")).status()).isEqualTo(204);
        assertThat(SecretClient.in(realm).token(made.text("secret")).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-9999999999", "9999999999", "0", "many", "off"})
    void aLimitThatCannotBeReadMakesNoSecret(String limit) {
        TestRealm realm = TestRealm.builder()
                .attribute("keypath.secret.max-per-owner", limit)
                .attribute("keypath.token.max-per-owner", limit)
                .user("ada")
                .client(SecretClient.json("limited", "tab"))
                .build();

        Answer refused = SecretClient.admin(realm, "limited").post("", Map.of("name", "x"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("keypath.secret.max-per-owner");
        assertThat(realm.createToken("ada", Tokens.personal("x")).status()).isEqualTo(400);
    }
}
