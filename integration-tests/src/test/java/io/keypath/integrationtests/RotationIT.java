package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New strings for old tokens, and the return of old strings. */
class RotationIT {

    private static final TestRealm REALM = TestRealm.builder().build();

    private final String user = REALM.newUser();
    private final Caller caller = REALM.as(user);

    @Test
    void aRotationWithoutOverlapEndsTheOldStringAtOnce() {
        Answer made = caller.post("", Tokens.with(Tokens.forPath("tiles", "/maps", "read"), "validFor", 3600));
        assertThat(status(made)).isEqualTo(200);

        Answer rotated = caller.post("/" + made.text("id") + "/rotate", "{}");

        assertThat(rotated.status()).isEqualTo(201);
        assertThat(rotated.header("Cache-Control")).isEqualTo("no-store");
        String string = rotated.text("token");
        assertThat(string).matches("kpt_[0-9A-Za-z]{49}").isNotEqualTo(made.text("token"));
        assertThat(status(made)).isEqualTo(401);
        assertThat(status(rotated)).isEqualTo(200);
        assertThat(rotated.text("id")).isEqualTo(made.text("id"));
        assertThat(rotated.text("hint")).isEqualTo(string.substring(string.length() - 4));
        assertThat(rotated.json().get("accessList")).isEqualTo(made.json().get("accessList"));
        assertThat(rotated.text("createdAt")).isEqualTo(made.text("createdAt"));
        assertThat(caller.get("/" + made.text("id")).text("hint")).isEqualTo(rotated.text("hint"));
        assertThat(caller.get("/count").body()).isEqualTo("1");
    }

    @Test
    void theNewStringLivesAsLongAsTheOldOneDid() {
        Answer made = caller.post("", Tokens.with(Tokens.personal("laptop"), "validFor", 3600));
        Await.secondAfter(made.text("createdAt"));

        Answer rotated = caller.post("/" + made.text("id") + "/rotate", "{}");

        assertThat(Instant.parse(rotated.text("expiresAt"))).isAfter(Instant.parse(made.text("expiresAt")));
        assertThat(Duration.between(Instant.now(), Instant.parse(rotated.text("expiresAt"))))
                .isBetween(Duration.ofSeconds(3500), Duration.ofSeconds(3600));
    }

    @Test
    void aRotationNeedsNoBody() {
        Answer made = caller.post("", Tokens.personal("laptop"));

        Answer rotated =
                caller.request("POST", "/" + made.text("id") + "/rotate").send();

        assertThat(rotated.status()).isEqualTo(201);
        assertThat(status(made)).isEqualTo(401);
    }

    @Test
    void duringAnOverlapBothStringsWork() {
        Answer made = caller.post("", Tokens.personal("laptop"));

        Answer rotated = caller.post("/" + made.text("id") + "/rotate", Map.of("overlap", 86_400));

        assertThat(rotated.status()).isEqualTo(201);
        assertThat(status(made)).isEqualTo(200);
        assertThat(status(rotated)).isEqualTo(200);
    }

    @Test
    void theOldStringDiesWhenItsOverlapEnds() {
        Answer made = caller.post("", Tokens.personal("laptop"));

        Instant before = Instant.now();
        Answer rotated = caller.post("/" + made.text("id") + "/rotate", Map.of("overlap", 3));

        assertThat(status(made)).isEqualTo(200);
        Await.until("the end of the overlap", () -> status(made), status -> status == 401);
        // Whole seconds: an overlap of 3 lasts for more than 2.
        assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
        assertThat(status(rotated)).isEqualTo(200);
    }

    @Test
    void aLaterRotationLeavesEarlierOverlapsAsTheyAre() {
        Answer first = caller.post("", Tokens.personal("laptop"));
        Answer second = caller.post("/" + first.text("id") + "/rotate", Map.of("overlap", 3600));
        assertThat(status(first)).isEqualTo(200);

        Answer third = caller.post("/" + first.text("id") + "/rotate", Map.of("overlap", 0));

        assertThat(status(first)).isEqualTo(200);
        assertThat(status(second)).isEqualTo(401);
        assertThat(status(third)).isEqualTo(200);
    }

