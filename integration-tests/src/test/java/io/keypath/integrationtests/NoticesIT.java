package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What owners are mailed about their tokens and secrets, where the realm's policy says so; of ends see NoticesLife. */
class NoticesIT {

    private static final SmtpSink SINK = new SmtpSink();

    private static final TestRealm REALM = realm(true);

    private static TestRealm realm(boolean notices) {
        return TestRealm.builder()
                .with("smtpServer", Map.of("host", "127.0.0.1", "port", SINK.port(), "from", "realm@example.org"))
                .with("displayName", "Maps & Co")
                .with("internationalizationEnabled", true)
                .with("supportedLocales", List.of("en", "nl"))
                .with("roles", Map.of("realm", List.of(Map.of("name", "developer"))))
                .attribute("keypath.notices", Boolean.toString(notices))
                .attribute("keypath.developer-secret.role", "developer")
                .user("ada")
                .user("bob")
                .user("dirk")
                .user("eve")
                .user("fay", "developer")
                .user("gus")
                .user("hal")
                .user("ida")
                .user("jan")
                .user("kim")
                .client(Map.of("clientId", "other", "publicClient", true, "directAccessGrantsEnabled", true))
                .build();
    }

    @AfterAll
    static void close() {
        SINK.close();
    }

    @Test
    void whatIsMadeIsMailedOnceInBothForms() {
        Answer made = REALM.createToken(
                "ada", Map.of("name", "laptop <b>& more</b> https://evil.example", "validFor", 86400));

        String mail = awaitMail("ada", 1);
        assertThat(mail)
                .contains("Subject: Maps & Co: a new token")
                .contains("text/plain", "text/html", "laptop", made.text("hint"), "Token, ", "expires ")
                .contains("A token or secret for programs was made with your account at Maps & Co")
                .contains("If it was not you, delete it in your account")
                .doesNotContain(made.text("token"), "kpNotice", "<b>& more", "evil.example");
        REALM.call("ada", "POST", "/path-tokens/" + made.text("id") + "/rotate", Map.of());
        quiet();
        assertThat(mailsTo("ada")).hasSize(1);
    }

    @Test
    void aRotationByAnotherProgramAndAnOldStringAreMailed() {
        Answer made = REALM.createToken("bob", Tokens.personal("server"));
        awaitMail("bob", 1);
        Answer rotated = Http.of("POST", REALM.url("/path-tokens/" + made.text("id") + "/rotate"))
                .bearer(REALM.login("other", "bob"))
                .json(Map.of())
                .send();
        assertThat(rotated.status()).isEqualTo(201);

        assertThat(awaitMail("bob", 2)).contains("was given a new string", "by another program");
        for (int i = 0; i < 3; i++) {
            assertThat(REALM.gate(made.text("token"), "GET", "/x").status()).isEqualTo(401);
        }
        assertThat(awaitMail("bob", 3)).contains("an old string of a token was used", "and refused");
        quiet();
        assertThat(mailsTo("bob")).hasSize(3);
    }

    @Test
    void anOldStringThatManyUseAtOnceIsMailedOnceAndRefusedToAll() {
        Answer made = REALM.createToken("kim", Tokens.personal("many"));
        awaitMail("kim", 1);
        assertThat(REALM.call("kim", "POST", "/path-tokens/" + made.text("id") + "/rotate", Map.of())
                        .status())
                .isEqualTo(201);

        List<Answer> answers = AtOnce.send(20, () -> REALM.gate(made.text("token"), "GET", "/x"));

        assertThat(answers).extracting(Answer::status).containsOnly(401);
        awaitMail("kim", 2);
        quiet();
        assertThat(mailsTo("kim")).hasSize(2);
    }

    @Test
    void aReportedTokenIsMailedAndItsOwnersDeletionIsNot() {
        Answer leaked = REALM.createToken("hal", Tokens.personal("in a repository"));
        awaitMail("hal", 1);

        Http.of("POST", REALM.url("/path-tokens/revoke"))
                .form(Map.of("token", leaked.text("token")))
                .send();

        assertThat(awaitMail("hal", 2))
                .contains("a token was reported and ended", "in a repository", leaked.text("hint"))
                .doesNotContain(leaked.text("token"));
        Answer deleted = REALM.createToken("hal", Tokens.personal("done with"));
        awaitMail("hal", 3);
        REALM.call("hal", "DELETE", "/path-tokens/" + deleted.text("id"));
        // A token that ends itself says nothing either.
        String self = REALM.createToken("hal", Tokens.personal("ends itself")).text("token");
        awaitMail("hal", 4);
        assertThat(Http.of("DELETE", REALM.url("/path-tokens/self"))
                        .bearer(self)
                        .send()
                        .status())
                .isEqualTo(204);
        quiet();
        assertThat(mailsTo("hal")).hasSize(4);
    }

    @Test
    void aDeveloperSecretIsMailedToo() {
        Answer made = REALM.call("fay", "POST", "/developer-secrets", Map.of("name", "cluster"));
        assertThat(made.status()).isEqualTo(201);

        assertThat(awaitMail("fay", 1)).contains("cluster", "Developer secret").doesNotContain(made.text("secret"));
    }

    @Test
    void theMailIsInTheUsersLanguage() {
        REALM.admin(
                "PUT",
                "/users/" + REALM.userId("dirk"),
                Map.of(
                        "email", "dirk@example.org",
                        "emailVerified", true,
                        "firstName", "Dirk",
                        "lastName", "Test",
                        "attributes", Map.of("locale", List.of("nl"))));
        REALM.createToken("dirk", Tokens.personal("schijf"));

        assertThat(awaitMail("dirk", 1)).contains("een nieuw token", "Met uw account bij Maps & Co", "schijf");
    }

    @Test
    void whoHasNoAddressOrLogsInQuicklyGetsNone() {
        REALM.admin("PUT", "/users/" + REALM.userId("eve"), Map.of("email", "eve@example.org", "emailVerified", false));
        REALM.createToken("eve", Tokens.personal("unverified"));
        QuickLoginApp app = QuickLoginApp.of(REALM, "app", QuickLoginApp.PATH_TOKEN);
        new QuickLoginVisitor(REALM).logIn(app.link(), "gus");
        assertThat(REALM.as("gus").get("").json()).hasSize(1);
        TestRealm off = realm(false);
        off.createToken("ida", Tokens.personal("switched off"));

        quiet();
        assertThat(mailsTo("eve")).isEmpty();
        assertThat(mailsTo("gus")).isEmpty();
        assertThat(mailsTo("ida")).isEmpty();
    }

    @Test
    void thePolicyHasTheSwitch() {
        TestRealm other = realm(false);
        assertThat(other.tokenAdmin().get("/policy").json().get("notices").asBoolean())
                .isFalse();

        other.tokenAdmin().put("/policy", Map.of("notices", true));

        assertThat(other.tokenAdmin().get("/policy").json().get("notices").asBoolean())
                .isTrue();
        other.createToken("jan", Tokens.personal("from now on"));
        Await.until("the mail", () -> mailsTo("jan"), mails -> mails.size() == 1);
    }

    private static String awaitMail(String user, int number) {
        return Await.until(number + " mails to " + user, () -> mailsTo(user), mails -> mails.size() >= number)
                .get(number - 1);
    }

    /** Two rounds of notices. */
    private static void quiet() {
        try {
            Thread.sleep(2_500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<String> mailsTo(String user) {
        return Mails.to(SINK, user);
    }
}
