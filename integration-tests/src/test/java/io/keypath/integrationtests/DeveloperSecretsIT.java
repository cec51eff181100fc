package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Secrets of users, which authenticate the realm's client for developers and nothing else. */
class DeveloperSecretsIT {

    private static final String LONG_LIFETIME = "urn:keypath:params:oauth:grant-type:long-lifetime";

    private static final TestRealm REALM = realm().build();

    private final SecretClient client = SecretClient.in(REALM);
    private final String user = developer(REALM);
    private final Caller own = secrets(REALM, user);

    private static TestRealm.Builder realm() {
        return TestRealm.builder()
                .attribute("keypath.developer-secret.role", "developer")
                .with("roles", Map.of("realm", List.of(Map.of("name", "developer"), Map.of("name", "offline_access"))))
                .user("plain");
    }

    private static String developer(TestRealm realm) {
        String user = realm.newUser();
        roles(realm, user, "POST");
        return user;
    }

    private static void roles(TestRealm realm, String user, String method) {
        JsonNode role = realm.admin("GET", "/roles/developer").json();
        realm.admin(method, "/users/" + realm.userId(user) + "/role-mappings/realm", List.of(role));
    }

    private static Caller secrets(TestRealm realm, String user) {
        return new Caller(realm.url("/developer-secrets"), realm.login(user));
    }

    private Answer longLifetime(String secret) {
        return client.post(OAuthEndpoints.TOKEN, secret, Map.of("grant_type", LONG_LIFETIME));
    }

