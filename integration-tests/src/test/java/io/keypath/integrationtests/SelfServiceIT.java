package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users do with their own tokens. */
class SelfServiceIT {

    private static final TestRealm REALM = TestRealm.builder().build();

    private static final String STRING = "kpt_[0-9A-Za-z]{49}";

    private final String user = REALM.newUser();
    private final Caller caller = REALM.as(user);

    @Test
    void aTokenIsMadeOfAllThatItsBodySays() {
        Map<String, ?> body = Map.of(
                "name",
                "Tiles é 中",
                "description",
                "for the nightly script",
                "accessList",
                Tokens.accessList("/maps/ams", "read", "/maps/new york/", "write"),
                "scope",
                "profile email",
                "validFor",
                3600,
                "allowedOrigins",
                List.of("https://Maps.example:443", "http://localhost:3000"),
                "allowedNetworks",
                List.of("10.0.0.0/8", "2001:DB8:0::/32"));

        Answer answer = caller.post("", body);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        JsonNode made = answer.json();
        assertThat(names(made))
                .containsExactlyInAnyOrder(
                        "token",
                        "id",
                        "name",
                        "description",
                        "kind",
                        "hint",
                        "accessList",
                        "accessListSize",
                        "scope",
                        "allowedOrigins",
                        "allowedNetworks",
                        "createdAt",
                        "expiresAt",
                        "lastUsedAt",
                        "lastUsedFrom",
                        "enabled",
                        "state",
                        "stateReason",
                        "userId",
                        "username",
                        "clientId");
        String string = made.get("token").textValue();
        assertThat(string).matches(STRING);
        assertThat(made.get("hint").textValue()).isEqualTo(string.substring(string.length() - 4));
        assertThat(made.get("name").textValue()).isEqualTo("Tiles é 中");
        assertThat(made.get("description").textValue()).isEqualTo("for the nightly script");
        assertThat(made.get("accessList"))
                .isEqualTo(Http.JSON.valueToTree(
                        List.of(entry("/maps/ams", "read"), entry("/maps/new%20york/", "write"))));
        assertThat(made.get("scope").textValue()).isEqualTo("profile email");
        assertThat(made.get("allowedOrigins"))
                .isEqualTo(Http.JSON.valueToTree(List.of("https://maps.example", "http://localhost:3000")));
        assertThat(made.get("allowedNetworks"))
                .isEqualTo(Http.JSON.valueToTree(List.of("10.0.0.0/8", "2001:db8::/32")));
        assertThat(lifetime(made)).isEqualTo(Duration.ofHours(1));
        assertThat(made.get("lastUsedAt").isNull()).isTrue();
        assertThat(made.get("lastUsedFrom").isNull()).isTrue();
        assertThat(made.get("enabled").booleanValue()).isTrue();
        assertThat(made.get("state").textValue()).isEqualTo("active");
        assertThat(made.get("userId").textValue()).isEqualTo(REALM.userId(user));
        assertThat(made.get("username").textValue()).isEqualTo(user);
        assertThat(made.get("clientId").textValue()).isEqualTo(TestRealm.CLI);
    }