    @Test
    void threeEarlierStringsWorkAtOnceAtMost() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        String rotate = "/" + made.text("id") + "/rotate";
        var strings = new ArrayList<>(List.of(made));
        for (int i = 0; i < 3; i++) {
            strings.add(caller.post(rotate, Map.of("overlap", 3600)));
        }

        Answer refused = caller.post(rotate, Map.of("overlap", 1));
        Answer withoutOverlap = caller.post(rotate, "{}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("error_description")).contains("overlap", "3");
        assertThat(withoutOverlap.status()).isEqualTo(201);
        assertThat(strings.subList(0, 3))
                .allSatisfy(string -> assertThat(status(string)).isEqualTo(200));
        assertThat(status(strings.get(3))).isEqualTo(401);
        assertThat(status(withoutOverlap)).isEqualTo(200);
        assertThat(caller.get("/policy").json().at("/limits/overlaps").intValue())
                .isEqualTo(3);
    }

    @Test
    void ofARotationAndADeletionAtOnceNeitherFails() {
        for (int i = 0; i < 15; i++) {
            String path = "/" + caller.post("", Tokens.personal("laptop")).text("id");

            List<Integer> statuses = AtOnce.statuses(List.of(
                    () -> caller.post(path + "/rotate", Map.of("overlap", 60)),
                    () -> caller.delete(path),
                    () -> caller.patch(path, Map.of("enabled", false)),
                    () -> caller.post(path + "/rotate", "{}"),
                    () -> caller.delete(path)));

            assertThat(statuses.get(0)).isIn(201, 400, 404, 409);
            assertThat(statuses.get(1)).isIn(204, 404);
            assertThat(statuses.get(2)).isIn(200, 404);
            assertThat(statuses.get(3)).isIn(201, 400, 404, 409);
            assertThat(statuses.get(4)).isIn(204, 404);
            assertThat(caller.get(path).status()).isEqualTo(404);
        }
        assertThat(caller.get("/count").body()).isEqualTo("0");
    }

    @Test
    void ofAllThatEndsATokenAtOnceNothingFails() {
        String id = REALM.userId(user);
        for (int i = 0; i < 10; i++) {
            Answer made = caller.post("", Tokens.personal("laptop"));
            String path = "/" + made.text("id");

            List<Integer> statuses = AtOnce.statuses(List.of(
                    () -> caller.post(path + "/rotate", "{}"),
                    () -> REALM.tokenAdmin().delete("?user=" + id),
                    () -> REALM.tokenAdmin().delete(path),
                    () -> REALM.caller(made.text("token")).delete("/self"),
                    () -> Http.of("POST", REALM.url("/path-tokens/revoke"))
                            .form(Map.of("token", made.text("token")))
                            .send()));

            assertThat(statuses.get(0)).isIn(201, 404, 409);
            assertThat(statuses.get(1)).isEqualTo(200);
            assertThat(statuses.get(2)).isIn(204, 404);
            assertThat(statuses.get(3)).isIn(204, 401, 404);
            assertThat(statuses.get(4)).isEqualTo(200);
            assertThat(status(made)).isEqualTo(401);
            assertThat(caller.get("/count").body()).isEqualTo("0");
        }
    }

    @Test
    void deletingATokenEndsAllItsStrings() {
        Answer first = caller.post("", Tokens.personal("laptop"));
        Answer second = caller.post("/" + first.text("id") + "/rotate", Map.of("overlap", 3600));
        assertThat(status(first)).isEqualTo(200);
        assertThat(status(second)).isEqualTo(200);

        caller.delete("/" + first.text("id"));

        assertThat(status(first)).isEqualTo(401);
        assertThat(status(second)).isEqualTo(401);
    }

