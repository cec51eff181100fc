package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.MariaDbServer;
import io.keypath.keycloakdist.RunningKeycloak;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Path tokens in a MariaDB whose comparisons know no case and no accents, of users who are in an LDAP directory only; and
 * what is answered while one of the two is away.
 */
@Order(3)
class MariaDbIT extends PathTokensContract {

    private static final MariaDbServer MARIADB = MariaDbServer.start();
    private static final LdapDirectory LDAP = LdapDirectory.start("muller", "müller", "ada");
    private static final RunningKeycloak KEYCLOAK = TestServer.builder()
            .database(MARIADB.database())
            .options("--spi-path-tokens--keypath--sweep-interval=1", "--spi-path-tokens--keypath--expired-retention=0")
            .start();
    private static final String SECRET = "Authorization: Secret";
    private static final String LONG_LIFETIME = "urn:keypath:params:oauth:grant-type:long-lifetime";

    private final TestRealm federated = federated(false);
    private final OAuthEndpoints oauth = new OAuthEndpoints(federated);

    MariaDbIT() {
        super(prepared(TestRealm.builder(KEYCLOAK)).build());
    }

    private static TestRealm federated(boolean imported) {
        TestRealm realm = prepared(TestRealm.builder(KEYCLOAK))
                .client(confidential("rs", "keypath.introspect", "true"))
                .client(confidential("shouting", "KEYPATH.INTROSPECT", "true"))
                .attribute("keypath.developer-secret.role", "offline_access")
                .build();
        LDAP.federate(realm, imported);
        return realm;
    }

    @AfterAll
    static void stop() {
        KEYCLOAK.close();
        LDAP.close();
        MARIADB.close();
    }

    @Test
    void usersWhoseNamesDifferByAnAccentAreTwoOwners() {
        Caller plain = federated.as("muller");
        Caller accented = federated.as("müller");
        Answer first = plain.post("", Tokens.personal("laptop"));
        Answer second = accented.post("", Tokens.personal("laptop"));
        String plainId = owner(first);
        String accentedId = owner(second);
        assertThat(plainId).isNotEqualTo(accentedId);

        assertThat(plain.get("").json().findValuesAsText("id")).containsExactly(first.text("id"));
        assertThat(accented.get("").json().findValuesAsText("id")).containsExactly(second.text("id"));
        assertThat(plain.get("/" + second.text("id")).status()).isEqualTo(404);
        assertThat(plain.delete("/" + second.text("id")).status()).isEqualTo(404);
        for (int i = 1; i < MOST; i++) {
            assertThat(plain.post("", Tokens.personal("more")).status()).isEqualTo(201);
        }
        assertThat(plain.post("", Tokens.personal("too many")).status()).isEqualTo(400);
        Answer beside = accented.post("", Tokens.personal("beside"));
        assertThat(beside.status()).as(beside.body()).isEqualTo(201);
        assertThat(federated
                        .tokenAdmin()
                        .get("/count?user=" + Http.encoded(accentedId))
                        .body())
                .isEqualTo("2");

        Answer deleted = federated.tokenAdmin().delete("?user=" + Http.encoded(plainId));

        assertThat(deleted.json().get("deleted").intValue()).isEqualTo(MOST);
        assertThat(federated.gate(first.text("token"), "GET", "/a").status()).isEqualTo(401);
        assertThat(federated.gate(second.text("token"), "GET", "/a").status()).isEqualTo(200);
        assertThat(accented.get("").json()).hasSize(2);
    }

    private String owner(Answer made) {
        return federated.tokenAdmin().get("/" + made.text("id")).text("userId");
    }