    @Test
    void aPathTokenReachesItsPathsAndNothingElse() {
        String token =
                caller.post("", Tokens.forPath("tiles", "/maps/ams", "read")).text("token");

        assertThat(REALM.gate(token, "GET", "/maps/ams").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "GET", "/maps/ams/tiles.txt").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "GET", "/maps/amsterdam").status()).isEqualTo(403);
        assertThat(REALM.gate(token, "GET", "/maps").status()).isEqualTo(403);
        assertThat(REALM.gate(token, "PUT", "/maps/ams/tiles.txt").status()).isEqualTo(403);
    }

    @Test
    void aPersonalTokenHasNoAccessListAndReachesAll() {
        Answer answer = caller.post("", Tokens.personal("laptop"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("accessList").isNull()).isTrue();
        assertThat(answer.json().get("scope").isNull()).isTrue();
        assertThat(answer.json().get("description").isNull()).isTrue();
        assertThat(answer.json().get("allowedOrigins")).isEmpty();
        assertThat(REALM.gate(answer.text("token"), "DELETE", "/anything").status())
                .isEqualTo(200);
    }

    @Test
    void theStringIsShownOnceAndNeverAgain() {
        Answer made = caller.post("", Tokens.forPath("tiles", "/maps", "read"));
        String string = made.text("token");
        String id = made.text("id");

        List<Answer> later = List.of(
                caller.get("/" + id),
                caller.get(""),
                caller.patch("/" + id, Map.of("name", "renamed")),
                Http.of("GET", caller.base() + "/self").bearer(string).send(),
                REALM.admin("GET", "/path-tokens/" + id),
                REALM.admin("GET", "/path-tokens?user=" + REALM.userId(user)));

        assertThat(later).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains(id).doesNotContain("kpt_").doesNotContain("\"token\"");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        });
    }

    @Test
    void aTokenIsShownAsItWasMade() {
        Answer made =
                caller.post("", Tokens.with(Tokens.forPath("tiles", "/maps", "read"), "description", "a description"));

        JsonNode shown = caller.get("/" + made.text("id")).json();

        var expected = made.json().deepCopy();
        ((ObjectNode) expected).remove("token");
        assertThat(shown).isEqualTo(expected);
    }

    @Test
    void twoTokensMayHaveTheSameNameAndNeverTheSameString() {
        Answer one = caller.post("", Tokens.personal("same"));
        Answer other = caller.post("", Tokens.personal("same"));

        assertThat(other.status()).isEqualTo(201);
        assertThat(other.text("token")).isNotEqualTo(one.text("token"));
        assertThat(other.text("id")).isNotEqualTo(one.text("id"));
    }

    @Test
    void withoutAValidityATokenLivesForTheRealmsDefault() {
        Answer made = caller.post("", Tokens.personal("laptop"));

        assertThat(lifetime(made.json())).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {60, 61, 31_535_999, 31_536_000})
    void aValidityWithinTheLimitsIsTakenToTheSecond(long seconds) {
        Answer made = caller.post("", Tokens.with(Tokens.personal("laptop"), "validFor", seconds));

        assertThat(made.status()).isEqualTo(201);
        assertThat(lifetime(made.json())).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "59",
                "31536001",
                "0",
                "-1",
                "-60",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "1e9",
                "1E2",
                "3600.0",
                "3600.5",
                "\"1h\"",
                "\"3600\"",
                "true",
                "[3600]",
                "{}"
            })
    void aValidityOutsideTheLimitsOrOfAnotherKindIsRefused(String json) {
        Answer answer = caller.post("", "{\"name\": \"laptop\", \"validFor\": " + json + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).contains("validFor");
        assertThat(caller.get("/count").body()).isEqualTo("0");
    }

    @Test
    void aListComesInPagesWithoutGapsAndWithoutDoubles() {
        for (int i = 0; i < 5; i++) {
            caller.post("", Tokens.personal("token " + i));
        }

        JsonNode all = caller.get("").json();
        var paged = new ArrayList<JsonNode>();
        caller.get("?first=0&max=2").json().forEach(paged::add);
        caller.get("?first=2&max=2").json().forEach(paged::add);
        caller.get("?first=4&max=2").json().forEach(paged::add);

        assertThat(all).hasSize(5);
        assertThat(paged).containsExactlyElementsOf(all);
        assertThat(texts(all, "name")).containsExactlyInAnyOrder("token 0", "token 1", "token 2", "token 3", "token 4");
        assertThat(caller.get("?first=5").json()).isEmpty();
        assertThat(caller.get("/count").body()).isEqualTo("5");
    }

    @Test
    void theNewestTokenComesFirst() {
        Answer older = caller.post("", Tokens.personal("older"));
        Await.secondAfter(older.text("createdAt"));
        caller.post("", Tokens.personal("newer"));

        JsonNode list = caller.get("").json();

        assertThat(texts(list, "name")).containsExactly("newer", "older");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "TILES      | tiles of Amsterdam",
                "amster     | tiles of Amsterdam",
                "nightly    | backup",
                "100%25     | 100% sure_thing",
                "e_t        | 100% sure_thing",
                "%25        | 100% sure_thing",
                "!          | wow!",
                "'          | it's",
                "nothing    |",
                "t_l        |"
            })
    void aSearchFindsTextInNameAndDescriptionAndNoWildcards(String search, @Nullable String found) {
        caller.post("", Tokens.personal("tiles of Amsterdam"));
        caller.post("", Tokens.with(Tokens.personal("backup"), "description", "runs Nightly"));
        caller.post("", Tokens.personal("100% sure_thing"));
        caller.post("", Tokens.personal("wow!"));
        caller.post("", Tokens.personal("it's"));

        Answer list = caller.get("?search=" + search);
        Answer count = caller.get("/count?search=" + search);

        assertThat(texts(list.json(), "name")).isEqualTo(found == null ? List.of() : List.of(found));
        assertThat(count.body()).isEqualTo(found == null ? "0" : "1");
    }

    @Test
    void aListCanBeNarrowedToAState() {
        Answer expiring = caller.post("", Tokens.personal("expired"));
        Await.secondAfter(expiring.text("createdAt"));
        REALM.admin("POST", "/users/" + REALM.userId(user) + "/logout");
        // The logout set the user's not-before, which ended his login too.
        Caller again = REALM.as(user);
        again.post("", Tokens.personal("active"));
        String disabled = again.post("", Tokens.personal("disabled")).text("id");
        again.patch("/" + disabled, Map.of("enabled", false));

        for (String state : List.of("active", "expired", "disabled")) {
            JsonNode list = again.get("?state=" + state).json();

            assertThat(texts(list, "name")).containsExactly(state);
            assertThat(texts(list, "state")).containsExactly(state);
            assertThat(again.get("/count?state=" + state).body()).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?first=-1",
                "?first=1000001",
                "?first=x",
                "?max=0",
                "?max=101",
                "?max=-1",
                "?max=1e3",
                "?max=99999999999",
                "?state=dead",
                "?state=ACTIVE"
            })
    void aListRefusesWhatItDoesNotUnderstand(String query) {
        Answer answer = caller.get(query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).contains(query.substring(1, query.indexOf('=')));
    }

    @Test
    void aTokenCanBeRenamedAndDescribed() {
        String id = caller.post("", Tokens.personal("before")).text("id");

        Answer renamed = caller.patch("/" + id, Map.of("name", "after", "description", "a text"));
        Answer described = caller.patch("/" + id, "{\"description\": null}");

        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.text("name")).isEqualTo("after");
        assertThat(renamed.text("description")).isEqualTo("a text");
        assertThat(described.status()).isEqualTo(200);
        assertThat(described.json().get("description").isNull()).isTrue();
        assertThat(caller.get("/" + id).json()).isEqualTo(described.json());
        assertThat(described.text("name")).isEqualTo("after");
    }

    @Test
    void anEmptyChangeChangesNothing() {
        String id = caller.post("", Tokens.forPath("tiles", "/maps", "read")).text("id");
        JsonNode before = caller.get("/" + id).json();

        Answer changed = caller.patch("/" + id, "{}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(caller.get("/" + id).json()).isEqualTo(before);
    }

    @Test
    void aDisabledTokenIsDeadUntilItIsEnabledAgain() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);

        Answer disabled = caller.patch("/" + made.text("id"), Map.of("enabled", false));

        assertThat(disabled.json().get("enabled").booleanValue()).isFalse();
        assertThat(disabled.text("state")).isEqualTo("disabled");
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);

        Answer enabled = caller.patch("/" + made.text("id"), Map.of("enabled", true));

        assertThat(enabled.text("state")).isEqualTo("active");
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);
    }

    @Test
    void aValidityMayBecomeShorter() {
        Answer made = caller.post("", Tokens.with(Tokens.personal("laptop"), "validFor", 7200));

        Answer shorter = caller.patch("/" + made.text("id"), Map.of("validFor", 60));

        assertThat(shorter.status()).isEqualTo(200);
        assertThat(Instant.parse(shorter.text("expiresAt"))).isBefore(Instant.parse(made.text("expiresAt")));
        assertThat(Duration.between(Instant.now(), Instant.parse(shorter.text("expiresAt"))))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        assertThat(shorter.text("createdAt")).isEqualTo(made.text("createdAt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7500", "null", "59", "-1", "9223372036854775807", "\"60\"", "60.0"})
    void aValidityMayNotBecomeLongerOrUnreadable(String json) {
        Answer made = caller.post("", Tokens.with(Tokens.personal("laptop"), "validFor", 7200));

        Answer refused = caller.patch("/" + made.text("id"), "{\"name\": \"changed\", \"validFor\": " + json + "}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).contains("validFor");
        Answer shown = caller.get("/" + made.text("id"));
        assertThat(shown.text("expiresAt")).isEqualTo(made.text("expiresAt"));
        assertThat(shown.text("name")).isEqualTo("laptop");
    }

    @Test
    void anAccessListMayBecomeNarrower() {
        Answer made = caller.post("", Tokens.forPath("tiles", "/maps", "write"));
        String token = made.text("token");
        assertThat(REALM.gate(token, "PUT", "/maps/ams/a").status()).isEqualTo(200);

        Answer narrowed = caller.patch(
                "/" + made.text("id"),
                Map.of("accessList", Tokens.accessList("/maps/ams", "read", "/maps/x/", "write")));

        assertThat(narrowed.status()).isEqualTo(200);
        assertThat(narrowed.json().get("accessList")).hasSize(2);
        assertThat(REALM.gate(token, "GET", "/maps/ams/a").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "PUT", "/maps/ams/a").status()).isEqualTo(403);
        assertThat(REALM.gate(token, "GET", "/maps/other").status()).isEqualTo(403);
        assertThat(REALM.gate(token, "PUT", "/maps/x/a").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/maps/ams, write",
        "/maps, read",
        "/, read",
        "/maps/amsterdam, read",
        "/other, read",
        "/maps/ams/, write"
    })
    void anAccessListMayNotBecomeWider(String path, String access) {
        Answer made = caller.post("", Tokens.forPath("tiles", "/maps/ams", "read"));

        Answer refused = caller.patch(
                "/" + made.text("id"), Map.of("accessList", Tokens.accessList("/maps/ams/a", "read", path, access)));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("accessList");
        assertThat(caller.get("/" + made.text("id")).json().get("accessList"))
                .isEqualTo(made.json().get("accessList"));
    }

    @Test
    void aPersonalTokenMayBecomeAPathTokenAndNeverTheOtherWayRound() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        String token = made.text("token");
        assertThat(REALM.gate(token, "GET", "/other").status()).isEqualTo(200);

        Answer narrowed = caller.patch("/" + made.text("id"), Map.of("accessList", Tokens.accessList("/maps", "read")));
        Answer widened = caller.patch("/" + made.text("id"), "{\"accessList\": null}");

        assertThat(narrowed.status()).isEqualTo(200);
        assertThat(widened.status()).isEqualTo(400);
        assertThat(widened.text("error_description")).contains("accessList");
        assertThat(REALM.gate(token, "GET", "/maps/a").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "GET", "/other").status()).isEqualTo(403);
    }

    @Test
    void aDeletedTokenIsDeadAtOnceAndGone() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);

        Answer deleted = caller.delete("/" + made.text("id"));

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);
        assertThat(caller.get("/" + made.text("id")).status()).isEqualTo(404);
        assertThat(caller.delete("/" + made.text("id")).status()).isEqualTo(404);
        assertThat(caller.get("").json()).isEmpty();
    }

    @Test
    void aTokenTellsAboutItselfAndNothingElse() {
        Answer made = caller.post("", Tokens.forPath("tiles", "/maps", "read"));
        caller.post("", Tokens.personal("another"));
        Caller token = REALM.caller(made.text("token"));

        Answer self = token.get("/self");

        assertThat(self.status()).isEqualTo(200);
        assertThat(self.text("id")).isEqualTo(made.text("id"));
        assertThat(self.text("hint")).isEqualTo(made.text("hint"));
        assertThat(self.text("state")).isEqualTo("active");
        assertThat(self.json().get("lastUsedAt").isNull()).isFalse();
    }

    @Test
    void aTokenCanGiveItselfUp() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        Answer kept = caller.post("", Tokens.personal("kept"));
        Caller token = REALM.caller(made.text("token"));

        Answer gone = token.delete("/self");

        assertThat(gone.status()).isEqualTo(204);
        assertThat(token.get("/self").status()).isEqualTo(401);
        assertThat(token.delete("/self").status()).isEqualTo(401);
        assertThat(texts(caller.get("").json(), "id")).containsExactly(kept.text("id"));
    }

    @Test
    void onlyALiveTokenIsItself() {
        String unknown = "kpt_" + "0".repeat(49);

        List<Answer> refused = List.of(
                Http.of("GET", caller.base() + "/self").send(),
                caller.get("/self"),
                REALM.caller(unknown).get("/self"),
                REALM.caller("kpt_short").get("/self"));

        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer realm=");
        });
    }

    @Test
    void whoeverHoldsATokenCanRevokeIt() {
        Answer made = caller.post("", Tokens.personal("leaked"));
        Answer kept = caller.post("", Tokens.personal("kept"));
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);

        Answer revoked = revoke("token=" + made.text("token"));

        assertThat(revoked.status()).isEqualTo(200);
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);
        assertThat(texts(caller.get("").json(), "id")).containsExactly(kept.text("id"));
        assertThat(revoke("token=" + made.text("token")).status()).isEqualTo(200);
    }

    @Test
    void aDisabledTokenCanBeRevokedToo() {
        Answer made = caller.post("", Tokens.personal("leaked"));
        caller.patch("/" + made.text("id"), Map.of("enabled", false));

        Answer revoked = revoke("token=" + made.text("token") + "&token_type_hint=access_token");

        assertThat(revoked.status()).isEqualTo(200);
        assertThat(caller.get("/" + made.text("id")).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token=garbage",
                "token=kpt_",
                "token=kpt_0000000000000000000000000000000000000000000000000",
                "token=%00",
                "token=%FF%FE",
                "token=a&token_type_hint=unknown_hint"
            })
    void revokingWhatIsNoTokenTellsNothing(String form) {
        Answer answer = revoke(form);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token=", "tokens=x", "token_type_hint=access_token", "token=a&token=b"})
    void revokingNeedsTheParameterOnce(String form) {
        Answer answer = revoke(form);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
    }

    @Test
    void theStringOfAnotherUserIsNotRevokedByAnId() {
        Answer made = caller.post("", Tokens.personal("laptop"));

        Answer answer = revoke("token=" + made.text("id"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);
    }

    @Test
    void aListShowsTwentyEntriesOfAnAccessListAndTheirNumber() {
        var list = IntStream.range(0, 30)
                .mapToObj(i -> entry("/maps/" + i, "read"))
                .toList();
        String id = caller.post("", Map.of("name", "many", "accessList", list)).text("id");
        caller.post("", Map.of("name", "few", "accessList", list.subList(0, 3)));
        caller.post("", Tokens.personal("none"));

        JsonNode listed = caller.get("").json();
        JsonNode byAdmin = REALM.tokenAdmin().get("?user=" + REALM.userId(user)).json();

        assertThat(byAdmin).isEqualTo(listed);
        assertThat(listed.valueStream().map(token -> token.get("name").asText() + token.get("accessListSize")))
                .containsExactlyInAnyOrder("many30", "few3", "nonenull");
        for (JsonNode token : listed) {
            JsonNode shown = token.get("accessList");
            assertThat(shown.isNull() ? List.of() : texts(shown, "path"))
                    .isEqualTo(IntStream.range(
                                    0, Math.min(20, token.get("accessListSize").asInt()))
                            .mapToObj(i -> "/maps/" + i)
                            .toList());
        }
        assertThat(caller.get("/" + id).json().get("accessList")).hasSize(30);
        assertThat(caller.get("/" + id).json().get("accessListSize").asInt()).isEqualTo(30);
        assertThat(caller.patch("/" + id, Map.of("name", "renamed")).json().get("accessList"))
                .hasSize(30);
    }

    @Test
    void manyListsOfManyLongTokensAtOnceDoNotExhaustTheServer() {
        var list = IntStream.range(0, 60)
                .mapToObj(i -> entry("/" + i + "/" + "a".repeat(1000), "read"))
                .toList();
        for (int i = 0; i < 24; i++) {
            assertThat(caller.post("", Map.of("name", "long", "accessList", list))
                            .status())
                    .isEqualTo(201);
        }

        List<Answer> answers = AtOnce.send(30, () -> caller.get("?max=100"));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json()).hasSize(24);
            assertThat(answer.body().length()).isLessThan(1_000_000);
        });
    }

    @Test
    void thePolicyTellsTheActionsAndTheLimits() {
        Answer policy = caller.get("/policy");

        assertThat(policy.status()).isEqualTo(200);
        JsonNode json = policy.json();
        assertThat(json.get("vocabulary").textValue()).isEqualTo("read-write");
        assertThat(json.get("actions"))
                .isEqualTo(Http.JSON.valueToTree(List.of(
                        Map.of("name", "read", "implies", List.of()),
                        Map.of("name", "write", "implies", List.of("read")))));
        assertThat(json.get("defaultLifetime").longValue()).isEqualTo(86_400);
        assertThat(json.get("minLifetime").longValue()).isEqualTo(60);
        assertThat(json.get("maxLifetime").longValue()).isEqualTo(31_536_000);
        assertThat(json.get("unlimited").booleanValue()).isFalse();
        assertThat(json.get("idleLifetime").isNull()).isTrue();
        assertThat(json.get("maxPerOwner").intValue()).isEqualTo(100);
        assertThat(json.get("creatorRole").isNull()).isTrue();
        assertThat(json.get("maxAuthAge").isNull()).isTrue();
        assertThat(json.get("limits").get("accessListSize").intValue()).isEqualTo(1000);
        assertThat(json.get("limits").get("maxOverlap").longValue()).isEqualTo(86_400);
    }

    @Test
    void whatOwnersDoBecomesEventsWithoutAnyString() {
        Answer made = caller.post("", Tokens.personal("evented"));
        String id = made.text("id");
        caller.patch("/" + id, Map.of("name", "evented 2"));
        String rotated = caller.post("/" + id + "/rotate", "{}").text("token");
        caller.delete("/" + id);

        List<JsonNode> updates = eventsOf(id, "UPDATE_CREDENTIAL");
        List<JsonNode> removals = eventsOf(id, "REMOVE_CREDENTIAL");

        assertThat(updates.stream().map(event -> event.at("/details/change").textValue()))
                .containsExactlyInAnyOrder("created", "updated", "rotated");
        assertThat(removals).hasSize(1);
        assertThat(updates).allSatisfy(event -> {
            assertThat(event.at("/details/token_kind").textValue()).isEqualTo("path-token");
            assertThat(event.at("/details/credential_type").textValue()).startsWith("path token \"evented");
            assertThat(event.get("userId").textValue()).isEqualTo(REALM.userId(user));
            assertThat(event.get("clientId").textValue()).isEqualTo(TestRealm.CLI);
        });
        assertThat(REALM.events("UPDATE_CREDENTIAL")
                        + REALM.events("REMOVE_CREDENTIAL").toString())
                .doesNotContain("kpt_", made.text("token"), rotated);
        assertThat(REALM.keycloak().logs()).doesNotContain(made.text("token"), rotated);
    }

    private static List<JsonNode> eventsOf(String tokenId, String type) {
        var events = new ArrayList<JsonNode>();
        for (JsonNode event : REALM.events(type)) {
            if (event.at("/details/token_id").asText().equals(tokenId)) {
                events.add(event);
            }
        }
        return events;
    }

    private static Answer revoke(String form) {
        return Http.of("POST", REALM.url("/path-tokens/revoke")).form(form).send();
    }

    private static Map<String, String> entry(String path, String access) {
        return Map.of("path", path, "access", access);
    }

    private static Duration lifetime(JsonNode token) {
        return Duration.between(
                Instant.parse(token.get("createdAt").textValue()),
                Instant.parse(token.get("expiresAt").textValue()));
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        assertThat(new LinkedHashSet<>(names)).hasSameSizeAs(names);
        return names;
    }

    private static List<String> texts(JsonNode array, String field) {
        var texts = new ArrayList<String>();
        array.forEach(element -> texts.add(element.get(field).asText()));
        return texts;
    }
}
