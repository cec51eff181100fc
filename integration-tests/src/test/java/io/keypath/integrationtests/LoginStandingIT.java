package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who could not log in now, and who acts for somebody else, gets no new token and no new secret in any way. */
class LoginStandingIT {

    private static final TestRealm REALM = realm().build();
    private static final LongLifetime GRANT = new LongLifetime(REALM);
    private static final QuickLoginApp ACCESS = QuickLoginApp.of(REALM, "code-access", Map.of("responseMode", "code"));
    private static final QuickLoginApp PATHS = QuickLoginApp.of(REALM, "code-path", pathCodes());
    private static final QuickLoginApp DIRECT = QuickLoginApp.of(REALM, "direct", QuickLoginApp.PATH_TOKEN);

    private static TestRealm.Builder realm() {
        return TestRealm.builder()
                .attribute("keypath.developer-secret.role", "developer")
                .attribute("keypath.long-lifetime.subject-token", "true")
                .with("roles", Map.of("realm", List.of(Map.of("name", "developer"))))
                .with("failureFactor", 2)
                .with("waitIncrementSeconds", 900)
                .with("minimumQuickLoginWaitSeconds", 900)
                .client(LongLifetime.robot())
                .client(LongLifetime.resourceServer());
    }

    private static Map<String, Object> pathCodes() {
        var settings = new LinkedHashMap<>(QuickLoginApp.PATH_TOKEN);
        settings.put("responseMode", "code");
        return settings;
    }

    enum Trouble {
        LOCKED_OUT,
        DISABLED,
        ACTION_REQUIRED;

        void begin(TestRealm realm, String user) {
            switch (this) {
                case LOCKED_OUT -> lockOut(realm, user);
                case DISABLED -> update(realm, user, Map.of("enabled", false));
                case ACTION_REQUIRED -> update(realm, user, Map.of("requiredActions", List.of("UPDATE_PASSWORD")));
            }
        }

