package io.keypath.integrationtests;

import io.keypath.keycloakdist.KeycloakBuilder;
import io.keypath.keycloakdist.KeycloakServer;
import io.keypath.keycloakdist.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a server's data: started, restarted, with parts switched off, without the jar, with all of it again, and a
 * year later. What is looked at in all that time tells its own story, and none disturbs another's.
 */
@Order(1)
class ServerLifeIT {

    @TempDir
    static Path folder;

    // The issuer of the tokens.
    private final int httpPort = Ports.free(1).get(0);

    private final MutualTls tls;

    ServerLifeIT() throws IOException, InterruptedException {
        tls = new MutualTls(folder);
    }

    @Test
    void eachStoryComesToItsEnd() throws IOException {
        ClientFlowLife flow;
        SwitchedOff parts;
        try (KeycloakServer keycloak = start(TestServer.builder())) {
            flow = ClientFlowLife.begin(keycloak, tls);
            parts = SwitchedOff.begin(keycloak);
            LoginOverARestart login = LoginOverARestart.begin(keycloak);
            GateSessionLife sessions = GateSessionLife.begin(keycloak);

            keycloak.restart();

            flow.goesOnAfterARestart();
            sessions.outlivesARestartOrStaysEnded();
            login.endsAtItsPageOrWithAClearOne();
        }
        try (KeycloakServer keycloak = start(TestServer.builder().buildOptions(SwitchedOff.ENGINE))) {
            parts.on(keycloak).withoutTheEngine();
        }
        try (KeycloakServer keycloak = start(TestServer.builder().buildOptions(SwitchedOff.ENDPOINTS))) {
            parts.on(keycloak).withoutEndpoints();
        }
        try (KeycloakServer keycloak = start(TestServer.builder().buildOptions(ClientFlowLife.OFF))) {
            flow.on(keycloak).isGoneWhereItIsSwitchedOff();
        }
        try (KeycloakServer keycloak = start(TestServer.bare())) {
            flow.on(keycloak).isGoneWithoutTheJar();
        }
        Path offset = folder.resolve("offset");
        try (KeycloakServer keycloak = start(TestServer.builder().javaOpts(ClockAgent.option(folder, offset)))) {
            flow.on(keycloak).comesBackOnce();
            LongLifetimeYear year = LongLifetimeYear.begin(keycloak);
            LateCode code = LateCode.begin(keycloak);
            GateSessionLife sessions = GateSessionLife.begin(keycloak);
            NoticesLife notices = NoticesLife.begin(keycloak);

            move(keycloak, offset, LateCode.LIFETIME);
            code.isRefusedAfterAMinuteAndTakesItsTokenWithIt();
            move(keycloak, offset, GateSessionLife.IDLE);
            sessions.endsWhenItIsIdle();
            move(keycloak, offset, NoticesLife.TWO_WEEKS_BEFORE);
            notices.warnsTwoWeeksBefore();
            keycloak.restart();
            awaitClock(keycloak, NoticesLife.TWO_WEEKS_BEFORE);
            move(keycloak, offset, NoticesLife.A_WEEK_BEFORE);
            notices.warnsAWeekBefore();
            move(keycloak, offset, NoticesLife.A_DAY_BEFORE);
            notices.warnsADayBeforeAndNeverTwice();
            move(keycloak, offset, LongLifetimeYear.ELEVEN_MONTHS);
            sessions.endsForGood();
            year.endsTwoAfterElevenMonths();
            keycloak.restart();
            awaitClock(keycloak, LongLifetimeYear.ELEVEN_MONTHS);
            year.theThirdIsAlive();
            move(keycloak, offset, LongLifetimeYear.YEAR);
            year.theThirdIsDeadAfterItsYear();
        }
    }

    private KeycloakServer start(KeycloakBuilder builder) {
        return builder.data(folder.resolve("data"))
                .httpPort(httpPort)
                .options(tls.options())
                .start();
    }

    private static void move(KeycloakServer keycloak, Path offset, Duration by) throws IOException {
        Files.writeString(offset, Long.toString(by.toSeconds()));
        awaitClock(keycloak, by);
    }

    private static void awaitClock(KeycloakServer keycloak, Duration offset) {
        long least = Instant.now().plus(offset).minusSeconds(5).getEpochSecond();
        Await.until(
                "the clock",
                () -> OAuthEndpoints.claims(TestRealm.newAdminLogin(keycloak))
                        .get("iat")
                        .asLong(),
                issuedAt -> issuedAt >= least);
    }
}
