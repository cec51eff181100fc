package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes and what they are redeemed for. */
class QuickLoginCodeIT {

    // RFC 7636 appendix B.
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .client(Map.of(
                    "clientId",
                    "api",
                    "secret",
                    TestRealm.SECRET,
                    "attributes",
                    Map.of("allow.token.introspection.without.audience.check", "true", "keypath.introspect", "true")))
            .build();

    private static final QuickLoginApp APP = QuickLoginApp.of(REALM, "code-access", Map.of("responseMode", "code"));
    private static final QuickLoginApp PATHS = QuickLoginApp.of(REALM, "code-path", pathTokens());

    @ParameterizedTest
    @CsvSource({"code-access", "code-path"})
    void aCodeThatComesTwiceIsRefusedAndItsTokenIsDead(String clientId) {
        QuickLoginApp app = app(clientId);
        String code = code(app);
        String token = app.redeem(code).text("token");
        assertThat(isActive(token)).isTrue();

        Answer second = app.redeem(code);

        assertThat(second.status()).isEqualTo(400);
        assertThat(second.text("error")).isEqualTo("invalid_grant");
        assertThat(isActive(token)).isFalse();
        if (clientId.equals("code-path")) {
            assertThat(REALM.gate(token, "GET", "/maps/ams").status()).isEqualTo(401);
        }
        assertThat(app.redeem(code).status()).isEqualTo(400);
        assertThat(REALM.events("CODE_TO_TOKEN_ERROR"))
                .filteredOn(event -> event.get("clientId").asText().equals(clientId))
                .isNotEmpty()
                .allSatisfy(event -> {
                    assertThat(event.get("error").asText()).isEqualTo("invalid_code");
                    assertThat(event.get("userId").asText()).isEqualTo(REALM.userId("ada"));
                    assertThat(event.get("details").has("token_id")).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({"code-access", "code-path"})
    void ofManyAtOnceOneAtMostGetsTheTokenAndThatIsDead(String clientId) throws Exception {
        QuickLoginApp app = app(clientId);
        String code = code(app);
        int many = 12;
        var barrier = new CyclicBarrier(many);
        Callable<Answer> redeem = () -> {
            barrier.await();
            return app.redeem(code);
        };
        List<Future<Answer>> answers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            for (int i = 0; i < many; i++) {
                answers.add(threads.submit(redeem));
            }
        } finally {
            threads.shutdown();
        }

        var tokens = new ArrayList<String>();
        for (Future<Answer> answer : answers) {
            if (answer.get().status() == 200) {
                tokens.add(answer.get().text("token"));
            } else {
                assertThat(answer.get().text("error")).isEqualTo("invalid_grant");
            }
        }

        assertThat(tokens).hasSize(1);
        assertThat(isActive(tokens.get(0))).isFalse();
    }

    // Keycloak's KeycloakHandlerChainCustomizer has RESTEasy's FormBodyHandler decode each form, before any resource.
    @ParameterizedTest
    @ValueSource(strings = {"client_id=code-access&code=%zz", "%=%", "code=%e"})
    void aFormThatCannotBeDecodedMeetsKeycloakItself(String form) {
        Answer keycloaks = Http.of("POST", REALM.url("/protocol/openid-connect/token"))
                .form(form)
                .send();

        for (String uri : List.of("/quick-login/redeem", "/path-tokens/revoke")) {
            Answer answer = Http.of("POST", REALM.url(uri)).form(form).send();

            assertThat(answer.status()).isEqualTo(keycloaks.status()).isGreaterThanOrEqualTo(400);
            assertThat(answer.body()).isEqualTo(keycloaks.body()).doesNotContain("io.keypath", "code-access");
        }
    }

    @Test
    void anotherClientCannotRedeemItAndSpoilsNothing() {
        String code = code(APP);

        assertThat(PATHS.redeem(code).text("error")).isEqualTo("invalid_grant");
        assertThat(APP.redeem(Map.of("code", code, "client_id", "cli")).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(APP.redeem(Map.of("code", code, "client_id", "nobody")).text("error"))
                .isEqualTo("invalid_grant");

        String token = APP.redeem(code).text("token");
        PATHS.redeem(code);
        assertThat(isActive(token)).isTrue();
    }

    @Test
    void aCodeAskedForWithAChallengeNeedsItsVerifier() {
        String code = code(APP, "code_challenge", CHALLENGE, "code_challenge_method", "S256");

        assertThat(APP.redeem(code).text("error")).isEqualTo("invalid_grant");
        assertThat(APP.redeem(form(code, CHALLENGE)).text("error")).isEqualTo("invalid_grant");
        assertThat(APP.redeem(form(code, VERIFIER.replace('d', 'e'))).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(APP.redeem(form(code, "")).text("error")).isEqualTo("invalid_grant");

        assertThat(isActive(APP.redeem(form(code, VERIFIER)).text("token"))).isTrue();
    }

    @Test
    void aVerifierWithoutAChallengeIsRefused() {
        String code = code(APP);

        assertThat(APP.redeem(form(code, VERIFIER)).text("error")).isEqualTo("invalid_grant");
        assertThat(APP.redeem(code).status()).isEqualTo(200);
    }

    @Test
    void aCodeIsDeadWhenItsClientIsOff() {
        QuickLoginApp app = QuickLoginApp.of(REALM, "code-off", Map.of("responseMode", "code"));
        String code = code(app);
        REALM.admin("DELETE", "/quick-login/" + app.uuid());

        assertThat(app.redeem(code).text("error")).isEqualTo("invalid_grant");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "code=x                                         | invalid_request",
                "client_id=code-access                          | invalid_request",
                "client_id=code-access&code=                    | invalid_request",
                "client_id=&code=x                              | invalid_request",
                "client_id=code-access&code=x&code=x            | invalid_request",
                "client_id=code-access&client_id=cli&code=x     | invalid_request",
                "client_id=code-access&code=x&code_verifier=a&code_verifier=a | invalid_request",
                "client_id=code-access&code=x                   | invalid_grant",
                "client_id=code-access&code=%00%ff              | invalid_grant",
                "client_id=cli&code=x                           | invalid_grant",
                "client_id=%00&code=x                           | invalid_grant",
            })
    void anythingElseIsRefused(String form, String error) {
        Answer answer = Http.of("POST", APP.realm().url("/quick-login/redeem"))
                .form(form)
                .send();

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
    }

    @Test
    void aCodeIsRedeemedByAFormOnly() {
        String uri = REALM.url("/quick-login/redeem");

        assertThat(Http.of("GET", uri + "?client_id=code-access&code=x").send().status())
                .isIn(404, 405);
        assertThat(Http.of("POST", uri)
                        .json(Map.of("client_id", "code-access", "code", "x"))
                        .send()
                        .status())
                .isIn(400, 415);
    }

    @Test
    void thePageMayRedeemAndOtherPagesMayNot() {
        String code = code(APP);

        Answer other = redeem(code, "https://evil.example");
        Answer nobody = redeem(code, "null");
        Answer own = redeem(code, "https://code-access.example");

        assertThat(other.status()).isEqualTo(403);
        assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(nobody.status()).isEqualTo(403);
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.header("Access-Control-Allow-Origin")).isEqualTo("https://code-access.example");
        assertThat(own.header("Access-Control-Allow-Credentials")).isNotEqualTo("true");
        Answer preflight = Http.of("OPTIONS", REALM.url("/quick-login/redeem"))
                .header("Origin", "https://code-access.example")
                .header("Access-Control-Request-Method", "POST")
                .send();
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("POST");
    }

    private static Answer redeem(String code, String origin) {
        return Http.of("POST", REALM.url("/quick-login/redeem"))
                .header("Origin", origin)
                .form(Map.of("code", code, "client_id", "code-access"))
                .send();
    }

    private static QuickLoginApp app(String clientId) {
        return clientId.equals("code-access") ? APP : PATHS;
    }

    private static String code(QuickLoginApp app, String... namesAndValues) {
        return QuickLoginVisitor.delivered(new QuickLoginVisitor(REALM).logIn(app.link(namesAndValues), "ada"))
                .get("code");
    }

    private static Map<String, String> form(String code, String verifier) {
        return Map.of("code", code, "client_id", "code-access", "code_verifier", verifier);
    }

    private static boolean isActive(String token) {
        Answer answer = Http.of("POST", REALM.url("/protocol/openid-connect/token/introspect"))
                .form(Map.of("token", token, "client_id", "api", "client_secret", TestRealm.SECRET))
                .send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("active").asBoolean();
    }

    private static Map<String, Object> pathTokens() {
        var settings = new LinkedHashMap<>(QuickLoginApp.PATH_TOKEN);
        settings.put("responseMode", "code");
        return settings;
    }
}
