package io.keypath.integrationtests;

import static io.keypath.integrationtests.SecretClient.azp;
import static io.keypath.integrationtests.SecretClient.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Authorization: Secret} at Keycloak's own endpoints. */
@Isolated("It counts what the whole server does")
class SecretAuthenticatorIT {

    private static final String TAB = "secret of the tab, 1";

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .client(SecretClient.json(
                    "robot",
                    TAB,
                    "oauth2.device.authorization.grant.enabled",
                    "true",
                    "oidc.ciba.grant.enabled",
                    "true",
                    "allow.token.introspection.without.audience.check",
                    "true"))
            .client(SecretClient.json("other", "secret of another"))
            .serviceAccount("basic")
            .build();

    private final SecretClient client = SecretClient.in(REALM);
    private final Caller robots = SecretClient.admin(REALM, "robot");

    private String made(String name) {
        return robots.post("", Map.of("name", name)).text("secret");
    }

    @Test
    void aSecretOfTheCredentialsTabAuthenticatesItsClientWithoutAClientId() {
        assertThat(azp(client.token(TAB))).isEqualTo("robot");
        assertThat(azp(client.token("secret of another"))).isEqualTo("other");
    }

    @Test
    void aStoredSecretAuthenticatesItsClientWithoutAClientId() {
        assertThat(azp(client.token(made("ci")))).isEqualTo("robot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Secret ", "secret ", "SECRET ", "sEcReT  ", "Secret\t"})
    void theSchemeIsCaseInsensitive(String scheme) {
        assertThat(azp(client.postHeader(OAuthEndpoints.TOKEN, scheme + made("ci"), credentials())))
                .isEqualTo("robot");
        assertThat(azp(client.postHeader(OAuthEndpoints.TOKEN, scheme + TAB, credentials())))
                .isEqualTo("robot");
    }

