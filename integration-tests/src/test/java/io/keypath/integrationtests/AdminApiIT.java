package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators do with everybody's tokens. */
class AdminApiIT {

    private static final TestRealm REALM =
            TestRealm.builder().serviceAccount("robot").serviceAccount("drone").build();

    private final String user = REALM.newUser();
    private final String userId = REALM.userId(user);
    private final Caller caller = REALM.as(user);
    private final Caller admin = REALM.tokenAdmin();

    @Test
    void aTokenIsMadeForAUser() {
        Answer made = admin.post(
                "",
                Tokens.with(Tokens.with(Tokens.forPath("tiles", "/maps", "read"), "user", userId), "validFor", 600));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("userId")).isEqualTo(userId);
        assertThat(made.text("username")).isEqualTo(user);
        Answer gate = REALM.gate(made.text("token"), "GET", "/maps/a");
        assertThat(gate.status()).isEqualTo(200);
        assertThat(gate.header("X-Keypath-User-Id")).isEqualTo(userId);
        assertThat(caller.get("/" + made.text("id")).status()).isEqualTo(200);
        assertThat(caller.delete("/" + made.text("id")).status()).isEqualTo(204);
    }

    @Test
    void anApiKeyIsATokenOfAServiceAccount() {
        Answer made = admin.post("", Tokens.with(Tokens.forPath("key", "/robots", "write"), "client", "robot"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("userId")).isEqualTo(REALM.serviceAccountId("robot"));
        assertThat(made.text("clientId")).isEqualTo("robot");
        Answer gate = REALM.gate(made.text("token"), "PUT", "/robots/a");
        assertThat(gate.status()).isEqualTo(200);
        assertThat(gate.header("X-Keypath-Client")).isEqualTo("robot");
    }

    @Test
    void whoCouldNotLogInGetsNoneFromAnAdministratorEither() {
        REALM.admin("PUT", "/users/" + userId, Map.of("requiredActions", List.of("UPDATE_PASSWORD")));
        Answer pending = admin.post("", Tokens.with(Tokens.personal("pending"), "user", userId));
        REALM.admin("PUT", "/users/" + userId, Map.of("requiredActions", List.of(), "enabled", false));
        Answer disabled = admin.post("", Tokens.with(Tokens.personal("disabled"), "user", userId));

        assertThat(List.of(pending.status(), disabled.status())).containsOnly(403);
        assertThat(admin.get("/count?user=" + userId).body()).isEqualTo("0");
    }

    @Test
    void aServiceAccountNamedByItsUserHasItsOwnClientToo() {
        Answer made = admin.post("", Tokens.with(Tokens.personal("key"), "user", REALM.serviceAccountId("robot")));

        assertThat(made.text("clientId")).isEqualTo("robot");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"name\": \"x\"}                                               | user",
                "{\"name\": \"x\", \"user\": \"no-such-user\"}                   | user",
                "{\"name\": \"x\", \"user\": 5}                                  | user",
                "{\"name\": \"x\", \"user\": \"\"}                               | user",
                "{\"name\": \"x\", \"client\": \"no-such-client\"}               | client",
                "{\"name\": \"x\", \"client\": \"cli\"}                          | service account",
                "{\"name\": \"x\", \"client\": [\"robot\"]}                      | client",
                "{\"name\": \"x\", \"client\": \"robot\", \"user\": \"robot\"}   | Either",
                "{\"client\": \"robot\"}                                         | name",
                "{\"name\": \"x\", \"client\": \"robot\", \"validFor\": 59}      | validFor",
                "{\"name\": \"x\", \"client\": \"robot\", \"accessList\": []}    | accessList",
                "{\"name\": \"x\", \"client\": \"robot\", \"enabled\": true}     | unknown field",
                "[]                                                              | body",
            })
    void aBadBodyIsNamedAndNothingIsMade(String body, String named) {
        String before = admin.get("/count?client=robot").body();

        Answer refused = admin.post("", body);

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).contains(named);
        assertThat(admin.get("/count?client=robot").body()).isEqualTo(before);
    }

    @Test
    void aUsersLimitHoldsForAdministratorsToo() {
        for (int i = 0; i < 100; i++) {
            assertThat(caller.post("", Tokens.personal("token " + i)).status()).isEqualTo(201);
        }

        Answer refused = admin.post("", Tokens.with(Tokens.personal("101"), "user", userId));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("100");
        assertThat(admin.get("/count?user=" + userId).body()).isEqualTo("100");
        assertThat(admin.get("?max=100&user=" + userId).json()).hasSize(100);
        assertThat(admin.get("?user=" + userId).json()).hasSize(20);
    }

    @Test
    void aListCanBeNarrowedInEachWay() {
        String mark = "/mark-" + user;
        String own = caller.post("", Tokens.forPath("own " + user, mark + "/own", "read"))
                .text("id");
        String key = admin.post(
                        "", Tokens.with(Tokens.forPath("key " + user, mark + "/key/", "write"), "client", "drone"))
                .text("id");
        String disabled = caller.post("", Tokens.personal("off " + user)).text("id");
        caller.patch("/" + disabled, Map.of("enabled", false));

        assertThat(ids("?user=" + userId)).containsExactlyInAnyOrder(own, disabled);
        assertThat(ids("?user=" + userId + "&state=disabled")).containsExactly(disabled);
        assertThat(ids("?user=" + userId + "&state=active")).containsExactly(own);
        assertThat(ids("?user=" + userId + "&state=expired")).isEmpty();
        assertThat(ids("?client=drone&search=" + user)).containsExactly(key);
        assertThat(ids("?client=cli&user=" + userId)).containsExactlyInAnyOrder(own, disabled);
        assertThat(ids("?search=" + user)).containsExactlyInAnyOrder(own, key, disabled);
        assertThat(ids("?path=" + mark)).containsExactlyInAnyOrder(own, key);
        assertThat(ids("?path=" + mark + "/")).containsExactlyInAnyOrder(own, key);
        assertThat(ids("?path=" + mark + "/own")).containsExactly(own);
        assertThat(ids("?path=" + mark + "/own/below")).isEmpty();
        assertThat(ids("?path=/mark")).isEmpty();
        assertThat(ids("?path=" + mark + "/ow")).isEmpty();
        assertThat(ids("?path=" + mark + "&user=" + userId)).containsExactly(own);
        assertThat(ids("?path=" + mark.replace('-', '_'))).isEmpty();
        assertThat(admin.get("/count?path=" + mark).body()).isEqualTo("2");
        assertThat(admin.get("/count?user=" + userId + "&state=disabled").body())
                .isEqualTo("1");
    }

    @Test
    void aListComesInPages() {
        for (int i = 0; i < 5; i++) {
            caller.post("", Tokens.personal("token " + i));
        }

        var paged = new ArrayList<String>();
        paged.addAll(ids("?first=0&max=3&user=" + userId));
        paged.addAll(ids("?first=3&max=3&user=" + userId));

        assertThat(paged).hasSize(5).containsExactlyElementsOf(ids("?user=" + userId));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?client=no-such-client",
                "?path=maps",
                "?path=/maps/../x",
                "?path=/maps%252fx",
                "?state=dead",
                "?first=-1",
                "?max=101",
                "/count?path=maps",
                "/count?state=dead"
            })
    void aListRefusesWhatItDoesNotUnderstand(String query) {
        Answer refused = admin.get(query);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description"))
                .contains(query.substring(query.indexOf('?') + 1, query.indexOf('=')));
    }

    @Test
    void aTokenIsShownAndDeletedByItsId() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);

        Answer shown = admin.get("/" + made.text("id"));
        Answer deleted = admin.delete("/" + made.text("id"));

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.text("username")).isEqualTo(user);
        assertThat(shown.body()).doesNotContain("kpt_");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);
        assertThat(admin.get("/" + made.text("id")).status()).isEqualTo(404);
        assertThat(admin.delete("/" + made.text("id")).status()).isEqualTo(404);
        assertThat(admin.get("/no-id").status()).isEqualTo(404);
    }

    @Test
    void allTokensOfAUserAreDeletedAtOnce() {
        Answer one = caller.post("", Tokens.personal("one"));
        Answer two = caller.post("", Tokens.forPath("two", "/maps", "read"));
        Answer foreign = REALM.as(REALM.newUser()).post("", Tokens.personal("foreign"));
        for (Answer token : List.of(one, two, foreign)) {
            assertThat(REALM.gate(token.text("token"), "GET", "/maps").status()).isEqualTo(200);
        }

        Answer deleted = admin.delete("?user=" + userId);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.json().get("deleted").intValue()).isEqualTo(2);
        assertThat(REALM.gate(one.text("token"), "GET", "/maps").status()).isEqualTo(401);
        assertThat(REALM.gate(two.text("token"), "GET", "/maps").status()).isEqualTo(401);
        assertThat(REALM.gate(foreign.text("token"), "GET", "/maps").status()).isEqualTo(200);
        assertThat(admin.delete("?user=" + userId).json().get("deleted").intValue())
                .isZero();
    }

    @Test
    void allTokensUnderAPathAreDeletedAtOnce() {
        String folder = "/folder-" + user;
        Answer below = caller.post("", Tokens.forPath("below", folder + "/a/b", "read"));
        Answer exact = REALM.as(REALM.newUser()).post("", Tokens.forPath("exact", folder, "read"));
        Answer sibling = caller.post("", Tokens.forPath("sibling", folder + "x", "read"));
        Answer personal = caller.post("", Tokens.personal("personal"));

        Answer deleted = admin.delete("?path=" + folder);

        assertThat(deleted.json().get("deleted").intValue()).isEqualTo(2);
        assertThat(admin.get("/" + below.text("id")).status()).isEqualTo(404);
        assertThat(admin.get("/" + exact.text("id")).status()).isEqualTo(404);
        assertThat(admin.get("/" + sibling.text("id")).status()).isEqualTo(200);
        assertThat(admin.get("/" + personal.text("id")).status()).isEqualTo(200);
    }

    @Test
    void filtersOfADeletionAreJoined() {
        String folder = "/joined-" + user;
        caller.post("", Tokens.forPath("own", folder + "/a", "read"));
        Answer foreign = REALM.as(REALM.newUser()).post("", Tokens.forPath("foreign", folder + "/a", "read"));

        Answer deleted = admin.delete("?path=" + folder + "&user=" + userId);

        assertThat(deleted.json().get("deleted").intValue()).isEqualTo(1);
        assertThat(admin.get("/" + foreign.text("id")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?", "?state=disabled", "?search=own", "?userId=x", "?path=maps", "?client=no-such-client"})
    void aDeletionWithoutAFilterThatIsUnderstoodDeletesNothing(String query) {
        Answer kept = caller.post("", Tokens.personal("own"));

        Answer refused = admin.delete(query);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(admin.get("/" + kept.text("id")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?user=", "?client=", "?path=", "?user=&client=&path="})
    void anEmptyFilterOfADeletionDeletesNothing(String query) {
        Answer kept = caller.post("", Tokens.personal("own"));

        Answer refused = admin.delete(query);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(admin.get("/" + kept.text("id")).status()).isEqualTo(200);
    }

    @Test
    void whatAdministratorsDoBecomesAdminEventsWithoutAnyString() {
        Answer made = admin.post("", Tokens.with(Tokens.personal("evented"), "user", userId));
        String id = made.text("id");
        admin.delete("/" + id);
        caller.post("", Tokens.personal("bulk"));
        admin.delete("?user=" + userId);

        List<JsonNode> events = REALM.adminEvents("path-tokens*");
        assertThat(REALM.admin(
                                "GET",
                                "/admin-events?resourceTypes="
                                        + events.get(0).get("resourceType").asText())
                        .status())
                .isEqualTo(200);

        var operations = new ArrayList<String>();
        for (JsonNode event : events) {
            if (event.get("resourcePath").asText().equals("path-tokens/" + id)) {
                operations.add(event.get("operationType").asText());
                assertThat(event.get("representation").asText()).contains(id, userId, "evented");
            }
            if (event.get("representation").asText().contains("\"deleted\":1")
                    && event.get("representation").asText().contains(userId)) {
                operations.add("BULK " + event.get("operationType").asText());
            }
        }
        assertThat(operations).containsExactly("BULK DELETE", "DELETE", "CREATE");
        assertThat(events.toString()).doesNotContain("kpt_", made.text("token"));
        assertThat(REALM.keycloak().logs()).doesNotContain(made.text("token"));
    }

    @Test
    void theLastUseIsSeenAtOnce() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        assertThat(admin.get("/" + made.text("id")).json().get("lastUsedAt").isNull())
                .isTrue();

        Http.of("GET", REALM.url("/gate/verify"))
                .bearer(made.text("token"))
                .header("X-Forwarded-For", "10.9.8.7")
                .header("X-Original-URI", "/a")
                .header("X-Original-Method", "GET")
                .send();

        for (JsonNode shown : List.of(
                caller.get("").json().get(0),
                admin.get("?user=" + userId).json().get(0),
                admin.get("/" + made.text("id")).json())) {
            assertThat(shown.get("lastUsedAt").asText()).isGreaterThanOrEqualTo(made.text("createdAt"));
            assertThat(shown.get("lastUsedFrom").asText()).isEqualTo("10.9.8.7");
        }
    }

    @Test
    void aRefusedCheckIsNoUse() {
        Answer made =
                caller.post("", Tokens.with(Tokens.personal("backend"), "allowedNetworks", List.of("10.0.0.0/8")));

        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);

        assertThat(caller.get("/" + made.text("id")).json().get("lastUsedAt").isNull())
                .isTrue();
    }

    private List<String> ids(String query) {
        Answer answer = admin.get(query);
        assertThat(answer.status()).as(query + answer.body()).isEqualTo(200);
        return answer.json().findValuesAsText("id");
    }
}
