package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.KeycloakServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A year with long-lifetime tokens, on a server whose clock is moved and which restarts in between.
 *
 * @param kept the token of a developer, as are the others' strings
 * @param deleted the answer to the request of a token that its developer deletes
 * @param revoked one that its client revokes
 */
record LongLifetimeYear(LongLifetime grant, String kept, Answer deleted, String revoked) {

    static final Duration ELEVEN_MONTHS = Duration.ofDays(335);
    static final Duration YEAR = Duration.ofDays(365).plusMinutes(5);

    static LongLifetimeYear begin(KeycloakServer keycloak) {
        TestRealm realm = TestRealm.builder(keycloak)
                .attribute("keypath.developer-secret.role", "developer")
                .with("roles", Map.of("realm", List.of(Map.of("name", "developer"))))
                .with("offlineSessionMaxLifespanEnabled", true)
                .with("offlineSessionMaxLifespan", 3600)
                .user("ada", "developer")
                .client(LongLifetime.robot())
                .client(LongLifetime.resourceServer())
                .build();
        var grant = new LongLifetime(realm);
        String secret = realm.call("ada", "POST", "/developer-secrets", Map.of("name", "laptop"))
                .text("secret");
        var begun = new LongLifetimeYear(
                grant,
                byDeveloper(realm, secret).text("access_token"),
                byDeveloper(realm, secret),
                grant.request("lifetime", LongLifetime.YEAR).text("access_token"));
        begun.areAllAlive();
        return begun;
    }

    void endsTwoAfterElevenMonths() {
        areAllAlive();
        assertThat(grant.realm()
                        .as("ada")
                        .delete("/" + deleted.text("token_id"))
                        .status())
                .isEqualTo(204);
        new OAuthEndpoints(grant.realm()).post(OAuthEndpoints.REVOKE, LongLifetime.CLIENT, Map.of("token", revoked));
        theThirdIsAlive();
    }

    void theThirdIsAlive() {
        assertThat(grant.isAlive(kept)).isTrue();
        assertThat(grant.isAlive(deleted.text("access_token"))).isFalse();
        assertThat(grant.isAlive(revoked)).isFalse();
    }

    void theThirdIsDeadAfterItsYear() {
        assertThat(grant.isAlive(kept)).isFalse();
    }

    private void areAllAlive() {
        for (String token : List.of(kept, deleted.text("access_token"), revoked)) {
            assertThat(grant.isAlive(token)).isTrue();
        }
    }

    private static Answer byDeveloper(TestRealm realm, String secret) {
        Answer answer = Http.of("POST", realm.url(OAuthEndpoints.TOKEN))
                .header("Authorization", "Secret " + secret)
                .form(LongLifetime.form("lifetime", LongLifetime.YEAR))
                .send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }
}