        void end(TestRealm realm, String user) {
            switch (this) {
                case LOCKED_OUT -> {
                    realm.admin("DELETE", "/attack-detection/brute-force/users/" + realm.userId(user));
                    setProtected(realm, false);
                }
                case DISABLED -> update(realm, user, Map.of("enabled", true));
                case ACTION_REQUIRED -> update(realm, user, Map.of("requiredActions", List.of()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyGetsMoreWhileHeCouldNotLogIn(Trouble trouble) {
        String user = developer(REALM);
        String bearer = REALM.login(user);
        Caller own = REALM.caller(bearer);
        Caller secrets = new Caller(REALM.url("/developer-secrets"), bearer);
        Answer token = own.post("", body("before"));
        Answer secret = secrets.post("", Map.of("name", "before"));
        String subject = GRANT.login(user);
        var visitor = new QuickLoginVisitor(REALM);
        String accessCode =
                QuickLoginVisitor.delivered(visitor.logIn(ACCESS.link(), user)).get("code");
        String pathCode =
                QuickLoginVisitor.delivered(visitor.open(PATHS.link())).get("code");
        assertThat(bySecret(REALM, secret).status()).isEqualTo(200);
        String ofPathCode = "/count?client=code-path&user=" + REALM.userId(user);
        assertThat(REALM.tokenAdmin().get(ofPathCode).body()).isEqualTo("1");

        trouble.begin(REALM, user);

        int refused = trouble == Trouble.DISABLED ? 401 : 403;
        assertThat(own.post("", body("after")).status()).isEqualTo(refused);
        assertThat(own.post("/" + token.text("id") + "/rotate", Map.of()).status())
                .isEqualTo(refused);
        assertThat(secrets.post("", Map.of("name", "after")).status()).isEqualTo(refused);
        assertThat(secrets.post("/" + secret.text("id") + "/rotate", Map.of()).status())
                .isEqualTo(refused);
        assertThat(bySecret(REALM, secret).text("error")).isEqualTo("invalid_client");
        assertThat(bySubject(subject).text("error")).isEqualTo("invalid_request");
        assertThat(ACCESS.redeem(accessCode).text("error")).isEqualTo("invalid_grant");
        assertThat(PATHS.redeem(pathCode).text("error")).isEqualTo("invalid_grant");
        Answer login = visitor.open(DIRECT.link());
        assertThat(login.headers().firstValue("Location")).isEmpty();
        assertThat(login.body()).doesNotContain("kpt_");
        // What nobody will ever hold is not left alive.
        assertThat(REALM.tokenAdmin().get(ofPathCode).body()).isEqualTo("0");
        // What he has goes on, as Keycloak's own access tokens do.
        assertThat(REALM.gate(token.text("token"), "GET", "/a").status())
                .isEqualTo(trouble == Trouble.DISABLED ? 401 : 200);

        trouble.end(REALM, user);

        assertThat(own.post("", body("again")).status()).isEqualTo(201);
        assertThat(bySecret(REALM, secret).status()).isEqualTo(200);
        assertThat(bySubject(subject).status()).isEqualTo(200);
        assertThat(ACCESS.redeem(accessCode).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void aPermanentLockoutKeepsADeveloperSecretOut() {
        TestRealm realm = realm().with("permanentLockout", true).build();
        String user = developer(realm);
        Answer secret = realm.call(user, "POST", "/developer-secrets", Map.of("name", "laptop"));
        assertThat(bySecret(realm, secret).status()).isEqualTo(200);

        lockOut(realm, user);

        assertThat(bySecret(realm, secret).text("error")).isEqualTo("invalid_client");
        realm.delete();
    }

    @Test
    void anImpersonatorLooksAndMakesNothing() {
        String user = developer(REALM);
        Caller himself = REALM.as(user);
        String id = himself.post("", body("mine")).text("id");
        var visitor = new QuickLoginVisitor(REALM);
        visitor.impersonate(REALM, user);
        var code = new LinkedHashMap<>(visitor.codeFor(REALM, TestRealm.CLI));
        code.put("client_id", TestRealm.CLI);
        String bearer = REALM.token(code);
        Caller impersonator = REALM.caller(bearer);
        Caller secrets = new Caller(REALM.url("/developer-secrets"), bearer);
        String subject = new OAuthEndpoints(REALM)
                .post(OAuthEndpoints.TOKEN, LongLifetime.CLIENT, visitor.codeFor(REALM, LongLifetime.CLIENT))
                .text("access_token");

        assertThat(impersonator.get("").json()).hasSize(1);
        for (Answer answer : List.of(
                impersonator.post("", body("theirs")),
                impersonator.post("/" + id + "/rotate", Map.of()),
                secrets.post("", Map.of("name", "theirs")))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            assertThat(answer.text("error_description")).contains("impersonates");
        }
        Answer longLifetime = bySubject(subject);
        assertThat(longLifetime.status()).isEqualTo(400);
        assertThat(longLifetime.text("error_description")).contains("impersonates");
        Answer login = visitor.open(DIRECT.link());
        assertThat(QuickLoginVisitor.error(login)).contains("impersonates");
        assertThat(QuickLoginVisitor.delivered(visitor.open(ACCESS.link())).get("code"))
                .isNotEmpty();
        assertThat(himself.get("").json()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner_disabled", "client_disabled"})
    void theListSaysWhyATokenThatIsNotDisabledItselfIsNotActive(String reason) {
        String user = REALM.newUser();
        String id = REALM.call(user, "POST", "/path-tokens", body("mine")).text("id");
        Caller admin = REALM.tokenAdmin();
        String ofUser = "?user=" + REALM.userId(user);
        JsonNode before = admin.get("/" + id).json();
        String client = "/clients/" + REALM.clientUuid(TestRealm.CLI);

        if (reason.equals("owner_disabled")) {
            update(REALM, user, Map.of("enabled", false));
        } else {
            REALM.admin("PUT", client, Map.of("enabled", false));
        }

        try {
            JsonNode shown = admin.get("/" + id).json();
            assertThat(before.get("state").asText()).isEqualTo("active");
            assertThat(before.get("stateReason").isNull()).isTrue();
            assertThat(shown.get("state").asText()).isEqualTo("disabled");
            assertThat(shown.get("stateReason").asText()).isEqualTo(reason);
            assertThat(shown.get("enabled").asBoolean()).isTrue();
            assertThat(admin.get(ofUser + "&state=active").json()).isEmpty();
            assertThat(admin.get(ofUser + "&state=expired").json()).isEmpty();
            assertThat(admin.get(ofUser + "&state=disabled").json()).hasSize(1);
            assertThat(admin.get("/count" + ofUser + "&state=disabled").body()).isEqualTo("1");
        } finally {
            REALM.admin("PUT", client, Map.of("enabled", true));
        }
    }

    // Only for the time of a lockout: with it Keycloak counts each login after its answer, in another thread, and
    // refuses
    // the same user's next one until then.
    private static void setProtected(TestRealm realm, boolean isProtected) {
        realm.admin("PUT", "", Map.of("bruteForceProtected", isProtected));
    }

    private static void lockOut(TestRealm realm, String user) {
        setProtected(realm, true);
        Await.until(
                "locked out",
                () -> {
                    Http.of("POST", realm.url(OAuthEndpoints.TOKEN))
                            .form(Map.of(
                                    "grant_type",
                                    "password",
                                    "client_id",
                                    TestRealm.CLI,
                                    "username",
                                    user,
                                    "password",
                                    "wrong"))
                            .send();
                    return realm.admin("GET", "/attack-detection/brute-force/users/" + realm.userId(user));
                },
                answer -> answer.json().get("disabled").asBoolean());
    }

    private static void update(TestRealm realm, String user, Map<String, ?> change) {
        String path = "/users/" + realm.userId(user);
        Map<String, Object> representation = new LinkedHashMap<>();
        realm.admin("GET", path)
                .json()
                .properties()
                .forEach(field -> representation.put(field.getKey(), field.getValue()));
        representation.putAll(change);
        assertThat(realm.admin("PUT", path, representation).status()).isEqualTo(204);
    }

    private static String developer(TestRealm realm) {
        String user = realm.newUser();
        JsonNode role = realm.admin("GET", "/roles/developer").json();
        realm.admin("POST", "/users/" + realm.userId(user) + "/role-mappings/realm", List.of(role));
        return user;
    }

    private static Map<String, Object> body(String name) {
        return Map.of("name", name, "accessList", List.of(Map.of("path", "/a", "access", "read")));
    }

    private static Answer bySecret(TestRealm realm, Answer secret) {
        return SecretClient.in(realm)
                .post(OAuthEndpoints.TOKEN, secret.text("secret"), LongLifetime.form("lifetime", "3600"));
    }

    private static Answer bySubject(String subjectToken) {
        return GRANT.request(
                "lifetime",
                "3600",
                "subject_token",
                subjectToken,
                "subject_token_type",
                OAuthEndpoints.ACCESS_TOKEN_TYPE);
    }
}
