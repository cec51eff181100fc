package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What Keycloak's event listener {@code email} writes to users about their tokens. */
class EventMailsIT {

    private static final SmtpSink SINK = new SmtpSink();

    private static final TestRealm REALM = TestRealm.builder()
            .with("smtpServer", Map.of("host", "127.0.0.1", "port", SINK.port(), "from", "realm@example.org"))
            .with("eventsListeners", List.of("email"))
            .user("ada")
            .user("bob")
            .user("eve")
            .build();

    @AfterAll
    static void close() {
        SINK.close();
    }

    @Test
    void aMailNamesTheToken() {
        Answer made = REALM.createToken("ada", Tokens.personal("laptop"));
        REALM.call("ada", "DELETE", "/path-tokens/" + made.text("id"));

        List<String> mails = mailsTo("ada");
        assertThat(mails).hasSize(2);
        assertThat(mails.get(0)).contains("Your path token \"laptop\" credential was changed on");
        assertThat(mails.get(1)).contains("Credential path token \"laptop\" was removed from your account");
        assertThat(mails.toString()).doesNotContain(made.text("token"));
    }

    @Test
    void aMailHoldsNoLinkThatANameBrings() {
        REALM.createToken("eve", Tokens.personal("<a href='https://evil.example'>R 4.3</a>"));

        assertThat(mailsTo("eve"))
                .hasSize(1)
                .allSatisfy(mail -> assertThat(mail).contains("R 4.3").doesNotContain("evil.example", "<a", "https:"));
    }

    @Test
    void aQuickLoginIsNotMailed() {
        QuickLoginApp app = QuickLoginApp.of(REALM, "app", QuickLoginApp.PATH_TOKEN);
        var visitor = new QuickLoginVisitor(REALM);
        visitor.logIn(app.link(), "bob");
        for (int i = 0; i < 6; i++) {
            visitor.open(app.link());
        }
        REALM.createToken("bob", Tokens.personal("mailed"));

        assertThat(REALM.tokenAdmin().get("?user=" + REALM.userId("bob")).json())
                .hasSize(6);
        assertThat(mailsTo("bob"))
                .hasSize(1)
                .allSatisfy(mail -> assertThat(mail).contains("mailed"));
    }

    private static List<String> mailsTo(String user) {
        return Mails.to(SINK, user);
    }
}
