package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.KeycloakServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Warnings before a token's end: each once, whatever the server does meanwhile. */
record NoticesLife(TestRealm realm, SmtpSink sink) {

    /** Of a token that lives for 30 days, 13 are left, then 6, then a half. */
    static final Duration TWO_WEEKS_BEFORE = Duration.ofDays(17);

    static final Duration A_WEEK_BEFORE = Duration.ofDays(24);
    static final Duration A_DAY_BEFORE = Duration.ofHours(29 * 24 + 12);

    static NoticesLife begin(KeycloakServer keycloak) {
        var sink = new SmtpSink();
        TestRealm realm = TestRealm.builder(keycloak)
                .with("smtpServer", Map.of("host", "127.0.0.1", "port", sink.port(), "from", "realm@example.org"))
                .attribute("keypath.notices", "true")
                .user("ada")
                .build();
        realm.createToken(
                "ada", Map.of("name", "a month", "validFor", Duration.ofDays(30).toSeconds()));
        // They are warned of late, or not at all: a warning on the day that it was made tells nothing.
        realm.createToken(
                "ada", Map.of("name", "a day", "validFor", Duration.ofDays(1).toSeconds()));
        var life = new NoticesLife(realm, sink);
        Await.until("both are made", life::mails, mails -> mails.size() == 2);
        return life;
    }

    void warnsTwoWeeksBefore() {
        assertThat(awaitMail(3)).contains("expires soon", "a month");
        assertThat(realm.events("UPDATE_CREDENTIAL_ERROR").get(0).get("error").asText())
                .isEqualTo("token_expires_soon");
    }

    void warnsAWeekBefore() {
        assertThat(awaitMail(4)).contains("expires soon", "a month");
    }

    void warnsADayBeforeAndNeverTwice() {
        assertThat(awaitMail(5)).contains("expires soon", "a month");
        sink.close();
    }

    private String awaitMail(int number) {
        List<String> mails = Await.until(number + " mails", this::mails, received -> received.size() >= number);
        assertThat(mails).hasSize(number);
        return mails.get(number - 1);
    }

    private List<String> mails() {
        return Mails.to(sink, "ada");
    }
}