    @Test
    void aClientIdThatIsSentMustMatch() {
        String stored = made("ci");

        for (String secret : List.of(TAB, stored)) {
            assertThat(azp(client.token(secret, "client_id", "robot"))).isEqualTo("robot");
            for (String clientId : List.of("other", "basic", "nobody", "Robot", " robot", "account")) {
                Answer refused = client.token(secret, "client_id", clientId);
                assertThat(refused.status()).as(clientId).isEqualTo(401);
                assertThat(refused.body()).doesNotContain("access_token");
            }
        }
        assertThat(client.postHeader(
                                OAuthEndpoints.TOKEN,
                                "Secret " + stored,
                                Map.of("grant_type", "client_credentials", "client_id", ""))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aPublicClientThatIsNamedGainsNothingFromASecret() {
        Answer answer = client.token(made("ci"), "client_id", TestRealm.CLI);

        assertThat(answer.status()).isIn(400, 401);
        assertThat(answer.text("error")).isEqualTo("unauthorized_client");
    }

    @Test
    void whateverIsWrongGetsTheSameAnswer() {
        var wrong = new ArrayList<>(List.of(
                "wrong",
                "x".repeat(255),
                "x".repeat(256),
                "x".repeat(5000),
                "kps_" + "0".repeat(49),
                "kps_",
                "kpt_",
                "${vault.key}",
                "*",
                "%",
                "' or '1'='1",
                TAB.toUpperCase(java.util.Locale.ROOT),
                TAB + TAB,
                TestRealm.SECRET,
                REALM.createToken("ada", Tokens.personal("token")).text("token")));
        String deleted = made("deleted");
        robots.delete(
                "/" + robots.get("?search=deleted").json().get(0).get("id").asText());
        wrong.add(deleted);
        wrong.add(deleted.substring(0, 52) + (deleted.endsWith("0") ? "1" : "0"));
        TestRealm elsewhere = TestRealm.builder()
                .client(SecretClient.json("robot", "secret elsewhere"))
                .build();
        wrong.add("secret elsewhere");
        wrong.add(SecretClient.admin(elsewhere, "robot")
                .post("", Map.of("name", "foreign"))
                .text("secret"));

        Answer first = SecretClient.in(REALM).token("first");
        assertThat(first.status()).isEqualTo(401);
        assertThat(first.text("error")).isEqualTo("invalid_client");
        assertThat(first.header("WWW-Authenticate")).isEqualTo("Secret realm=\"" + REALM.name() + "\"");
        assertThat(first.headers().allValues("Cache-Control")).containsExactly("no-store");
        for (String secret : wrong) {
            Answer refused = SecretClient.in(REALM).token(secret);
            assertThat(refused.status()).as(secret).isEqualTo(401);
            assertThat(refused.body()).as(secret).isEqualTo(first.body());
            assertThat(refused.header("WWW-Authenticate")).isEqualTo(first.header("WWW-Authenticate"));
            Answer named = SecretClient.in(REALM).token(secret, "client_id", "robot");
            assertThat(named.status()).as(secret).isEqualTo(401);
            assertThat(named.body()).as(secret).isEqualTo(first.body());
        }
        Answer nobody = SecretClient.in(REALM).token("wrong", "client_id", "nobody");
        assertThat(nobody.body()).isEqualTo(first.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Secret", "Secret ", "Secrets kps_", "Bearer x", "Secret: x", "Basic"})
    void aHeaderWithoutASecretAuthenticatesNobody(String header) {
        Answer refused = client.postHeader(OAuthEndpoints.TOKEN, header, credentials());
        Answer named = client.postHeader(OAuthEndpoints.TOKEN, header, credentials("client_id", "robot"));

        assertThat(refused.status()).isIn(400, 401);
        assertThat(named.status()).isEqualTo(401);
        assertThat(named.text("error")).isEqualTo("invalid_client");
    }

    @Test
    void twoHeadersAreRefused() {
        String stored = made("ci");

        Answer refused = Http.of("POST", REALM.url(OAuthEndpoints.TOKEN))
                .header("Authorization", "Secret " + stored)
                .header("Authorization", "Secret " + stored)
                .header("X-Forwarded-For", client.address())
                .form(credentials())
                .send();

        assertThat(refused.status()).isEqualTo(401);
    }

    @Test
    void theTypeIsWhatCountsAndNotTheSecret() {
        // The tab's secret in the ways of other types, and a secret of another type in this one's way.
        Answer basic = Http.of("POST", REALM.url(OAuthEndpoints.TOKEN))
                .header("Authorization", "Basic cm9ib3Q6" + "c2VjcmV0IG9mIHRoZSB0YWIsIDE=")
                .form(credentials())
                .send();
        Answer posted = Http.of("POST", REALM.url(OAuthEndpoints.TOKEN))
                .form(credentials("client_id", "robot", "client_secret", TAB))
                .send();
        Answer ofBasic = client.token(TestRealm.SECRET, "client_id", "basic");

        assertThat(basic.status()).isEqualTo(401);
        assertThat(posted.status()).isEqualTo(401);
        assertThat(ofBasic.status()).isEqualTo(401);
    }

    @Test
    void allEndpointsThatAuthenticateClientsTakeIt() {
        String stored = made("ci");
        String jwt = client.token(stored).text("access_token");

        Answer introspected = client.post(OAuthEndpoints.INTROSPECT, stored, Map.of("token", jwt));
        assertThat(introspected.json().get("active").asBoolean()).isTrue();

        Answer pushed = client.post(
                "/protocol/openid-connect/ext/par/request",
                stored,
                Map.of("response_type", "code", "redirect_uri", "https://app.example/callback", "client_id", "robot"));
        assertThat(pushed.status()).as(pushed.body()).isEqualTo(201);
        assertThat(pushed.text("request_uri")).startsWith("urn:ietf:params:oauth:request_uri:");

        Answer device = client.post("/protocol/openid-connect/auth/device", stored, Map.of("client_id", "robot"));
        assertThat(device.status()).as(device.body()).isEqualTo(200);
        assertThat(device.text("user_code")).isNotEmpty();

        // Without a channel to the user it goes no further than past the client's authentication.
        Answer ciba = client.post(
                "/protocol/openid-connect/ext/ciba/auth",
                stored,
                Map.of("scope", "openid", "login_hint", "nobody-of-this-name"));
        assertThat(ciba.text("error_description")).as(ciba.body()).isEqualTo("invalid_user");

        Answer revoked = client.post(OAuthEndpoints.REVOKE, stored, Map.of("token", jwt));
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(client.post(OAuthEndpoints.INTROSPECT, stored, Map.of("token", jwt))
                        .json()
                        .get("active")
                        .asBoolean())
                .isFalse();

        for (String endpoint : List.of(
                OAuthEndpoints.INTROSPECT,
                OAuthEndpoints.REVOKE,
                "/protocol/openid-connect/ext/par/request",
                "/protocol/openid-connect/ext/ciba/auth")) {
            assertThat(SecretClient.in(REALM)
                            .post(endpoint, "wrong", Map.of("token", jwt))
                            .status())
                    .as(endpoint)
                    .isEqualTo(401);
        }
    }

    @Test
    void aRegeneratedSecretWorksAtOnceAndTheOldOneDoesNot() {
        String clientId = SecretClient.make(REALM, "regenerated", "before regenerate");
        assertThat(azp(client.token("before regenerate"))).isEqualTo(clientId);

        String fresh = REALM.admin("POST", "/clients/" + REALM.clientUuid(clientId) + "/client-secret")
                .text("value");

        assertThat(azp(client.token(fresh))).isEqualTo(clientId);
        assertThat(azp(client.token(fresh, "client_id", clientId))).isEqualTo(clientId);
        assertThat(client.token("before regenerate").status()).isEqualTo(401);
        assertThat(client.token("before regenerate", "client_id", clientId).status())
                .isEqualTo(401);
    }

    @Test
    void aSecretThatAnAdministratorSetsWorksAtOnce() {
        String clientId = SecretClient.make(REALM, "edited", "before edit");

        SecretClient.change(REALM, clientId, Map.of("secret", "after edit"));

        assertThat(azp(client.token("after edit"))).isEqualTo(clientId);
        assertThat(client.token("before edit").status()).isEqualTo(401);
    }

    @Test
    void aClientThatChangesItsTypeIsFoundAndLost() {
        REALM.admin(
                "POST",
                "/clients",
                Map.of("clientId", "moving", "secret", "of moving", "serviceAccountsEnabled", true));
        assertThat(client.token("of moving").status()).isEqualTo(401);

        SecretClient.change(REALM, "moving", Map.of("clientAuthenticatorType", SecretClient.TYPE));
        String stored = SecretClient.admin(REALM, "moving")
                .post("", Map.of("name", "ci"))
                .text("secret");

        assertThat(azp(client.token("of moving"))).isEqualTo("moving");
        assertThat(azp(client.token(stored))).isEqualTo("moving");

        SecretClient.change(REALM, "moving", Map.of("clientAuthenticatorType", "client-secret"));

        assertThat(client.token("of moving").status()).isEqualTo(401);
        assertThat(client.token(stored).status()).isEqualTo(401);
        assertThat(client.token(stored, "client_id", "moving").status()).isEqualTo(401);
    }

    @Test
    void aDisabledClientIsRefused() {
        String clientId = SecretClient.make(REALM, "disabled", "of disabled");
        String stored = SecretClient.admin(REALM, clientId)
                .post("", Map.of("name", "ci"))
                .text("secret");

        SecretClient.change(REALM, clientId, Map.of("enabled", false));

        Answer unknown = client.token("unknown");
        for (String secret : List.of("of disabled", stored)) {
            assertThat(client.token(secret).status()).isEqualTo(401);
            assertThat(client.token(secret).body()).isEqualTo(unknown.body());
        }
    }

    @Test
    void aDeletedClientsSecretsGoWithIt() {
        String clientId = SecretClient.make(REALM, "doomed", "of doomed");
        String stored = SecretClient.admin(REALM, clientId)
                .post("", Map.of("name", "ci"))
                .text("secret");
        assertThat(azp(client.token(stored))).isEqualTo(clientId);

        REALM.admin("DELETE", "/clients/" + REALM.clientUuid(clientId));

        assertThat(client.token("of doomed").status()).isEqualTo(401);
        assertThat(client.token(stored).status()).isEqualTo(401);
    }

    @Test
    void aSecretThatTwoClientsShareNeedsTheClientId() {
        SecretClient.make(REALM, "twin-a", "of the twins");
        SecretClient.make(REALM, "twin-b", "of the twins");

        assertThat(client.token("of the twins").status()).isEqualTo(401);
        assertThat(azp(client.token("of the twins", "client_id", "twin-a"))).isEqualTo("twin-a");
        assertThat(azp(client.token("of the twins", "client_id", "twin-b"))).isEqualTo("twin-b");

        REALM.admin("DELETE", "/clients/" + REALM.clientUuid("twin-a"));

        assertThat(azp(client.token("of the twins"))).isEqualTo("twin-b");
    }

    @Test
    void anImportedClientIsFound() {
        TestRealm realm = TestRealm.builder().build();
        Answer imported = realm.admin(
                "POST",
                "/partialImport",
                Map.of("ifResourceExists", "FAIL", "clients", List.of(SecretClient.json("imported", "of imported"))));
        assertThat(imported.status()).as(imported.body()).isEqualTo(200);

        // A partial import makes no service account; any endpoint that authenticates clients does.
        Answer introspected =
                SecretClient.in(realm).post(OAuthEndpoints.INTROSPECT, "of imported", Map.of("token", "none"));
        assertThat(introspected.status()).isEqualTo(200);
        assertThat(introspected.json().get("active").asBoolean()).isFalse();
    }

    @Test
    void aClientMayRegisterWithThisMethod() {
        String initial = REALM.admin("POST", "/clients-initial-access", Map.of("count", 1))
                .text("token");

        Answer registered = Http.of("POST", REALM.url("/clients-registrations/openid-connect"))
                .bearer(initial)
                .json(Map.of(
                        "client_name",
                        "registered",
                        "redirect_uris",
                        List.of("https://app.example/callback"),
                        "grant_types",
                        List.of("client_credentials"),
                        "token_endpoint_auth_method",
                        SecretClient.METHOD))
                .send();

        assertThat(registered.status()).as(registered.body()).isEqualTo(201);
        assertThat(registered.text("token_endpoint_auth_method")).isEqualTo(SecretClient.METHOD);
        assertThat(azp(client.token(registered.text("client_secret")))).isEqualTo(registered.text("client_id"));
    }

    @Test
    void discoveryNamesTheMethod() {
        JsonNode metadata = Http.of("GET", REALM.url("/.well-known/openid-configuration"))
                .send()
                .json();

        for (String endpoint : List.of("token", "introspection", "revocation")) {
            assertThat(OAuthEndpoints.texts(metadata.get(endpoint + "_endpoint_auth_methods_supported")))
                    .contains(SecretClient.METHOD, "client_secret_basic", "private_key_jwt");
        }
    }

    @Test
    void tooManyWrongSecretsOfAnAddressHaveToWait() {
        String stored = made("ci");
        assertThat(client.token(TAB).status()).isEqualTo(200);
        for (int i = 0; i < 20; i++) {
            assertThat(client.token("guess " + i).status()).isEqualTo(401);
        }

        for (String guess : List.of("guess", "kps_" + "0".repeat(49), "secret of another")) {
            Answer slowed = client.token(guess);
            assertThat(slowed.status()).as(guess).isEqualTo(429);
            assertThat(slowed.text("error")).isEqualTo("temporarily_unavailable");
            assertThat(Integer.parseInt(slowed.header("Retry-After"))).isBetween(1, 60);
        }
        // Nobody is locked out: what was good here before, what cannot be guessed, other addresses, other methods.
        assertThat(client.token(TAB).status()).isEqualTo(200);
        assertThat(client.token(stored).status()).isEqualTo(200);
        assertThat(SecretClient.in(REALM).token("secret of another").status()).isEqualTo(200);
        assertThat(Http.of("POST", REALM.url(OAuthEndpoints.TOKEN))
                        .header("Authorization", OAuthEndpoints.basic("basic"))
                        .header("X-Forwarded-For", client.address())
                        .form(credentials())
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoSharesAnAddressWithTheRightSecretCannotGuessForEver() {
        assertThat(client.token(TAB).status()).isEqualTo(200);
        for (int i = 0; i < 99; i++) {
            client.token("guess " + i);
        }
        assertThat(client.token(TAB).status()).isEqualTo(200);

        client.token("guess");

        Answer slowed = client.token(TAB);
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(slowed.body()).isEqualTo(client.token("guess").body());
        assertThat(client.token(made("ci")).status()).isEqualTo(200);
        assertThat(SecretClient.in(REALM).token(TAB).status()).isEqualTo(200);
    }

    @Test
    void checksAreCountedByOutcome() {
        double accepted = checks("accepted");
        double unknown = checks("unknown");

        client.token(made("ci"));
        client.token("unknown secret");

        assertThat(checks("accepted")).isGreaterThan(accepted);
        assertThat(checks("unknown")).isGreaterThan(unknown);
    }

    @Test
    void eventsNameTheSecretAndNeverHoldIt() {
        Answer made = robots.post("", Map.of("name", "audited"));
        client.token(made.text("secret"));
        client.token("a wrong one, never to be seen");

        String events = REALM.events("CLIENT_LOGIN").toString()
                + REALM.events("CLIENT_LOGIN_ERROR").toString()
                + REALM.adminEvents("client-secrets/*");

        assertThat(events).contains(made.text("id"), "audited");
        SecretClient.assertNothingOf(List.of(made.text("secret"), "never to be seen", TAB), events);
    }

    private static double checks(String outcome) {
        return Http.of("GET", REALM.keycloak().managementUri() + "/metrics")
                .send()
                .body()
                .lines()
                .filter(line ->
                        line.startsWith("keypath_secret_checks_total{") && line.contains("outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void aSecretTellsNoOtherSecretOfItsClient() {
        Answer installed = Http.of("GET", REALM.url("/clients-registrations/install/robot"))
                .header("Authorization", "Secret " + made("contractor"))
                .header("X-Forwarded-For", client.address())
                .send();

        assertThat(installed.status()).as(installed.body()).isEqualTo(200);
        assertThat(installed.body()).contains("robot").doesNotContain(TAB);
    }

    @Test
    void whoeverRegistersAClientDoesNotChooseItsSecret() {
        String initial = REALM.admin("POST", "/clients-initial-access", Map.of("count", 2))
                .text("token");
        String registrations = REALM.url("/clients-registrations/default");
        Answer registered = Http.of("POST", registrations)
                .bearer(initial)
                .json(SecretClient.json("chooser", "secret of another"))
                .send();
        assertThat(registered.status()).as(registered.body()).isEqualTo(201);
        assertThat(registered.text("secret")).isNotEqualTo("secret of another");
        assertThat(azp(client.token(registered.text("secret")))).isEqualTo("chooser");
        assertThat(azp(client.token("secret of another"))).isEqualTo("other");

        Answer changed = Http.of("PUT", registrations + "/chooser")
                .bearer(registered.text("registrationAccessToken"))
                .json(SecretClient.json("chooser", "secret of another"))
                .send();

        assertThat(changed.status()).as(changed.body()).isEqualTo(400);
        assertThat(azp(client.token("secret of another"))).isEqualTo("other");
        // Some databases take each for the first.
        for (String name :
                List.of("keypath-developer", "Keypath-developer", "k\u00e9ypath-developer", "keypat\u0127-x")) {
            Answer reserved = Http.of("POST", registrations)
                    .bearer(initial)
                    .json(SecretClient.json(name, "squatter"))
                    .send();
            assertThat(reserved.status()).as(reserved.body()).isEqualTo(400);
        }
    }

    @Test
    void whoNamesHisClientDoesNotWaitForTheGuessesOfHisNeighbours() {
        for (int i = 0; i < 20; i++) {
            client.token("guess " + i);
        }
        assertThat(client.token("secret of another").status()).isEqualTo(429);

        assertThat(azp(client.token("secret of another", "client_id", "other"))).isEqualTo("other");
        TestRealm elsewhere = TestRealm.builder()
                .client(SecretClient.json("robot", "secret elsewhere"))
                .build();
        assertThat(new SecretClient(elsewhere, client.address())
                        .token("secret elsewhere")
                        .status())
                .isEqualTo(200);
    }
}
