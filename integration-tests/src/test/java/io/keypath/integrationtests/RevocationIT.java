package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.REVOKE;
import static io.keypath.integrationtests.OAuthEndpoints.TOKEN;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keycloak's own revocation endpoint (RFC 7009), with and without the client policy that lets it end path tokens. */
class RevocationIT {

    private static final TestRealm PLAIN = realm();
    private static final TestRealm REALM = realm();
    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    static {
        switchOn(REALM);
    }

    private static TestRealm realm() {
        return TestRealm.builder()
                .user("ada")
                .client(confidential("app", "keypath.introspect", "true"))
                .client(Map.of(
                        "clientId",
                        "desk",
                        "secret",
                        TestRealm.SECRET,
                        "publicClient",
                        false,
                        "directAccessGrantsEnabled",
                        true,
                        "attributes",
                        Map.of("allow.token.introspection.without.audience.check", "true")))
                .build();
    }

    private static void switchOn(TestRealm realm) {
        Answer profiles = realm.admin(
                "PUT",
                "/client-policies/profiles",
                Map.of(
                        "profiles",
                        List.of(Map.of(
                                "name",
                                "path-tokens",
                                "executors",
                                List.of(Map.of("executor", "keypath-revoke-path-token", "configuration", Map.of()))))));
        Answer policies = realm.admin(
                "PUT",
                "/client-policies/policies",
                Map.of(
                        "policies",
                        List.of(Map.of(
                                "name",
                                "revoke-path-tokens",
                                "enabled",
                                true,
                                "conditions",
                                List.of(Map.of("condition", "any-client", "configuration", Map.of())),
                                "profiles",
                                List.of("path-tokens")))));
        if (profiles.status() != 204 || policies.status() != 204) {
            throw new AssertionError(profiles.body() + policies.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "access_token", "refresh_token", "path_token", "no_such_hint"})
    void aPathTokenEndsWhateverTheHint(String hint) {
        String token = REALM.createToken("ada", "/maps", "read").text("token");

        Answer answer = OAUTH.post(
                REVOKE,
                "app",
                hint.isEmpty() ? Map.of("token", token) : Map.of("token", token, "token_type_hint", hint));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(REALM.gate(token, "GET", "/maps/a").status()).isEqualTo(401);
        assertThat(OAUTH.introspect("app", token).body()).isEqualTo("{\"active\":false}");
    }

    @Test
    void aPublicClientInABrowserMayRevokeAndReadTheAnswer() {
        String token = REALM.createToken("ada", "/maps", "read").text("token");

        Answer answer = Http.of("POST", REALM.url(REVOKE))
                .header("Origin", "https://app.example")
                .form(Map.of("client_id", "cli", "token", token))
                .send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        assertThat(REALM.gate(token, "GET", "/maps/a").status()).isEqualTo(401);
    }

    @Test
    void whatIsNoTokenAnyMoreIsNoError() {
        Answer created = REALM.createToken("ada", "/maps", "read");
        REALM.call("ada", "DELETE", "/path-tokens/" + created.text("id"));

        Answer dead = OAUTH.post(REVOKE, "app", Map.of("token", created.text("token")));
        Answer malformed = OAUTH.post(REVOKE, "app", Map.of("token", "kpt_nothing"));
        Answer huge = OAUTH.post(REVOKE, "app", Map.of("token", "kpt_" + "a".repeat(100_000)));

        assertThat(List.of(dead.status(), malformed.status(), huge.status())).containsOnly(200);
        assertThat(List.of(dead.body(), malformed.body(), huge.body())).containsOnly("");
    }

    @Test
    void theRevocationIsAnEvent() {
        Answer created = REALM.createToken("ada", "/maps", "read");

        OAUTH.post(REVOKE, "app", Map.of("token", created.text("token")));

        assertThat(REALM.events("REMOVE_CREDENTIAL").valueStream()).anySatisfy(event -> {
            assertThat(event.path("details").path("token_id").asText()).isEqualTo(created.text("id"));
            assertThat(event.path("clientId").asText()).isEqualTo("app");
        });
    }

    @Test
    void aCallerWhoDoesNotAuthenticateRevokesNothing() {
        String token = REALM.createToken("ada", "/maps", "read").text("token");

        Answer nobody =
                Http.of("POST", REALM.url(REVOKE)).form(Map.of("token", token)).send();
        Answer wrongSecret = Http.of("POST", REALM.url(REVOKE))
                .form(Map.of("token", token, "client_id", "app", "client_secret", "wrong"))
                .send();

        assertThat(List.of(nobody.status(), wrongSecret.status())).containsOnly(401);
        assertThat(REALM.gate(token, "GET", "/maps/a").status()).isEqualTo(200);
    }

    @Test
    void withoutThePolicyTheAnswerIsKeycloaksOwnAndTheTokenLives() {
        var oauth = new OAuthEndpoints(PLAIN);
        String token = PLAIN.createToken("ada", "/maps", "read").text("token");

        Answer answer = oauth.post(REVOKE, "app", Map.of("token", token));
        Answer ofNonsense = oauth.post(REVOKE, "app", Map.of("token", "nonsense"));

        assertThat(answer.status()).isEqualTo(ofNonsense.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ofNonsense.body());
        assertThat(PLAIN.gate(token, "GET", "/maps/a").status()).isEqualTo(200);
    }

    @Test
    void accessAndRefreshTokensAreRevokedAsEver() {
        for (TestRealm realm : List.of(PLAIN, REALM)) {
            var oauth = new OAuthEndpoints(realm);
            var login = Map.of("grant_type", "password", "username", "ada", "password", "ada");
            String access = oauth.post(TOKEN, "desk", login).text("access_token");
            Answer session = oauth.post(TOKEN, "desk", login);

            Answer ofAccess = oauth.post(REVOKE, "desk", Map.of("token", access));
            Answer ofRefresh = oauth.post(REVOKE, "desk", Map.of("token", session.text("refresh_token")));
            Answer ofAnothers = oauth.post(REVOKE, "app", Map.of("token", session.text("access_token")));

            assertThat(List.of(ofAccess.status(), ofRefresh.status())).containsOnly(200);
            assertThat(List.of(ofAccess.body(), ofRefresh.body())).containsOnly("");
            assertThat(ofAnothers.status()).isEqualTo(400);
            assertThat(oauth.introspect("desk", access).body()).isEqualTo("{\"active\":false}");
            assertThat(oauth.introspect("desk", session.text("access_token")).body())
                    .isEqualTo("{\"active\":false}");
        }
    }

    @Test
    void aJwtFromAPathTokenIsRevokedAloneByTheClientThatHasIt() {
        String token = REALM.createToken("ada", "/maps", "read").text("token");
        String jwt = OAUTH.exchange("app", token).text("access_token");

        Answer answer = OAUTH.post(REVOKE, "app", Map.of("token", jwt));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(REALM.gate(jwt, "GET", "/maps/a").status()).isEqualTo(401);
        assertThat(REALM.gate(token, "GET", "/maps/a").status()).isEqualTo(200);
    }
}
