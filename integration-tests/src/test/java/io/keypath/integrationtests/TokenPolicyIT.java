package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a realm allows. */
class TokenPolicyIT {

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .user("maker", "token-maker")
            .with(
                    "roles",
                    Map.of(
                            "realm",
                            List.of(Map.of("name", "token-maker")),
                            "client",
                            Map.of("account", List.of(Map.of("name", "token-maker")))))
            .build();

    @BeforeEach
    void theRealmHasTheDefaults() {
        REALM.setAttributes(Map.of());
    }

    @Test
    void onlyHoldersOfTheCreatorRoleMakeAndRotateTokens() {
        Caller ada = REALM.as("ada");
        Answer before = ada.post("", Tokens.personal("before"));
        REALM.setAttributes(Map.of("keypath.token.creator-role", "token-maker"));

        Answer refused = ada.post("", Tokens.personal("laptop"));
        Answer notRotated = ada.post("/" + before.text("id") + "/rotate", "{}");
        Answer made = REALM.as("maker").post("", Tokens.personal("laptop"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("error")).isEqualTo("access_denied");
        assertThat(notRotated.status()).isEqualTo(403);
        assertThat(made.status()).isEqualTo(201);
        // What is there can still be seen and ended.
        assertThat(ada.get("/" + before.text("id")).status()).isEqualTo(200);
        assertThat(ada.delete("/" + before.text("id")).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"account.token-maker", "no-such-role"})
    void aCreatorRoleThatNobodyHasLetsNobodyIn(String role) {
        REALM.setAttributes(Map.of("keypath.token.creator-role", role));

        assertThat(REALM.as("maker").post("", Tokens.personal("laptop")).status())
                .isEqualTo(403);
    }

    @Test
    void anOldLoginMustBeRenewedBeforeATokenIsMade() {
        Caller caller = REALM.caller(REALM.browserLogin(REALM.newUser()));
        REALM.setAttributes(Map.of("keypath.token.max-auth-age", "3600"));
        assertThat(caller.post("", Tokens.personal("fresh")).status()).isEqualTo(201);
        REALM.setAttributes(Map.of("keypath.token.max-auth-age", "1"));

        Answer refused = Await.until(
                "a login that is too old",
                () -> caller.post("", Tokens.personal("late")),
                answer -> answer.status() != 201);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("error")).isEqualTo("insufficient_user_authentication");
        assertThat(refused.header("WWW-Authenticate"))
                .startsWith("Bearer ")
                .contains("error=\"insufficient_user_authentication\"")
                .contains("max_age=\"1\"");
        assertThat(caller.get("").status()).isEqualTo(200);
    }

