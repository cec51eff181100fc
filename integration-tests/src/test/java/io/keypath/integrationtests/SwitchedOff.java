package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.KeycloakServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is left when parts are switched off by Keycloak's own options, as the README says: first the engine, then every
 * endpoint. The components are what was made while all was on. {@code Authorization: Secret} has a story of its own,
 * {@link ClientFlowLife}.
 */
record SwitchedOff(
        TestRealm realm,
        String pathToken,
        String exchanged,
        String exchangedOfDeleted,
        String ofAda,
        String ofBob,
        String ofCyd,
        String clientSecret,
        String developerSecret) {

    static final String[] ENGINE = {"--spi-path-tokens--keypath--enabled=false"};
    static final String[] ENDPOINTS = {
        "--spi-realm-restapi-extension--gate--enabled=false",
        "--spi-realm-restapi-extension--path-tokens--enabled=false",
        "--spi-admin-realm-restapi-extension--path-tokens--enabled=false",
        "--spi-realm-restapi-extension--quick-login--enabled=false"
    };

    SwitchedOff on(KeycloakServer keycloak) {
        return new SwitchedOff(
                realm.on(keycloak),
                pathToken,
                exchanged,
                exchangedOfDeleted,
                ofAda,
                ofBob,
                ofCyd,
                clientSecret,
                developerSecret);
    }

    private LongLifetime grant() {
        return new LongLifetime(realm);
    }

    private QuickLoginApp app(String clientId) {
        return new QuickLoginApp(realm, clientId, realm.clientUuid(clientId));
    }

    static SwitchedOff begin(KeycloakServer keycloak) {
        TestRealm realm = TestRealm.builder(keycloak)
                .attribute("keypath.long-lifetime.subject-token", "true")
                .attribute("keypath.developer-secret.role", "developer")
                .with("roles", Map.of("realm", List.of(Map.of("name", "developer"))))
                .user("ada", "developer")
                .user("bob")
                .user("cyd")
                .client(LongLifetime.robot("access.token.lifespan", "36000", "keypath.introspect", "true"))
                .client(LongLifetime.resourceServer())
                .client(withSecrets())
                .build();
        QuickLoginApp.of(realm, "paths", QuickLoginApp.PATH_TOKEN);
        QuickLoginApp.of(realm, "access", Map.of());
        var grant = new LongLifetime(realm);
        Caller ada = realm.as("ada");
        Map<String, Object> body = Map.of(
                "name", "test", "accessList", List.of(Map.of("path", "/a", "access", "read")), "validFor", 36_000);
        String pathToken = ada.post("", body).text("token");
        Answer deleted = ada.post("", body);
        var oauth = new OAuthEndpoints(realm);
        String exchangedOfDeleted =
                oauth.exchange(LongLifetime.CLIENT, deleted.text("token")).text("access_token");
        ada.delete("/" + deleted.text("id"));
        var begun = new SwitchedOff(
                realm,
                pathToken,
                oauth.exchange(LongLifetime.CLIENT, pathToken).text("access_token"),
                exchangedOfDeleted,
                grant.requestFor("ada", "lifetime", "36000").text("access_token"),
                grant.requestFor("bob", "lifetime", "36000").text("access_token"),
                grant.requestFor("cyd", "lifetime", "36000").text("access_token"),
                realm.admin("POST", "/client-secrets/" + realm.clientUuid("secrets"), Map.of("name", "s"))
                        .text("secret"),
                realm.call("ada", "POST", "/developer-secrets", Map.of("name", "s"))
                        .text("secret"));
        begun.isOn();
        return begun;
    }

    private void isOn() {
        assertThat(grant().isActive(pathToken)).isTrue();
        assertThat(grant().isActive(exchanged)).isTrue();
        assertThat(grant().isActive(exchangedOfDeleted)).isFalse();
        for (String token : List.of(ofAda, ofBob, ofCyd)) {
            assertThat(grant().isAlive(token)).isTrue();
        }
    }

    private static Map<String, Object> withSecrets() {
        var client = new LinkedHashMap<>(confidential("secrets"));
        client.put("clientAuthenticatorType", "keypath-secret");
        return client;
    }

    void withoutTheEngine() {
        for (String token : List.of(pathToken, exchanged, exchangedOfDeleted, ofAda, ofCyd)) {
            assertThat(grant().isActive(token)).isFalse();
        }
        for (String path : List.of("/path-tokens", "/gate/verify", "/developer-secrets")) {
            assertThat(realm.call("cyd", "GET", path).status()).as(path).isEqualTo(404);
        }
        for (String path : List.of("/path-tokens", "/client-secrets/" + realm.clientUuid("secrets"))) {
            assertThat(realm.admin("GET", path).status()).as(path).isEqualTo(404);
        }
        Answer exchange = new OAuthEndpoints(realm).exchange(LongLifetime.CLIENT, pathToken);
        assertThat(exchange.status()).as(exchange.body()).isEqualTo(400);
        assertThat(exchange.text("error")).isEqualTo("invalid_request");
        Answer refusedGrant = grant().request("lifetime", "3600");
        assertThat(refusedGrant.status()).isEqualTo(400);
        assertThat(refusedGrant.text("error_description")).isEqualTo("Long-lifetime tokens are switched off");
        SecretClient secret = SecretClient.in(realm);
        assertThat(secret.token(clientSecret).status()).isEqualTo(401);
        assertThat(secret.post(OAuthEndpoints.TOKEN, developerSecret, LongLifetime.form())
                        .status())
                .isEqualTo(401);
        assertThat(secret.token(TestRealm.SECRET).status()).isEqualTo(200);

        Answer refused = new QuickLoginVisitor(realm).open(app("paths").link());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(QuickLoginVisitor.error(refused)).isEqualTo("Path tokens are switched off on this server");
        Answer login = new QuickLoginVisitor(realm).logIn(app("access").link(), "cyd");
        assertThat(QuickLoginVisitor.delivered(login).token()).isNotEmpty();
        Answer set = realm.admin(
                "PUT",
                "/quick-login/" + realm.clientUuid("access"),
                Map.of("urls", List.of("https://a.example/"), "tokenType", "path_token", "accessList", List.of()));
        assertThat(set.status()).isEqualTo(400);

        // Keycloak's own endpoint knows nothing of a switch, but hears of what ends a token.
        assertThat(grant().userinfo(ofAda)).isEqualTo(200);
        assertThat(realm.admin(
                                "PUT",
                                "/users/" + realm.userId("ada") + "/reset-password",
                                Map.of("type", "password", "value", "ada", "temporary", false))
                        .status())
                .isEqualTo(204);
        assertThat(grant().userinfo(ofAda)).isEqualTo(401);
        assertThat(realm.admin("DELETE", "/users/" + realm.userId("bob")).status())
                .isEqualTo(204);
        assertThat(realm.admin("POST", "/users", Map.of("username", "bob", "enabled", true))
                        .status())
                .isEqualTo(201);
        assertThat(grant().userinfo(ofBob)).isEqualTo(401);
        assertThat(grant().userinfo(ofCyd)).isEqualTo(200);
    }

    void withoutEndpoints() {
        LongLifetime grant = grant();
        // What happened meanwhile was not lost.
        assertThat(grant.isActive(ofAda)).isFalse();
        assertThat(grant.isActive(ofBob)).isFalse();
        assertThat(grant.userinfo(ofAda)).isEqualTo(401);
        assertThat(grant.userinfo(ofBob)).isEqualTo(401);
        for (String token : List.of(pathToken, exchanged, ofCyd)) {
            assertThat(grant.isActive(token)).isTrue();
        }
        assertThat(grant.isActive(exchangedOfDeleted)).isFalse();

        for (String path : List.of("/path-tokens", "/path-tokens/self", "/gate/verify", "/quick-login")) {
            assertThat(realm.call("cyd", "GET", path).status()).as(path).isEqualTo(404);
        }
        assertThat(Http.of("GET", app("access").link()).send().status()).isEqualTo(404);
        assertThat(realm.admin("GET", "/path-tokens").status()).isEqualTo(404);
        assertThat(new OAuthEndpoints(realm)
                        .exchange(LongLifetime.CLIENT, pathToken)
                        .status())
                .isEqualTo(200);
        assertThat(grant.request("lifetime", "3600").status()).isEqualTo(200);
        SecretClient secret = SecretClient.in(realm);
        assertThat(secret.token(clientSecret).status()).isEqualTo(200);
        assertThat(secret.post(OAuthEndpoints.TOKEN, developerSecret, LongLifetime.form())
                        .status())
                .isEqualTo(200);
        assertThat(realm.admin("GET", "/client-secrets/" + realm.clientUuid("secrets"))
                        .status())
                .isEqualTo(200);
    }
}