    @Test
    void namesThatDifferByCaseAreNotOurs() {
        Answer made = federated.as("ada").post("", Tokens.personal("laptop"));
        assertThat(oauth.introspect("rs", made.text("token")).body()).contains("\"active\":true");

        assertThat(oauth.introspect("shouting", made.text("token")).body()).isEqualTo("{\"active\":false}");

        TestRealm other = prepared(TestRealm.builder(KEYCLOAK))
                .user("bob", "developer")
                .with("roles", Map.of("realm", List.of(Map.of("name", "developer"))))
                .client(SecretClient.json("Keypath-developer", "a secret of somebody's client"))
                .build();
        other.setAttributes(Map.of("keypath.developer-secret.role", "developer"));
        Answer refused = new Caller(other.url("/developer-secrets"), other.login("bob")).post("", Map.of("name", "x"));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("keypath-developer");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whileTheDirectoryIsAwayWhatNeedsItIsUnavailable(boolean imported) {
        Map<String, Supplier<Answer>> calls = calls(imported ? federated(true) : federated);
        assertAlive(calls);

        LDAP.stop();
        try {
            assertUnavailable(calls);
        } finally {
            LDAP.restart();
        }

        assertAlive(calls);
    }

    @Test
    void whileTheDatabaseIsAwayWhatNeedsItIsUnavailable() {
        Map<String, Supplier<Answer>> calls = calls(federated);
        assertAlive(calls);

        MARIADB.stop();
        try {
            // Before any of ours is asked, Keycloak 26.7.0 looks for an administrator's roles in the database, and
            // fails.
            if (federated.admin("GET", "/gates").status() != 200) {
                calls.keySet().removeIf(call -> call.startsWith("admin, "));
            }
            assertUnavailable(calls);
        } finally {
            MARIADB.restart();
            // The pool finds its lost connections one by one.
            Await.until(
                    "new connections of the pool",
                    () -> calls.entrySet().stream()
                            .filter(call -> !call.getKey().equals(SECRET))
                            .map(call -> call.getValue().get().status())
                            .toList(),
                    statuses -> statuses.stream().allMatch(status -> status == 200));
        }

        assertAlive(calls);
    }

    private static Map<String, Supplier<Answer>> calls(TestRealm realm) {
        var oauth = new OAuthEndpoints(realm);
        Caller ada = realm.as("ada");
        // Of another test, and of the secret below: each of its uses makes a token.
        realm.tokenAdmin().delete("?user=" + Http.encoded(realm.userId("ada")));
        Answer made = ada.post("", Tokens.personal("laptop"));
        String token = made.text("token");
        Caller admin = realm.tokenAdmin();
        Caller secrets = new Caller(realm.url("/developer-secrets"), ada.bearer());
        Answer secret = secrets.post("", Map.of("name", "laptop"));
        SecretClient client = SecretClient.in(realm);
        var calls = new LinkedHashMap<String, Supplier<Answer>>();
        calls.put("the gate", () -> realm.gate(token, "GET", "/a"));
        calls.put("the gate, a JWT of Keycloak's", () -> realm.gate(ada.bearer(), "GET", "/a"));
        calls.put("self-service, list", () -> ada.get(""));
        calls.put("self-service, one", () -> ada.get("/" + made.text("id")));
        calls.put("self-service, secrets", () -> secrets.get(""));
        calls.put("admin, list", () -> admin.get(""));
        calls.put("admin, one", () -> admin.get("/" + made.text("id")));
        calls.put("introspection", () -> oauth.introspect("rs", token));
        calls.put("exchange", () -> oauth.exchange("rs", token));
        calls.put(
                SECRET,
                () -> client.post(OAuthEndpoints.TOKEN, secret.text("secret"), Map.of("grant_type", LONG_LIFETIME)));
        return calls;
    }

    private static void assertAlive(Map<String, Supplier<Answer>> calls) {
        calls.forEach((name, call) -> {
            Answer answer = call.get();
            assertThat(answer.status()).as(name + ": " + answer.body()).isEqualTo(200);
        });
    }

    private static void assertUnavailable(Map<String, Supplier<Answer>> calls) {
        var told = new TreeMap<String, String>();
        calls.forEach((name, call) -> {
            Answer answer = call.get();
            told.put(
                    name,
                    answer.status() + " "
                            + answer.headers().firstValue("Retry-After").orElse("never"));
        });

        assertThat(told.values()).as(told.toString()).containsOnly("503 5");
    }
}