    @Test
    void aLoginOfUnknownAgeIsTooOld() {
        // The password grant does not say when the user logged in.
        Caller caller = REALM.as(REALM.newUser());
        REALM.setAttributes(Map.of("keypath.token.max-auth-age", "3600"));

        Answer refused = caller.post("", Tokens.personal("laptop"));

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).contains("max_age=\"3600\"");
    }

    @Test
    void anOwnerHasNoMoreThanTheMostTokens() {
        REALM.setAttributes(Map.of("keypath.token.max-per-owner", "2"));
        Caller caller = REALM.as(REALM.newUser());
        String first = caller.post("", Tokens.personal("1")).text("id");
        assertThat(caller.post("", Tokens.personal("2")).status()).isEqualTo(201);

        Answer refused = caller.post("", Tokens.personal("3"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).contains("2");
        assertThat(REALM.as(REALM.newUser())
                        .post("", Tokens.personal("another's"))
                        .status())
                .isEqualTo(201);

        caller.delete("/" + first);

        assertThat(caller.post("", Tokens.personal("3")).status()).isEqualTo(201);
    }

    @Test
    void anExpiredTokenMakesRoomForAnother() {
        REALM.setAttributes(Map.of("keypath.token.max-per-owner", "1", "keypath.token.default-lifetime", "1"));
        Caller caller = REALM.as(REALM.newUser());
        assertThat(caller.post("", Tokens.with(Tokens.personal("short"), "description", "1 s"))
                        .status())
                .isEqualTo(201);

        Answer next =
                Await.until("room", () -> caller.post("", Tokens.personal("next")), answer -> answer.status() == 201);

        assertThat(next.text("name")).isEqualTo("next");
        assertThat(caller.get("/count?state=active").body()).isIn("0", "1");
    }

    @Test
    void noExpiryMustBeAllowed() {
        REALM.setAttributes(Map.of("keypath.token.unlimited", "true"));
        Caller caller = REALM.as(REALM.newUser());

        Answer made = caller.post("", Tokens.with(Tokens.personal("for ever"), "validFor", null));
        Answer shortened = caller.patch("/" + made.text("id"), Map.of("validFor", 3600));
        Answer lengthened = caller.patch("/" + made.text("id"), "{\"validFor\": null}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().get("expiresAt").isNull()).isTrue();
        assertThat(shortened.json().get("expiresAt").isNull()).isFalse();
        assertThat(lengthened.status()).isEqualTo(400);
        assertThat(caller.post("", Tokens.with(Tokens.personal("too long"), "validFor", 31_536_001))
                        .status())
                .isEqualTo(400);
        assertThat(caller.post("", Tokens.personal("default"))
                        .json()
                        .get("expiresAt")
                        .isNull())
                .isFalse();
    }

    @Test
    void aRotationObeysTodaysPolicy() {
        REALM.setAttributes(Map.of("keypath.token.unlimited", "true"));
        Caller caller = REALM.as(REALM.newUser());
        Answer endless = caller.post("", Tokens.with(Tokens.personal("for ever"), "validFor", null));
        Answer long_ = caller.post("", Tokens.with(Tokens.personal("long"), "validFor", 86_400));
        REALM.setAttributes(Map.of("keypath.token.max-lifetime", "3600", "keypath.token.default-lifetime", "600"));

        Answer endlessRotated = caller.post("/" + endless.text("id") + "/rotate", "{}");
        Answer longRotated = caller.post("/" + long_.text("id") + "/rotate", "{}");

        for (Answer rotated : List.of(endlessRotated, longRotated)) {
            assertThat(rotated.status()).isEqualTo(201);
            assertThat(Duration.between(Instant.now(), Instant.parse(rotated.text("expiresAt"))))
                    .isBetween(Duration.ofSeconds(3500), Duration.ofSeconds(3600));
        }
    }

    @Test
    void aRealmHasItsOwnLifetimes() {
        REALM.setAttributes(Map.of("keypath.token.max-lifetime", "600", "keypath.token.default-lifetime", "90"));
        Caller caller = REALM.as(REALM.newUser());

        Answer byDefault = caller.post("", Tokens.personal("default"));
        Answer longest = caller.post("", Tokens.with(Tokens.personal("longest"), "validFor", 600));
        Answer tooLong = caller.post("", Tokens.with(Tokens.personal("too long"), "validFor", 601));

        assertThat(seconds(byDefault)).isEqualTo(90);
        assertThat(seconds(longest)).isEqualTo(600);
        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.text("error_description")).contains("600");
    }

    @ParameterizedTest
    @CsvSource({
        "keypath.vocabulary, posix",
        "keypath.token.default-lifetime, abc",
        "keypath.token.default-lifetime, 0",
        "keypath.token.default-lifetime, off",
        "keypath.token.max-lifetime, abc",
        "keypath.token.max-lifetime, 59",
        "keypath.token.max-lifetime, 1d",
        "keypath.token.max-lifetime, 99999999999999999999",
        "keypath.token.unlimited, yes",
        "keypath.token.idle-lifetime, abc",
        "keypath.token.idle-lifetime, 299",
        "keypath.token.max-per-owner, many",
        "keypath.token.max-per-owner, 0",
        "keypath.token.max-per-owner, off",
        "keypath.token.max-auth-age, abc",
        "keypath.token.max-auth-age, 0",
        "keypath.token.reuse-disables, TRUE",
    })
    void nothingIsMadeUnderAPolicyThatCannotBeRead(String attribute, String value) {
        String user = REALM.newUser();
        Caller caller = REALM.as(user);
        REALM.setAttributes(Map.of(attribute, value));

        Answer refused = caller.post("", Tokens.with(Tokens.personal("laptop"), "validFor", 3600));
        Answer refusedToAdmin =
                REALM.tokenAdmin().post("", Tokens.with(Tokens.personal("by admin"), "user", REALM.userId(user)));

        for (Answer answer : List.of(refused, refusedToAdmin)) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("invalid_request");
            assertThat(answer.text("error_description")).contains(attribute);
        }
        REALM.setAttributes(Map.of());
        assertThat(caller.get("/count").body()).isEqualTo("0");
    }

    @Test
    void anIdleLifetimeThatCannotBeReadLetsNoTokenThrough() {
        Answer made = REALM.as(REALM.newUser()).post("", Tokens.personal("laptop"));
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);

        REALM.setAttributes(Map.of("keypath.token.idle-lifetime", "abc"));

        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);
    }

    @Test
    void aTokenThatIsNotUsedDiesAndOneThatIsUsedDoesNot() {
        Caller caller = REALM.as(REALM.newUser());
        Answer idle = caller.post("", Tokens.personal("idle"));
        Answer busy = caller.post("", Tokens.personal("busy"));
        assertThat(REALM.gate(idle.text("token"), "GET", "/a").status()).isEqualTo(200);
        // The API asks for 300 seconds at least; a check obeys whatever the attribute says.
        REALM.setAttributes(Map.of("keypath.token.idle-lifetime", "3"));

        Await.until(
                "the death of the idle token",
                () -> {
                    assertThat(REALM.gate(busy.text("token"), "GET", "/a").status())
                            .isEqualTo(200);
                    return Instant.now();
                },
                now -> now.isAfter(Instant.parse(idle.text("createdAt")).plusSeconds(6)));

        assertThat(REALM.gate(idle.text("token"), "GET", "/a").status()).isEqualTo(401);
        assertThat(REALM.gate(busy.text("token"), "GET", "/a").status()).isEqualTo(200);
    }

    @Test
    void theReturnOfARotatedStringEndsTheTokenWhereTheRealmWantsThat() {
        REALM.setAttributes(Map.of("keypath.token.reuse-disables", "true"));
        Caller caller = REALM.as(REALM.newUser());
        Answer made = caller.post("", Tokens.personal("laptop"));
        Answer rotated = caller.post("/" + made.text("id") + "/rotate", "{}");
        assertThat(REALM.gate(rotated.text("token"), "GET", "/a").status()).isEqualTo(200);

        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(401);

        assertThat(REALM.gate(rotated.text("token"), "GET", "/a").status()).isEqualTo(401);
        assertThat(caller.get("/" + made.text("id")).text("state")).isEqualTo("disabled");
        boolean reported = false;
        for (JsonNode event : REALM.events("UPDATE_CREDENTIAL_ERROR")) {
            if (event.at("/details/token_id").asText().equals(made.text("id"))) {
                reported = true;
                assertThat(event.get("error").textValue()).isEqualTo("rotated_token_reused");
                assertThat(event.at("/details/token_disabled").textValue()).isEqualTo("true");
            }
        }
        assertThat(reported).isTrue();
    }

    @Test
    void aPolicyIsSetShownAndExported() {
        Map<String, ?> policy = Map.of(
                "vocabulary",
                "wlcg",
                "defaultLifetime",
                600,
                "maxLifetime",
                7200,
                "unlimited",
                true,
                "idleLifetime",
                300,
                "maxPerOwner",
                7,
                "creatorRole",
                "token-maker",
                "maxAuthAge",
                900,
                "reuseDisables",
                true);

        Answer set = REALM.tokenAdmin().put("/policy", policy);

        assertThat(set.status()).isEqualTo(200);
        JsonNode shown = REALM.tokenAdmin().get("/policy").json();
        assertThat(shown).isEqualTo(set.json());
        policy.forEach((field, value) ->
                assertThat(shown.get(field).asText()).as(field).isEqualTo(value.toString()));
        assertThat(shown.get("actions").findValuesAsText("name"))
                .containsExactly("storage.read", "storage.poll", "storage.stage", "storage.create", "storage.modify");
        // A user is told as well whether he may make any.
        for (var caller : Map.of("maker", true, "ada", false).entrySet()) {
            var own = (ObjectNode) REALM.as(caller.getKey()).get("/policy").json();
            assertThat(own.remove("mayCreate").asBoolean()).isEqualTo(caller.getValue());
            assertThat(own).isEqualTo(shown);
        }
        JsonNode exported = REALM.admin("GET", "").json().get("attributes");
        assertThat(exported.get("keypath.vocabulary").asText()).isEqualTo("wlcg");
        assertThat(exported.get("keypath.token.default-lifetime").asText()).isEqualTo("600");
        assertThat(exported.get("keypath.token.max-lifetime").asText()).isEqualTo("7200");
        assertThat(exported.get("keypath.token.unlimited").asText()).isEqualTo("true");
        assertThat(exported.get("keypath.token.idle-lifetime").asText()).isEqualTo("300");
        assertThat(exported.get("keypath.token.max-per-owner").asText()).isEqualTo("7");
        assertThat(exported.get("keypath.token.creator-role").asText()).isEqualTo("token-maker");
        assertThat(exported.get("keypath.token.max-auth-age").asText()).isEqualTo("900");
        assertThat(exported.get("keypath.token.reuse-disables").asText()).isEqualTo("true");
    }

    @Test
    void whatAPolicyDoesNotSayHasItsDefault() {
        REALM.tokenAdmin().put("/policy", Map.of("maxPerOwner", 7, "idleLifetime", 300, "creatorRole", "token-maker"));

        Answer set = REALM.tokenAdmin().put("/policy", "{}");

        assertThat(set.status()).isEqualTo(200);
        assertThat(set.json().get("maxPerOwner").intValue()).isEqualTo(100);
        assertThat(set.json().get("idleLifetime").isNull()).isTrue();
        assertThat(set.json().get("creatorRole").isNull()).isTrue();
        assertThat(set.json().get("defaultLifetime").longValue()).isEqualTo(86_400);
        assertThat(REALM.as(REALM.newUser()).post("", Tokens.personal("laptop")).status())
                .isEqualTo(201);
    }

    @Test
    void aChangeOfThePolicyIsAnAdminEvent() {
        REALM.tokenAdmin().put("/policy", Map.of("maxPerOwner", 13));

        JsonNode newest = REALM.adminEvents("path-tokens/policy").get(0);

        assertThat(newest.get("operationType").asText()).isEqualTo("UPDATE");
        assertThat(newest.get("resourcePath").asText()).isEqualTo("path-tokens/policy");
        assertThat(newest.get("representation").asText()).contains("\"keypath.token.max-per-owner\":\"13\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"vocabulary\": \"posix\"}                       | vocabulary",
                "{\"vocabulary\": 5}                               | vocabulary",
                "{\"defaultLifetime\": 0}                          | defaultLifetime",
                "{\"defaultLifetime\": -1}                         | defaultLifetime",
                "{\"defaultLifetime\": \"1d\"}                     | defaultLifetime",
                "{\"defaultLifetime\": 7200, \"maxLifetime\": 3600}| defaultLifetime",
                "{\"maxLifetime\": 59}                             | maxLifetime",
                "{\"maxLifetime\": 3153600001}                     | maxLifetime",
                "{\"maxLifetime\": 1e6}                            | maxLifetime",
                "{\"unlimited\": \"true\"}                         | unlimited",
                "{\"idleLifetime\": 299}                           | idleLifetime",
                "{\"idleLifetime\": 315360001}                     | idleLifetime",
                "{\"idleLifetime\": \"off\"}                       | idleLifetime",
                "{\"maxPerOwner\": 0}                              | maxPerOwner",
                "{\"maxPerOwner\": 10001}                          | maxPerOwner",
                "{\"maxPerOwner\": 4294967297}                     | maxPerOwner",
                "{\"maxPerOwner\": -9223372036854775808}           | maxPerOwner",
                "{\"creatorRole\": \"no-such-role\"}               | creatorRole",
                "{\"creatorRole\": \"\"}                           | creatorRole",
                "{\"maxAuthAge\": 0}                               | maxAuthAge",
                "{\"maxAuthAge\": 31536001}                        | maxAuthAge",
                "{\"reuseDisables\": 1}                            | reuseDisables",
                "{\"maxPerOwner\": 1, \"maxPerOwner\": 2}          | twice",
                "{\"maxTokens\": 1}                                | unknown field",
                "[]                                                | body",
                "{                                                 | body",
            })
    void aBadPolicyIsNamedAndNothingIsSet(String body, String named) {
        JsonNode before = REALM.tokenAdmin().get("/policy").json();

        Answer refused = REALM.tokenAdmin().put("/policy", body);

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).contains(named);
        assertThat(REALM.tokenAdmin().get("/policy").json()).isEqualTo(before);
    }

    @Test
    void anotherVocabularyHoldsForNewTokensAndOldOnesKeepTheirs() {
        Caller caller = REALM.as(REALM.newUser());
        String old = caller.post("", Tokens.forPath("old", "/maps", "read")).text("token");
        REALM.tokenAdmin().put("/policy", Map.of("vocabulary", "drive"));

        Answer refused = caller.post("", Tokens.forPath("new", "/maps", "read"));
        String share = caller.post("", Tokens.forPath("new", "/maps", "share")).text("token");
        String edit =
                caller.post("", Tokens.forPath("new", "/maps", "editPlus")).text("token");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("accessList").contains("viewPlus");
        assertThat(REALM.gate(old, "GET", "/maps/a").status()).isEqualTo(200);
        assertThat(REALM.gate(old, "PUT", "/maps/a").status()).isEqualTo(403);
        assertThat(REALM.gate(share, "GET", "/maps/a").status()).isEqualTo(200);
        assertThat(REALM.gate(share, "PUT", "/maps/a").status()).isEqualTo(403);
        assertThat(REALM.gate(edit, "PUT", "/maps/a").status()).isEqualTo(200);
    }

    private static long seconds(Answer token) {
        return Duration.between(Instant.parse(token.text("createdAt")), Instant.parse(token.text("expiresAt")))
                .toSeconds();
    }
}
