package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.KeycloakServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A year with long-lifetime tokens, on a server whose clock is moved and which restarts in between. */
class LongLifetimeClockIT {

    @TempDir
    Path folder;

    @Test
    void aTokenIsGoodForItsYearAndDeadOnceItIsEnded() throws IOException {
        Path offset = folder.resolve("offset");
        try (KeycloakServer keycloak = KeycloakServer.builder()
                .providers(List.of(TestServer.bundle()))
                .javaOpts(ClockAgent.option(folder, offset))
                .start()) {
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
            Answer kept = byDeveloper(realm, secret);
            Answer deleted = byDeveloper(realm, secret);
            String revoked = grant.request("lifetime", LongLifetime.YEAR).text("access_token");
            for (String token : List.of(kept.text("access_token"), deleted.text("access_token"), revoked)) {
                assertThat(grant.isAlive(token)).isTrue();
            }

            move(realm, offset, Duration.ofDays(335));

            for (String token : List.of(kept.text("access_token"), deleted.text("access_token"), revoked)) {
                assertThat(grant.isAlive(token)).isTrue();
            }
            assertThat(realm.as("ada").delete("/" + deleted.text("token_id")).status())
                    .isEqualTo(204);
            new OAuthEndpoints(realm).post(OAuthEndpoints.REVOKE, LongLifetime.CLIENT, Map.of("token", revoked));
            assertThat(grant.isAlive(deleted.text("access_token"))).isFalse();
            assertThat(grant.isAlive(revoked)).isFalse();

            keycloak.restart();
            awaitClock(realm, Duration.ofDays(335));

            assertThat(grant.isAlive(kept.text("access_token"))).isTrue();
            assertThat(grant.isAlive(deleted.text("access_token"))).isFalse();
            assertThat(grant.isAlive(revoked)).isFalse();

            move(realm, offset, Duration.ofDays(365).plusMinutes(5));

            assertThat(grant.isAlive(kept.text("access_token"))).isFalse();
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

    private static void move(TestRealm realm, Path offset, Duration by) throws IOException {
        Files.writeString(offset, Long.toString(by.toSeconds()));
        awaitClock(realm, by);
    }

    private static void awaitClock(TestRealm realm, Duration offset) {
        long least = Instant.now().plus(offset).minusSeconds(60).getEpochSecond();
        Await.until(
                "the clock",
                () -> claims(realm.serviceAccountLogin(LongLifetime.CLIENT))
                        .get("iat")
                        .asLong(),
                issuedAt -> issuedAt >= least);
    }
}
