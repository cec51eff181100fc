package io.keypath.integrationtests;

import static io.keypath.integrationtests.ClientMethods.executions;
import static io.keypath.integrationtests.ClientMethods.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.integrationtests.ClientMethods.Method;
import io.keypath.keycloakdist.KeycloakServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The place in the client flow over a server's life: started, restarted, switched off, without the jar, switched on
 * again. All the time, clients of all other methods, also those with a certificate (mutual TLS), get the same answers.
 *
 * @param off a realm whose administrator disabled the execution
 * @param before what each method was answered at the first start
 */
record ClientFlowLife(ClientMethods methods, MutualTls tls, TestRealm off, String kps, Map<String, String> before) {

    /** Switches the method off. */
    static final String OFF = "--spi-client-authenticator--keypath-secret--enabled=false";

    private static final String ID = "keypath-secret";
    private static final String BY_CERTIFICATE = "by-certificate";

    static ClientFlowLife begin(KeycloakServer keycloak, MutualTls tls) {
        ClientMethods methods = ClientMethods.on(keycloak, true);
        TestRealm realm = methods.realm();
        var byCertificate = ClientMethods.client(
                BY_CERTIFICATE,
                "client-x509",
                Map.of("x509.subjectdn", "CN=good", "x509.allow.regex.pattern.comparison", "false"));
        assertThat(realm.admin("POST", "/clients", byCertificate).status()).isEqualTo(201);
        TestRealm off = TestRealm.builder(keycloak).build();
        disable(off);
        String kps = realm.admin(
                        "POST", "/client-secrets/" + realm.clientUuid(ClientMethods.OURS), Map.of("name", "life"))
                .text("secret");
        Map<String, String> before = outcomes(methods, tls);
        assertThat(before.get("good certificate")).isEqualTo("200 \"" + BY_CERTIFICATE + "\"");
        assertThat(before.get("other certificate")).startsWith("4");
        assertThat(before.get("no certificate")).startsWith("4");
        var begun = new ClientFlowLife(methods, tls, off, kps, before);
        begun.isOn();
        return begun;
    }

    ClientFlowLife on(KeycloakServer keycloak) {
        return new ClientFlowLife(new ClientMethods(methods.realm().on(keycloak)), tls, off.on(keycloak), kps, before);
    }

    void goesOnAfterARestart() {
        isOn();
        nobodyElseNotices();
    }

    void isGoneWhereItIsSwitchedOff() {
        isOutOfTheFlow(List.of(methods.realm(), off, methods.realm().sibling("master")));
        nobodyElseNotices();
        assertThat(ours(kps).status()).isIn(400, 401);
        assertThat(ours(ClientMethods.SECRET).status()).isIn(400, 401);
        assertThat(discovered()).doesNotContain(ClientAuthMethodsIT.METHOD);
    }

    void isGoneWithoutTheJar() {
        TestRealm realm = methods.realm();
        isOutOfTheFlow(List.of(realm));
        nobodyElseNotices();
        // Nobody of ours sees this.
        assertThat(realm.admin("PUT", "/clients/" + realm.clientUuid(ClientMethods.OURS), Map.of("secret", "later"))
                        .status())
                .isEqualTo(204);
    }

    void comesBackOnce() {
        isInTheFlowOnce();
        nobodyElseNotices();
        assertThat(ours(kps).status()).isEqualTo(200);
        assertThat(ours("later").status()).isEqualTo(200);
        assertThat(ours(ClientMethods.SECRET).status()).isEqualTo(401);
    }

    private void isOn() {
        isInTheFlowOnce();
        assertThat(execution(off).get("requirement"))
                .as("what an administrator chose")
                .isEqualTo("DISABLED");
        assertThat(ours(kps).status()).isEqualTo(200);
        assertThat(ours(ClientMethods.SECRET).status()).isEqualTo(200);
        assertThat(ours("wrong").status()).isEqualTo(401);
        assertThat(discovered()).contains(ClientAuthMethodsIT.METHOD);
    }

    private void isInTheFlowOnce() {
        for (TestRealm realm : List.of(methods.realm(), off, off.sibling("master"))) {
            assertThat(executions(realm, "clients")).containsOnlyOnce(ID);
        }
    }

    private static void isOutOfTheFlow(List<TestRealm> realms) {
        for (TestRealm realm : realms) {
            assertThat(executions(realm, "clients")).isNotEmpty().doesNotContain(ID);
        }
    }

    private void nobodyElseNotices() {
        assertThat(outcomes(methods, tls)).isEqualTo(before);
    }

    private Answer ours(String secret) {
        return methods.withHeader("Secret " + secret);
    }

    private List<String> discovered() {
        return OAuthEndpoints.texts(Http.of("GET", methods.realm().url("/.well-known/openid-configuration"))
                .send()
                .json()
                .get("token_endpoint_auth_methods_supported"));
    }

    private static Map<String, String> outcomes(ClientMethods methods, MutualTls tls) {
        var outcomes = new LinkedHashMap<String, String>();
        for (Method method : Method.values()) {
            outcomes.put(method + " good", outcome(methods.token(method, method.clientId(), true)));
            outcomes.put(method + " wrong", outcome(methods.token(method, method.clientId(), false)));
            assertThat(outcomes.get(method + " good")).startsWith("200");
        }
        for (String certificate : List.of("good", "other", "no")) {
            // A secret of nobody: whose certificate is good needs none.
            outcomes.put(
                    certificate + " certificate",
                    outcome(tls.post(
                            certificate,
                            "/realms/" + methods.realm().name() + OAuthEndpoints.TOKEN,
                            "Secret of-nobody",
                            "grant_type=client_credentials&client_id=" + BY_CERTIFICATE)));
        }
        return outcomes;
    }

    private static Map<String, Object> execution(TestRealm realm) {
        return realm.admin("GET", "/authentication/flows/clients/executions")
                .json()
                .valueStream()
                .filter(execution -> execution.get("providerId").asText().equals(ID))
                .map(execution -> Map.<String, Object>of(
                        "id", execution.get("id").asText(),
                        "requirement", execution.get("requirement").asText(),
                        "priority", execution.get("priority").asInt()))
                .findFirst()
                .orElseThrow();
    }

    private static void disable(TestRealm realm) {
        var execution = new LinkedHashMap<>(execution(realm));
        execution.put("requirement", "DISABLED");
        assertThat(realm.admin("PUT", "/authentication/flows/clients/executions", execution)
                        .status())
                .isIn(202, 204);
    }
}