    @Test
    void aDeveloperMakesListsRotatesAndDeletes() {
        Answer made = own.post("", Map.of("name", "laptop"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.text("secret")).matches("kps_[0-9A-Za-z]{49}");
        assertThat(made.text("username")).isEqualTo(user);
        String id = "/" + made.text("id");
        assertThat(own.get("").json()).hasSize(1);
        assertThat(own.get("").body()).doesNotContain(made.text("secret"));
        assertThat(own.get("/count").body()).isEqualTo("1");
        assertThat(own.get(id).text("name")).isEqualTo("laptop");

        Answer rotated = own.post(id + "/rotate", Map.of("overlap", 0));
        assertThat(rotated.status()).isEqualTo(201);
        assertThat(longLifetime(made.text("secret")).text("error")).isEqualTo("invalid_client");
        assertThat(longLifetime(rotated.text("secret")).status()).isEqualTo(200);

        assertThat(own.delete(id).status()).isEqualTo(204);
        assertThat(longLifetime(rotated.text("secret")).text("error")).isEqualTo("invalid_client");
        assertThat(own.get("").json()).isEmpty();
    }

    @Test
    void aDeveloperSecretGetsALongLifetimeTokenOfItsUser() {
        Answer issued = longLifetime(own.post("", Map.of("name", "laptop")).text("secret"));

        assertThat(issued.status()).as(issued.body()).isEqualTo(200);
        JsonNode claims = OAuthEndpoints.claims(issued.text("access_token"));
        assertThat(claims.get("sub").asText()).isEqualTo(REALM.userId(user));
        assertThat(claims.get("azp").asText()).isEqualTo("keypath-developer");
    }

    @Test
    void itIsForTheGrantsOfThePolicyAndForNothingElse() {
        String secret = own.post("", Map.of("name", "laptop")).text("secret");
        String jwt = REALM.login(user);

        for (Map<String, String> form : List.of(
                Map.of("grant_type", "client_credentials"),
                Map.of("grant_type", "password", "username", user, "password", user),
                Map.of("grant_type", "refresh_token", "refresh_token", jwt),
                Map.of("grant_type", ""),
                Map.of("grant", LONG_LIFETIME),
                OAuthEndpoints.exchangeForm(jwt))) {
            Answer refused = SecretClient.in(REALM).post(OAuthEndpoints.TOKEN, secret, form);
            assertThat(refused.status()).as(form.toString()).isIn(400, 401);
            assertThat(refused.text("error"))
                    .as(form + refused.body())
                    .isIn("invalid_client", "invalid_request", "unsupported_grant_type");
        }
        for (String endpoint : List.of(
                OAuthEndpoints.INTROSPECT,
                OAuthEndpoints.REVOKE,
                "/protocol/openid-connect/ext/par/request",
                "/protocol/openid-connect/ext/ciba/auth",
                "/protocol/openid-connect/auth/device")) {
            Answer refused =
                    SecretClient.in(REALM).post(endpoint, secret, Map.of("grant_type", LONG_LIFETIME, "token", jwt));
            assertThat(refused.status()).as(endpoint).isEqualTo(401);
            // Keycloak's PAR endpoint puts all of a client's failures into words of its own.
            assertThat(refused.text("error"))
                    .as(endpoint)
                    .isEqualTo(endpoint.contains("/par/") ? "invalid_request" : "invalid_client");
        }
        Answer twice = Http.of("POST", REALM.url(OAuthEndpoints.TOKEN))
                .header("Authorization", "Secret " + secret)
                .form("grant_type=client_credentials&grant_type=" + Http.encoded(LONG_LIFETIME))
                .send();
        assertThat(twice.status()).isIn(400, 401);
        assertThat(REALM.gate(secret, "GET", "/a").status()).isEqualTo(401);
    }

    @Test
    void aDisabledUserIsRefusedUntilHeIsEnabledAgain() {
        String secret = own.post("", Map.of("name", "laptop")).text("secret");
        String id = REALM.userId(user);

        REALM.admin("PUT", "/users/" + id, Map.of("enabled", false));
        assertThat(longLifetime(secret).text("error")).isEqualTo("invalid_client");

        REALM.admin("PUT", "/users/" + id, Map.of("enabled", true));
        assertThat(longLifetime(secret).status()).isEqualTo(200);
    }

    @Test
    void whoLosesTheRoleLosesTheUseAndMayStillCleanUp() {
        Answer made = own.post("", Map.of("name", "laptop"));
        roles(REALM, user, "DELETE");

        assertThat(longLifetime(made.text("secret")).text("error")).isEqualTo("invalid_client");
        assertThat(own.post("", Map.of("name", "more")).status()).isEqualTo(403);
        assertThat(own.post("/" + made.text("id") + "/rotate", Map.of()).status())
                .isEqualTo(403);
        assertThat(own.get("").json()).hasSize(1);
        assertThat(own.delete("/" + made.text("id")).status()).isEqualTo(204);
    }

    @Test
    void aUserWithoutTheRoleIsRefused() {
        Answer refused = secrets(REALM, "plain").post("", Map.of("name", "laptop"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("error")).isEqualTo("access_denied");
    }

    @Test
    void aRealmWithoutTheRoleInItsPolicyHasNone() {
        TestRealm off = TestRealm.builder().user("ada").build();

        Answer refused = secrets(off, "ada").post("", Map.of("name", "laptop"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("error_description")).contains("switched off");
        assertThat(off.admin("GET", "/clients?clientId=keypath-developer").json())
                .isEmpty();
    }

    @Test
    void theClientIsThereWhenTheFeatureIsOn() {
        JsonNode made =
                REALM.admin("GET", "/clients?clientId=keypath-developer").json().get(0);

        assertThat(made.get("clientAuthenticatorType").asText()).isEqualTo(SecretClient.TYPE);
        assertThat(made.get("publicClient").asBoolean()).isFalse();
        assertThat(made.get("serviceAccountsEnabled").asBoolean()).isFalse();
        assertThat(made.get("standardFlowEnabled").asBoolean()).isFalse();
        assertThat(made.get("directAccessGrantsEnabled").asBoolean()).isFalse();
    }

    @Test
    void theFeatureTurnedOnByAnAttributeMakesItsClientWithTheFirstSecret() {
        TestRealm late = TestRealm.builder().user("ada").build();
        late.setAttributes(Map.of("keypath.developer-secret.role", "default-roles-" + late.name()));

        Answer made = secrets(late, "ada").post("", Map.of("name", "laptop"));

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        Answer issued = SecretClient.in(late)
                .post(OAuthEndpoints.TOKEN, made.text("secret"), Map.of("grant_type", LONG_LIFETIME));
        assertThat(issued.status()).as(issued.body()).isEqualTo(200);
    }

    @Test
    void aClientOfThatNameThatIsAnothersIsNotUsed() {
        TestRealm taken =
                realm().client(OAuthEndpoints.publicClient("keypath-developer")).build();

        Answer refused = secrets(taken, developer(taken)).post("", Map.of("name", "laptop"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("keypath-developer");
    }

    @Test
    void anothersSecretIsUnknown() {
        Answer made = own.post("", Map.of("name", "mine"));
        Caller other = secrets(REALM, developer(REALM));
        String id = "/" + made.text("id");

        assertThat(other.get(id).status()).isEqualTo(404);
        assertThat(other.post(id + "/rotate", Map.of()).status()).isEqualTo(404);
        assertThat(other.delete(id).status()).isEqualTo(404);
        assertThat(other.get("").json()).isEmpty();
        assertThat(REALM.caller(own.bearer()).get(id).status()).isEqualTo(404);
        assertThat(REALM.caller(own.bearer()).delete(id).status()).isEqualTo(404);
        assertThat(longLifetime(made.text("secret")).status()).isEqualTo(200);
    }

    @Test
    void anAdministratorSeesAndDeletesTheSecretsOfDevelopersAndMakesNone() {
        Answer made = own.post("", Map.of("name", "seen by the administrator"));
        Caller admin = SecretClient.admin(REALM, "keypath-developer");

        JsonNode seen = admin.get("?search=seen%20by").json().get(0);
        assertThat(seen.get("username").asText()).isEqualTo(user);
        assertThat(admin.post("", Map.of("name", "forged")).status()).isEqualTo(400);
        assertThat(admin.post("/" + made.text("id") + "/rotate", Map.of()).status())
                .isEqualTo(400);
        assertThat(admin.delete("/" + made.text("id")).status()).isEqualTo(204);
        assertThat(longLifetime(made.text("secret")).text("error")).isEqualTo("invalid_client");
    }

    @Test
    void theyAreOfTheirUsersForAdministratorsWhateverTheClientIsCalled() {
        TestRealm realm = realm().adminUser("clients", "manage-clients")
                .adminUser("viewer", "view-clients", "view-users")
                .adminUser("manager", "view-clients", "manage-users")
                .build();
        String developer = developer(realm);
        String id = secrets(realm, developer).post("", Map.of("name", "laptop")).text("id");
        String address = "/client-secrets/" + realm.clientUuid("keypath-developer");

        for (String name : List.of("keypath-developer", "renamed")) {
            SecretClient.change(realm, "keypath-developer", Map.of("clientId", name));
            Caller clients = new Caller(realm.adminUrl(address), realm.login("clients"));
            Caller viewer = new Caller(realm.adminUrl(address), realm.login("viewer"));

            assertThat(clients.get("").json()).as(name).isEmpty();
            assertThat(clients.get("/count").body()).isEqualTo("0");
            assertThat(clients.get("/" + id).status()).isEqualTo(403);
            assertThat(clients.post("/" + id + "/rotate", Map.of()).status()).isEqualTo(403);
            assertThat(clients.delete("/" + id).status()).isEqualTo(403);
            assertThat(viewer.get("").json()).hasSize(1);
            assertThat(viewer.get("/count").body()).isEqualTo("1");
            assertThat(viewer.get("/" + id).text("username")).isEqualTo(developer);
            assertThat(viewer.delete("/" + id).status()).isEqualTo(403);
        }
        assertThat(new Caller(realm.adminUrl(address), realm.login("manager"))
                        .delete("/" + id)
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aDeletedUsersSecretsGoWithHim() {
        Answer made = own.post("", Map.of("name", "laptop"));

        REALM.admin("DELETE", "/users/" + REALM.userId(user));

        assertThat(longLifetime(made.text("secret")).text("error")).isEqualTo("invalid_client");
        assertThat(SecretClient.admin(REALM, "keypath-developer")
                        .get("/" + made.text("id"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void loggingAUserOutEverywhereEndsHisSecrets() {
        Answer made = own.post("", Map.of("name", "laptop"));
        assertThat(longLifetime(made.text("secret")).status()).isEqualTo(200);
        Await.secondAfter(made.text("createdAt"));

        REALM.admin("POST", "/users/" + REALM.userId(user) + "/logout");

        assertThat(longLifetime(made.text("secret")).text("error")).isEqualTo("invalid_client");
        assertThat(secrets(REALM, user).get("/" + made.text("id")).text("state"))
                .isEqualTo("expired");
    }

    @Test
    void makingAndDeletingAreEventsOfTheUser() {
        Answer made = own.post("", Map.of("name", "audited"));
        own.delete("/" + made.text("id"));

        for (String type : List.of("UPDATE_CREDENTIAL", "REMOVE_CREDENTIAL")) {
            String events = REALM.events(type).toString();
            assertThat(events).contains(made.text("id"), "developer-secret").doesNotContain(made.text("secret"));
        }
    }

    @Test
    void aTokenMakesNoSecret() {
        String token = REALM.createToken(user, Tokens.personal("token")).text("token");

        assertThat(new Caller(REALM.url("/developer-secrets"), token)
                        .post("", Map.of("name", "x"))
                        .status())
                .isEqualTo(401);
        assertThat(own.get("").json()).isEmpty();
    }
}
