package io.keypath.integrationtests;

import static io.keypath.integrationtests.LongLifetime.CLIENT;
import static io.keypath.integrationtests.OAuthEndpoints.claims;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What ends a long-lifetime token: each at introspection, userinfo and the gate. */
class LongLifetimeEndIT {

    private static final TestRealm REALM = TestRealm.builder()
            .attribute("keypath.long-lifetime.subject-token", "true")
            .client(LongLifetime.robot())
            .client(OAuthEndpoints.confidential("other"))
            .client(LongLifetime.resourceServer())
            .build();

    private static final LongLifetime GRANT = new LongLifetime(REALM);
    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);
    private static final Pattern FORM_ACTION = Pattern.compile("action=\"([^\"]+)\"");

    private final String user = REALM.newUser();
    private final Answer answer = GRANT.requestFor(user, "lifetime", LongLifetime.YEAR);
    private final String token = answer.text("access_token");

    @Test
    void itsOwnerDeletesIt() {
        assertThat(GRANT.isAlive(token)).isTrue();

        assertThat(REALM.as(user).delete("/" + answer.text("token_id")).status())
                .isEqualTo(204);

        assertThat(GRANT.isAlive(token)).isFalse();
        assertThat(REALM.as(user).get("/count").body()).isEqualTo("0");
    }

    @Test
    void anAdministratorDeletesIt() {
        assertThat(GRANT.isAlive(token)).isTrue();

        REALM.tokenAdmin().delete("/" + answer.text("token_id"));

        assertThat(GRANT.isAlive(token)).isFalse();
    }

    @Test
    void anAdministratorDeletesAllOfAUser() {
        String second = GRANT.requestFor(user).text("access_token");
        String others = GRANT.request().text("access_token");
        REALM.as(user).post("", Tokens.personal("pat"));

        Answer deleted = REALM.tokenAdmin().delete("?user=" + REALM.userId(user));

        assertThat(deleted.json().get("deleted").asInt()).isEqualTo(3);
        assertThat(GRANT.isAlive(token)).isFalse();
        assertThat(GRANT.isAlive(second)).isFalse();
        assertThat(GRANT.isAlive(others)).isTrue();
    }

    @Test
    void whoeverRevokesItAtOnceWithOthersIsToldThatItIsRevoked() {
        for (int i = 0; i < 10; i++) {
            Answer made = GRANT.requestFor(user);
            String jwt = made.text("access_token");
            Callable<Answer> byKeycloak = () -> OAUTH.post(OAuthEndpoints.REVOKE, CLIENT, Map.of("token", jwt));
            Callable<Answer> byKeypath = () -> Http.of("POST", REALM.url("/path-tokens/revoke"))
                    .form(Map.of("token", jwt))
                    .send();

            List<Integer> revoked = AtOnce.statuses(List.of(byKeycloak, byKeycloak, byKeypath, byKeypath, byKeycloak));

            assertThat(revoked).containsOnly(200);
            assertThat(GRANT.isAlive(jwt)).isFalse();
            assertThat(REALM.as(user).get("/" + made.text("token_id")).status()).isEqualTo(404);
        }
    }

    @Test
    void itsClientRevokesIt() {
        assertThat(GRANT.isAlive(token)).isTrue();
        assertThat(OAUTH.post(OAuthEndpoints.REVOKE, "other", Map.of("token", token))
                        .status())
                .isEqualTo(400);
        assertThat(GRANT.isAlive(token)).isTrue();

        assertThat(OAUTH.post(OAuthEndpoints.REVOKE, CLIENT, Map.of("token", token))
                        .status())
                .isEqualTo(200);

        assertThat(GRANT.isAlive(token)).isFalse();
        assertThat(REALM.as(user).get("/" + answer.text("token_id")).status()).isEqualTo(404);
        assertThat(REALM.events("REMOVE_CREDENTIAL").toString()).contains(answer.text("token_id"));
    }

    @Test
    void whoeverHoldsItReportsIt() {
        assertThat(report(token.substring(0, token.length() - 3) + "AAA")).isEqualTo(200);
        assertThat(GRANT.isAlive(token)).isTrue();

        assertThat(report(token)).isEqualTo(200);

        assertThat(GRANT.isAlive(token)).isFalse();
        assertThat(report(token)).isEqualTo(200);
    }

    @Test
    void aReportedJwtThatWasExchangedEndsNoPathToken() {
        String pathToken = REALM.as(user).post("", Tokens.personal("pat")).text("token");
        String jwt = OAUTH.exchange(CLIENT, pathToken).text("access_token");

        assertThat(report(jwt)).isEqualTo(200);

        assertThat(GRANT.gate(pathToken)).isEqualTo(200);
    }

    @Test
    void aDisabledUsersTokenIsDeadUntilHeIsEnabledAgain() {
        String id = REALM.userId(user);
        settle();

        REALM.admin("PUT", "/users/" + id, Map.of("enabled", false));

        assertThat(GRANT.isAlive(token)).isFalse();

        REALM.admin("PUT", "/users/" + id, Map.of("enabled", true));

        assertThat(GRANT.isAlive(token)).isTrue();
    }

    @Test
    void aDeletedUsersTokenGoesWithHim() {
        REALM.admin("DELETE", "/users/" + REALM.userId(user));

        assertThat(GRANT.isAlive(token)).isFalse();
    }

    @Test
    void theUsersNotBeforeEndsIt() {
        Await.secondAfter(REALM.as(user).get("/" + answer.text("token_id")).text("createdAt"));

        REALM.admin("POST", "/users/" + REALM.userId(user) + "/logout");

        assertThat(GRANT.isAlive(token)).isFalse();
    }

    @Test
    void theRealmsNotBeforeEndsIt() {
        long issued = claims(token).get("iat").asLong();
        try {
            REALM.admin("PUT", "", Map.of("notBefore", issued));
            assertThat(GRANT.isAlive(token)).isTrue();

            REALM.admin("PUT", "", Map.of("notBefore", issued + 1));

            assertThat(GRANT.isAlive(token)).isFalse();
        } finally {
            REALM.admin("PUT", "", Map.of("notBefore", 0));
        }
    }

    @Test
    void theClientsNotBeforeAndItsDisablingEndIt() {
        long issued = claims(token).get("iat").asLong();
        try {
            change("notBefore", issued + 1);
            assertThat(GRANT.isAlive(token)).isFalse();
            change("notBefore", 0);
            assertThat(GRANT.isAlive(token)).isTrue();

            change("enabled", false);

            assertThat(GRANT.isAlive(token)).isFalse();
        } finally {
            change("notBefore", 0);
            change("enabled", true);
        }
    }

    @Test
    void endedSessionsDoNotEndIt() {
        REALM.admin("POST", "/push-revocation");
        for (var session :
                REALM.admin("GET", "/users/" + REALM.userId(user) + "/sessions").json()) {
            REALM.admin("DELETE", "/sessions/" + session.get("id").asText());
        }

        assertThat(GRANT.isAlive(token)).isTrue();
    }

    @Test
    void anAdministratorWhoSetsAPasswordEndsIt() {
        String pathToken = REALM.as(user).post("", Tokens.personal("pat")).text("token");
        String others = GRANT.requestFor(REALM.newUser()).text("access_token");

        assertThat(resetPassword().status()).isEqualTo(204);

        assertThat(GRANT.isAlive(token)).isFalse();
        assertThat(REALM.as(user).get("/" + answer.text("token_id")).status()).isEqualTo(404);
        assertThat(GRANT.isAlive(others)).isTrue();
        // A path token was made for one program and is no copy of the password.
        assertThat(GRANT.gate(pathToken)).isEqualTo(200);
    }

    @Test
    void aPasswordThatComesWithAnUpdateOfTheUserEndsIt() {
        settle();
        REALM.admin("PUT", "/users/" + REALM.userId(user), Map.of("lastName", "Byron"));
        assertThat(GRANT.isAlive(token)).isTrue();

        Answer updated = REALM.admin(
                "PUT",
                "/users/" + REALM.userId(user),
                Map.of("credentials", List.of(Map.of("type", "password", "value", user, "temporary", false))));

        assertThat(updated.status()).isEqualTo(204);
        assertThat(GRANT.isAlive(token)).isFalse();
    }

    @Test
    void aUserWhoChangesHisPasswordEndsIt() {
        settle();
        REALM.admin("PUT", "/users/" + REALM.userId(user), Map.of("requiredActions", List.of("UPDATE_PASSWORD")));
        Answer login = Http.of(
                        "GET",
                        REALM.url("/protocol/openid-connect/auth") + "?response_type=code&scope=openid&client_id="
                                + TestRealm.CLI + "&redirect_uri=" + Http.encoded("https://app.example/callback"))
                .send();
        String cookies = login.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                .collect(Collectors.joining("; "));
        Answer after = Http.of("POST", action(login))
                .header("Cookie", cookies)
                .form(Map.of("username", user, "password", user))
                .send();
        Answer form = Http.of("GET", after.header("Location"))
                .header("Cookie", cookies)
                .send();
        assertThat(GRANT.isAlive(token)).isTrue();

        Answer done = Http.of("POST", action(form))
                .header("Cookie", cookies)
                .form(Map.of("password-new", user, "password-confirm", user))
                .send();

        assertThat(done.status()).as(done.body()).isEqualTo(302);
        assertThat(GRANT.isAlive(token)).isFalse();
    }

    @Test
    void theRealmMayKeepTokensOverAPasswordChange() {
        REALM.setAttributes(Map.of(
                "keypath.token.revoke-on-password-change", "false", "keypath.long-lifetime.subject-token", "true"));
        try {
            resetPassword();

            assertThat(GRANT.isAlive(token)).isTrue();
        } finally {
            REALM.setAttributes(Map.of("keypath.long-lifetime.subject-token", "true"));
        }
        // What cannot be read must not keep a stolen token alive.
        REALM.setAttributes(Map.of(
                "keypath.token.revoke-on-password-change", "maybe", "keypath.long-lifetime.subject-token", "true"));
        try {
            resetPassword();

            assertThat(GRANT.isAlive(token)).isFalse();
        } finally {
            REALM.setAttributes(Map.of("keypath.long-lifetime.subject-token", "true"));
        }
    }

    // An update of a user in the second after his password was set counts as one that brought it.
    private void settle() {
        long made = System.nanoTime();
        Await.until("a second later", System::nanoTime, now -> now - made > 1_100_000_000L);
    }

    private Answer resetPassword() {
        return REALM.admin(
                "PUT",
                "/users/" + REALM.userId(user) + "/reset-password",
                Map.of("type", "password", "value", user, "temporary", false));
    }

    private static String action(Answer page) {
        Matcher action = FORM_ACTION.matcher(page.body());
        if (!action.find()) {
            throw new AssertionError("No form, with status " + page.status() + ": " + page.body());
        }
        return action.group(1).replace("&amp;", "&");
    }

    private static int report(String jwt) {
        return Http.of("POST", REALM.url("/path-tokens/revoke"))
                .form(Map.of("token", jwt))
                .send()
                .status();
    }

    private static void change(String field, Object value) {
        String uuid = REALM.clientUuid(CLIENT);
        var client = (ObjectNode) REALM.admin("GET", "/clients/" + uuid).json();
        client.set(field, Http.JSON.valueToTree(value));
        assertThat(REALM.admin("PUT", "/clients/" + uuid, client).status()).isEqualTo(204);
    }

    @Test
    void aNameThatComesToSomebodyElseDoesNotWakeIt() {
        REALM.admin("DELETE", "/users/" + REALM.userId(user));
        REALM.admin("POST", "/users", Map.of("username", user, "enabled", true, "email", user + "@other.example"));

        assertThat(GRANT.isAlive(token)).isFalse();
    }

    @Test
    void aClientWhosePlaceAnotherTakesDoesNotWakeIt() {
        Answer made = REALM.admin("POST", "/clients", OAuthEndpoints.confidential("placed", LongLifetime.ALLOWED));
        assertThat(made.status()).isEqualTo(201);
        String jwt = OAUTH.post(OAuthEndpoints.TOKEN, "placed", Map.of("grant_type", LongLifetime.GRANT))
                .text("access_token");
        REALM.admin("DELETE", "/clients/" + REALM.clientUuid("placed"));
        REALM.admin("POST", "/clients", OAuthEndpoints.confidential("placed", LongLifetime.ALLOWED));

        assertThat(GRANT.isAlive(jwt)).isFalse();
    }

    @Test
    void anAdministratorWhoTakesThePasswordAwayEndsIt() {
        String credentials = "/users/" + REALM.userId(user) + "/credentials";
        String id = REALM.admin("GET", credentials).json().get(0).get("id").asText();

        assertThat(REALM.admin("DELETE", credentials + "/" + id).status()).isEqualTo(204);

        assertThat(GRANT.isAlive(token)).isFalse();
    }

    @Test
    void anUpdateThatFailsFailsAsEverAndEndsNothing() {
        String other = REALM.newUser();
        settle();

        Answer refused = REALM.admin(
                "PUT", "/users/" + REALM.userId(user), Map.of("email", other + "@example.org", "enabled", true));

        assertThat(refused.status()).as(refused.body()).isEqualTo(409);
        assertThat(GRANT.isAlive(token)).isTrue();
    }
}
