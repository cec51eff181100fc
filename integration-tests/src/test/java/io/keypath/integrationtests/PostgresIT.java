package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.Database;
import io.keypath.keycloakdist.KeycloakBuilder;
import io.keypath.keycloakdist.KeycloakServer;
import io.keypath.keycloakdist.RunningKeycloak;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Path tokens in PostgreSQL, on a server of its own that sweeps each second; and what only SQL can see or do. */
@Order(2)
class PostgresIT extends PathTokensContract {

    private static final EmbeddedPostgres POSTGRES = postgres();
    private static final RunningKeycloak KEYCLOAK = keycloak();

    PostgresIT() {
        super(prepared(TestRealm.builder(KEYCLOAK)).build());
    }

    @AfterAll
    static void stop() throws IOException {
        KEYCLOAK.close();
        POSTGRES.close();
    }

    private static EmbeddedPostgres postgres() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningKeycloak keycloak() {
        return node().start();
    }

    private static KeycloakBuilder node() {
        return TestServer.builder()
                .database(Database.postgres(POSTGRES.getJdbcUrl("postgres", "postgres"), "postgres", "postgres"))
                .options(
                        "--spi-path-tokens--keypath--sweep-interval=1",
                        "--spi-path-tokens--keypath--expired-retention=0");
    }

    @Test
    void twoNodesMailEachThingOnce() throws InterruptedException {
        int things = 20;
        try (var sink = new SmtpSink();
                KeycloakServer other = node().start()) {
            TestRealm watched = TestRealm.builder(KEYCLOAK)
                    .with("smtpServer", Map.of("host", "127.0.0.1", "port", sink.port(), "from", "realm@example.org"))
                    .attribute("keypath.notices", "true")
                    .user("ada")
                    .build();
            for (int i = 0; i < things; i++) {
                assertThat(watched.createToken("ada", Tokens.personal("token " + i))
                                .status())
                        .isEqualTo(201);
            }
            Await.until("a mail for each", () -> Mails.to(sink, "ada"), mails -> mails.size() >= things);
            // Some more rounds of both.
            Thread.sleep(3_000);

            assertThat(Mails.to(sink, "ada")).hasSize(things);
            assertThat(other.isAlive()).isTrue();
        }
    }

