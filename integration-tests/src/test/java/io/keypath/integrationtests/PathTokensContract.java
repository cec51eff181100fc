package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every database must give: each test runs against each of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PathTokensContract {

    static final int MOST = 5;

    private final TestRealm realm;

    /** @param realm with the service account {@code robot}, and at most {@value #MOST} tokens for each owner */
    PathTokensContract(TestRealm realm) {
        this.realm = realm;
    }

    static TestRealm.Builder prepared(TestRealm.Builder builder) {
        return builder.serviceAccount("robot").attribute("keypath.token.max-per-owner", String.valueOf(MOST));
    }

    final TestRealm realm() {
        return realm;
    }

    /** Where a race is about one row: the table and the condition that finds it. */
    record Row(String table, String column, String value) {}

    /**
     * Calls from as many threads. A database that can be told to holds the row until all wait for it.
     */
    List<Answer> race(Row row, int parallel, Callable<Answer> call) {
        return AtOnce.send(parallel, call);
    }

    @Test
    void aClientsSecretsAreFoundRotatedAndNotSweptForWantOfAUser() {
        String tab = "of the tab " + System.nanoTime();
        String clientId = SecretClient.make(realm, "secretive-" + System.nanoTime(), tab);
        SecretClient client = SecretClient.in(realm);
        Caller secrets = SecretClient.admin(realm, clientId);
        Answer made = secrets.post("", Map.of("name", "ci"));
        Answer rotated = secrets.post("/" + made.text("id") + "/rotate", Map.of("overlap", 60));
        // A token of the same client that expires shows that a sweep went by.
        realm.setAttributes(Map.of("keypath.token.default-lifetime", "1"));
        Answer brief = realm.as(realm.newUser()).post("", Tokens.personal("brief"));
        realm.setAttributes(Map.of("keypath.token.default-lifetime", "86400"));
        Await.until(
                "the end of the brief token",
                () -> realm.admin("GET", "/path-tokens?state=active").body(),
                active -> !active.contains(brief.text("id")));

        for (String secret : List.of(tab, made.text("secret"), rotated.text("secret"))) {
            assertThat(SecretClient.azp(client.token(secret))).isEqualTo(clientId);
        }
        assertThat(secrets.get("").json()).hasSize(1);

        String fresh = realm.admin("POST", "/clients/" + realm.clientUuid(clientId) + "/client-secret")
                .text("value");
        assertThat(SecretClient.azp(client.token(fresh))).isEqualTo(clientId);
        assertThat(client.token(tab).status()).isEqualTo(401);
        secrets.delete("/" + made.text("id"));
        assertThat(client.token(rotated.text("secret")).status()).isEqualTo(401);
    }

    @Test
    void aTokenLivesFromItsMakingToItsDeletion() {
        Caller caller = realm.as(realm.newUser());
        Answer made = caller.post("", Tokens.forPath("tiles", "/maps/ams", "read"));
        String token = made.text("token");

        assertThat(realm.gate(token, "GET", "/maps/ams/tiles.txt").status()).isEqualTo(200);
        assertThat(realm.gate(token, "GET", "/maps/amsterdam").status()).isEqualTo(403);
        assertThat(realm.gate(token, "PUT", "/maps/ams/tiles.txt").status()).isEqualTo(403);

        Answer changed = caller.patch(
                "/" + made.text("id"),
                Map.of("name", "fewer", "accessList", Tokens.accessList("/maps/ams/a", "read", "/maps/ams/b", "read")));

        assertThat(changed.status()).isEqualTo(200);
        assertThat(realm.gate(token, "GET", "/maps/ams/tiles.txt").status()).isEqualTo(403);
        assertThat(realm.gate(token, "GET", "/maps/ams/b/c").status()).isEqualTo(200);
        assertThat(caller.get("/" + made.text("id")).json().get("accessList")).hasSize(2);

        assertThat(caller.delete("/" + made.text("id")).status()).isEqualTo(204);

        assertThat(realm.gate(token, "GET", "/maps/ams/b/c").status()).isEqualTo(401);
    }

    @Test
    void theFirstTokensOfAUserMadeAtOnceNeverPassTheLimit() {
        Caller caller = realm.as(realm.newUser());

        List<Answer> answers = AtOnce.send(20, () -> caller.post("", Tokens.personal("parallel")));

        assertLimited(caller, answers, MOST);
    }

    /** Of the row of an owner's limit: no database takes it for that of another owner. */
    static String ownerKey(String ownerId) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(ownerId.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tokensMadeAtOnceNeverPassTheLimit() {
        String user = realm.newUser();
        Caller caller = realm.as(user);
        caller.post("", Tokens.personal("first"));
        Row owner = new Row("keypath_token_owner", "owner_id", ownerKey(realm.userId(user)));

        List<Answer> answers = race(owner, 20, () -> caller.post("", Tokens.personal("parallel")));

        assertLimited(caller, answers, MOST - 1);
    }

    private static void assertLimited(Caller caller, List<Answer> answers, int free) {
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isIn(201, 400));
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(free);
        assertThat(answers.stream().filter(answer -> answer.status() == 400))
                .allSatisfy(
                        answer -> assertThat(answer.text("error_description")).contains(String.valueOf(MOST)));
        assertThat(caller.get("/count").body()).isEqualTo(String.valueOf(MOST));
    }

    @Test
    void ofRotationsAtOnceOneWinsAndTheOthersAreToldSo() {
        for (int parallel : List.of(2, 8)) {
            Caller caller = realm.as(realm.newUser());
            assertThat(conflicts(caller, parallel)).as("a race of " + parallel).isTrue();
        }
    }

    // Rotations that happen to come one after the other are all good: then another race is run.
    private boolean conflicts(Caller caller, int parallel) {
        Answer made = caller.post("", Tokens.personal("raced"));
        String id = made.text("id");
        String rotate = "/" + id + "/rotate";
        for (int round = 0; round < 30; round++) {
            List<Answer> answers = race(new Row("keypath_token", "id", id), parallel, () -> caller.post(rotate, "{}"));

            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.body()).isIn(201, 409));
            List<Answer> won =
                    answers.stream().filter(answer -> answer.status() == 201).toList();
            // Whoever won last has the string; whoever won before holds a dead one.
            assertThat(won).isNotEmpty();
            assertThat(won.stream().filter(answer -> status(answer) == 200)).hasSize(1);
            assertThat(status(made)).isEqualTo(401);
            assertThat(answers.stream().filter(answer -> answer.status() == 409))
                    .allSatisfy(answer -> assertThat(answer.text("error")).isEqualTo("conflict"));
            if (won.size() == 1) {
                return true;
            }
        }
        return false;
    }

    @Test
    void changesAndUsesAtOnceAllSucceed() {
        Caller caller = realm.as(realm.newUser());
        Answer made = caller.post("", Tokens.personal("busy"));

        List<Answer> answers = AtOnce.send(10, () -> {
            status(made);
            return caller.patch("/" + made.text("id"), Map.of("description", "at " + System.nanoTime()));
        });

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(status(made)).isEqualTo(200);
    }

    @Test
    void deletionsAtOnceAreOneDeletion() {
        Caller caller = realm.as(realm.newUser());
        Answer made = caller.post("", Tokens.personal("laptop"));
        Row token = new Row("keypath_token", "id", made.text("id"));

        List<Answer> answers = race(token, 8, () -> caller.delete("/" + made.text("id")));

        assertThat(answers.stream().map(Answer::status)).containsOnly(204, 404);
        assertThat(answers.stream().filter(answer -> answer.status() == 204)).hasSize(1);
        assertThat(status(made)).isEqualTo(401);
    }

    @Test
    void tokensGoWithTheirUser() {
        String user = realm.newUser();
        Caller caller = realm.as(user);
        Answer made = caller.post("", Tokens.forPath("tiles", "/maps", "read"));
        caller.post("/" + made.text("id") + "/rotate", Map.of("overlap", 60));
        String id = realm.userId(user);

        assertThat(realm.admin("DELETE", "/users/" + id).status()).isEqualTo(204);

        assertThat(realm.gate(made.text("token"), "GET", "/maps").status()).isEqualTo(401);
        assertThat(realm.tokenAdmin().get("/count?user=" + id).body()).isEqualTo("0");
    }

    final int status(Answer token) {
        return realm.gate(token.text("token"), "GET", "/a").status();
    }
}