    @Test
    void disablingATokenEndsAllItsStrings() {
        Answer first = caller.post("", Tokens.personal("laptop"));
        Answer second = caller.post("/" + first.text("id") + "/rotate", Map.of("overlap", 3600));
        assertThat(status(first)).isEqualTo(200);
        assertThat(status(second)).isEqualTo(200);

        caller.patch("/" + first.text("id"), Map.of("enabled", false));

        assertThat(status(first)).isEqualTo(401);
        assertThat(status(second)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"overlap\": 86401}",
                "{\"overlap\": -1}",
                "{\"overlap\": 9223372036854775807}",
                "{\"overlap\": \"60\"}",
                "{\"overlap\": 1.0}",
                "{\"overlap\": true}",
                "{\"overlap\": 1, \"overlap\": 2}",
                "{\"overlaps\": 1}",
                "[]",
                "5",
                "null",
                "{"
            })
    void aRotationRefusesWhatItDoesNotUnderstandAndKeepsTheString(String body) {
        Answer made = caller.post("", Tokens.personal("laptop"));

        Answer refused = caller.post("/" + made.text("id") + "/rotate", body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).containsAnyOf("overlap", "body");
        assertThat(status(made)).isEqualTo(200);
        assertThat(caller.get("/" + made.text("id")).text("hint")).isEqualTo(made.text("hint"));
    }

    @Test
    void aDisabledTokenIsNotRotated() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        caller.patch("/" + made.text("id"), Map.of("enabled", false));

        Answer refused = caller.post("/" + made.text("id") + "/rotate", "{}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("active");
        caller.patch("/" + made.text("id"), Map.of("enabled", true));
        assertThat(status(made)).isEqualTo(200);
    }

    @Test
    void anExpiredTokenIsNotRotated() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        Await.secondAfter(made.text("createdAt"));
        REALM.admin("POST", "/users/" + REALM.userId(user) + "/logout");
        Caller again = REALM.as(user);
        assertThat(again.get("/" + made.text("id")).text("state")).isEqualTo("expired");

        Answer refused = again.post("/" + made.text("id") + "/rotate", "{}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("active");
        assertThat(status(made)).isEqualTo(401);
    }

    @Test
    void theReturnOfARotatedStringIsRefusedAndReportedOnce() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        Answer rotated = caller.post("/" + made.text("id") + "/rotate", "{}");
        assertThat(reuses(made)).isEmpty();

        assertThat(status(made)).isEqualTo(401);
        assertThat(status(made)).isEqualTo(401);
        assertThat(status(made)).isEqualTo(401);

        List<JsonNode> reuses = reuses(made);
        assertThat(reuses).hasSize(1);
        assertThat(reuses.get(0).get("error").textValue()).isEqualTo("rotated_token_reused");
        assertThat(reuses.get(0).get("userId").textValue()).isEqualTo(REALM.userId(user));
        assertThat(reuses.get(0).at("/details/token_disabled").textValue()).isEqualTo("false");
        assertThat(reuses.get(0).toString()).doesNotContain("kpt_");
        assertThat(status(rotated)).isEqualTo(200);
    }

    @Test
    void revokingARotatedStringDoesNotEndTheToken() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        Answer rotated = caller.post("/" + made.text("id") + "/rotate", "{}");

        Answer revoked = Http.of("POST", REALM.url("/path-tokens/revoke"))
                .form(Map.of("token", made.text("token")))
                .send();

        assertThat(revoked.status()).isEqualTo(200);
        assertThat(status(rotated)).isEqualTo(200);
    }

    @Test
    void aStringInItsOverlapCanRevokeTheToken() {
        Answer made = caller.post("", Tokens.personal("laptop"));
        Answer rotated = caller.post("/" + made.text("id") + "/rotate", Map.of("overlap", 3600));

        Http.of("POST", REALM.url("/path-tokens/revoke"))
                .form(Map.of("token", made.text("token")))
                .send();

        assertThat(status(made)).isEqualTo(401);
        assertThat(status(rotated)).isEqualTo(401);
    }

    private static int status(Answer token) {
        return REALM.gate(token.text("token"), "GET", "/maps/a").status();
    }

    private static List<JsonNode> reuses(Answer token) {
        var reuses = new ArrayList<JsonNode>();
        for (JsonNode event : REALM.events("UPDATE_CREDENTIAL_ERROR")) {
            if (event.at("/details/token_id").asText().equals(token.text("id"))) {
                reuses.add(event);
            }
        }
        return reuses;
    }
}