    @Override
    List<Answer> race(Row row, int parallel, Callable<Answer> call) {
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            var lock = "select 1 from " + row.table() + " where " + row.column() + " = ? for update";
            List<Future<Answer>> answers;
            try (PreparedStatement statement = connection.prepareStatement(lock)) {
                statement.setString(1, row.value());
                assertThat(statement.executeQuery().next()).isTrue();
                answers = AtOnce.started(Collections.nCopies(parallel, call));
                Await.until(
                        parallel + " requests that wait for one row",
                        () -> number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"),
                        waiting -> waiting == parallel);
            }
            connection.commit();
            return AtOnce.finished(answers);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void eachRotationOfARaceSawTheSameString() {
        Caller caller = realm().as(realm().newUser());
        String id = caller.post("", Tokens.personal("raced")).text("id");

        List<Answer> answers =
                race(new Row("keypath_token", "id", id), 8, () -> caller.post("/" + id + "/rotate", "{}"));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 409)).hasSize(7);
    }

    @Test
    void stringsAreStoredAsHashesOnly() {
        Answer made = realm().as(realm().newUser()).post("", Tokens.personal("laptop"));
        String id = made.text("id");

        assertThat(number(
                        "select count(*) from keypath_token_string where token_id = ? and length(token_hash) = 64", id))
                .isEqualTo(1);
        assertThat(number(
                        "select count(*) from keypath_token t join keypath_token_string s on s.token_id = t.id"
                                + " where (t::text || s::text) like ?",
                        "%" + made.text("token").substring(4) + "%"))
                .isZero();
    }

    @Test
    void theLastUseIsWrittenInABatch() {
        Answer made = realm().as(realm().newUser()).post("", Tokens.personal("laptop"));
        String id = made.text("id");
        assertThat(number("select count(last_used_at) from keypath_token where id = ?", id))
                .isZero();

        assertThat(realm().gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);

        Await.until(
                "the batch",
                () -> number("select count(*) from keypath_token where id = ? and last_used_from = '127.0.0.1'", id),
                written -> written == 1);
        assertThat(realm().tokenAdmin().get("/" + id).text("lastUsedFrom")).isEqualTo("127.0.0.1");
    }

    @Test
    void aRowThatIsGoneEndsABusyTokenWithinTheCachesTime() {
        Answer made = realm().as(realm().newUser()).post("", Tokens.personal("busy"));
        assertThat(realm().gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);

        execute("delete from keypath_token where id = ?", made.text("id"));

        long start = System.nanoTime();
        // Asked all the time: an entry that lived on by being read would never go.
        Await.until(
                "the end of the cached entry",
                () -> realm().gate(made.text("token"), "GET", "/a").status(),
                status -> status == 401);
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    @Test
    void expiredTokensAreSwept() {
        TestRealm shortLived = TestRealm.builder(KEYCLOAK)
                .user("ada")
                .attribute("keypath.token.default-lifetime", "1")
                .build();
        Answer expiring = shortLived.as("ada").post("", Tokens.forPath("short", "/maps", "read"));
        Answer kept = shortLived.as("ada").post("", Tokens.with(Tokens.personal("kept"), "validFor", 3600));

        awaitSwept(expiring);

        assertThat(count("keypath_token_string", "token_id", expiring.text("id")))
                .isZero();
        assertThat(count("keypath_token_grant", "token_id", expiring.text("id")))
                .isZero();
        assertThat(count("keypath_token", "id", kept.text("id"))).isEqualTo(1);
    }

    @Test
    void tokensWhoseUserIsGoneWithoutAWordAreSwept() throws SQLException {
        String user = realm().newUser();
        Answer orphan = realm().as(user).post("", Tokens.forPath("orphan", "/maps", "read"));
        Answer kept = realm().as(realm().newUser()).post("", Tokens.personal("kept"));

        withoutForeignKeys("delete from user_entity where id = ?", realm().userId(user));

        awaitSwept(orphan);
        assertThat(count("keypath_token", "id", kept.text("id"))).isEqualTo(1);
    }

    @Test
    void tokensWhoseClientIsGoneWithoutAWordAreSwept() throws SQLException {
        realm().admin("POST", "/clients", OAuthEndpoints.confidential("gone", LongLifetime.ALLOWED));
        Answer orphan = realm().tokenAdmin().post("", Tokens.with(Tokens.personal("orphan"), "client", "gone"));
        String jwt = new LongLifetime(realm())
                .requestBy("gone", "lifetime", LongLifetime.YEAR)
                .text("access_token");
        String jti = OAuthEndpoints.claims(jwt).get("jti").asText();

        withoutForeignKeys("delete from client where id = ?", realm().clientUuid("gone"));

        awaitSwept(orphan);
        // A JWT needs no row to be good, and one of the same name may come after who is gone.
        assertThat(count("revoked_token", "id", jti)).isEqualTo(1);
    }

    @Test
    void aRealmTakesAllRowsOfItsTokensAlong() {
        TestRealm doomed = TestRealm.builder(KEYCLOAK).user("ada").build();
        String realmId = doomed.admin("GET", "").text("id");
        Answer made = doomed.as("ada").post("", Tokens.forPath("tiles", "/maps", "read"));
        assertThat(count("keypath_token_owner", "realm_id", realmId)).isEqualTo(1);

        doomed.delete();

        assertThat(count("keypath_token", "realm_id", realmId)).isZero();
        assertThat(count("keypath_token_owner", "realm_id", realmId)).isZero();
        assertThat(count("keypath_token_grant", "token_id", made.text("id"))).isZero();
        assertThat(count("keypath_token_string", "token_id", made.text("id"))).isZero();
    }

    @Test
    void aUserTakesTheRowOfHisLimitAlong() {
        String user = realm().newUser();
        realm().as(user).post("", Tokens.personal("laptop"));
        String id = realm().userId(user);
        assertThat(count("keypath_token_owner", "owner_id", ownerKey(id))).isEqualTo(1);

        realm().admin("DELETE", "/users/" + id);

        assertThat(count("keypath_token_owner", "owner_id", ownerKey(id))).isZero();
        assertThat(count("keypath_token", "owner_id", id)).isZero();
    }

    private static void awaitSwept(Answer token) {
        Await.until("the sweep", () -> count("keypath_token", "id", token.text("id")), rows -> rows == 0);
    }

    private static long count(String table, String column, String value) {
        return number("select count(*) from " + table + " where " + column + " = ?", value);
    }

    private static void withoutForeignKeys(String sql, String parameter) throws SQLException {
        try (Connection connection = connection()) {
            connection.createStatement().execute("set session_replication_role = replica");
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, parameter);
                assertThat(statement.executeUpdate()).isEqualTo(1);
            }
        }
    }

    private static void execute(String sql, String parameter) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static long number(String sql, String... parameters) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                assertThat(result.next()).isTrue();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Connection connection() throws SQLException {
        return POSTGRES.getPostgresDatabase().getConnection();
    }
}
