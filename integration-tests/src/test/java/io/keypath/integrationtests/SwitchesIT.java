package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.KeycloakServer;
import io.keypath.keycloakdist.Ports;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is left when parts are switched off by Keycloak's own options, as the README says: first the engine, then every
 * endpoint. {@code Authorization: Secret} has a test of its own, {@link ClientFlowLifeIT}.
 */
class SwitchesIT {

    private static final String[] ENGINE = {"--spi-path-tokens--keypath--enabled=false"};
    private static final String[] ENDPOINTS = {
        "--spi-realm-restapi-extension--gate--enabled=false",
        "--spi-realm-restapi-extension--path-tokens--enabled=false",
        "--spi-admin-realm-restapi-extension--path-tokens--enabled=false",
        "--spi-realm-restapi-extension--quick-login--enabled=false"
    };

    private static final int HTTP_PORT = Ports.free(1).get(0);

    @TempDir
    static Path folder;

    /** What was made while all was on. */
    private record Made(
            TestRealm realm,
            String pathToken,
            String exchanged,
            String exchangedOfDeleted,
            String ofAda,
            String ofBob,
            String ofCyd,
            String clientSecret,
            String developerSecret) {

        Made on(KeycloakServer keycloak) {
            return new Made(
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

        LongLifetime grant() {
            return new LongLifetime(realm);
        }

        QuickLoginApp app(String clientId) {
            return new QuickLoginApp(realm, clientId, realm.clientUuid(clientId));
        }
    }

    @Test
    void whatIsSwitchedOffIsClosedAndTheRestGoesOn() {
        Made made;
        try (KeycloakServer keycloak = server()) {
            made = make(keycloak);
            assertThat(made.grant().isActive(made.pathToken())).isTrue();
            assertThat(made.grant().isActive(made.exchanged())).isTrue();
            assertThat(made.grant().isActive(made.exchangedOfDeleted())).isFalse();
            for (String token : List.of(made.ofAda(), made.ofBob(), made.ofCyd())) {
                assertThat(made.grant().isAlive(token)).isTrue();
            }
        }
        try (KeycloakServer keycloak = server(ENGINE)) {
            withoutTheEngine(made.on(keycloak));
        }
        try (KeycloakServer keycloak = server(ENDPOINTS)) {
            withoutEndpoints(made.on(keycloak));
        }
    }

    private static Made make(KeycloakServer keycloak) {
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
        return new Made(
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
    }

    private static Map<String, Object> withSecrets() {
        var client = new LinkedHashMap<>(confidential("secrets"));
        client.put("clientAuthenticatorType", "keypath-secret");
        return client;
    }

    private static void withoutTheEngine(Made made) {
        TestRealm realm = made.realm();
        for (String token :
                List.of(made.pathToken(), made.exchanged(), made.exchangedOfDeleted(), made.ofAda(), made.ofCyd())) {
            assertThat(made.grant().isActive(token)).isFalse();
        }
        for (String path : List.of("/path-tokens", "/gate/verify", "/developer-secrets")) {
            assertThat(realm.call("cyd", "GET", path).status()).as(path).isEqualTo(404);
        }
        for (String path : List.of("/path-tokens", "/client-secrets/" + realm.clientUuid("secrets"))) {
            assertThat(realm.admin("GET", path).status()).as(path).isEqualTo(404);
        }
        Answer exchange = new OAuthEndpoints(realm).exchange(LongLifetime.CLIENT, made.pathToken());
        assertThat(exchange.status()).as(exchange.body()).isEqualTo(400);
        assertThat(exchange.text("error")).isEqualTo("invalid_request");
        Answer grant = made.grant().request("lifetime", "3600");
        assertThat(grant.status()).isEqualTo(400);
        assertThat(grant.text("error_description")).isEqualTo("Long-lifetime tokens are switched off");
        SecretClient secret = SecretClient.in(realm);
        assertThat(secret.token(made.clientSecret()).status()).isEqualTo(401);
        assertThat(secret.post(OAuthEndpoints.TOKEN, made.developerSecret(), LongLifetime.form())
                        .status())
                .isEqualTo(401);
        assertThat(secret.token(TestRealm.SECRET).status()).isEqualTo(200);

        Answer refused = new QuickLoginVisitor(realm).open(made.app("paths").link());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(QuickLoginVisitor.error(refused)).isEqualTo("Path tokens are switched off on this server");
        Answer login = new QuickLoginVisitor(realm).logIn(made.app("access").link(), "cyd");
        assertThat(QuickLoginVisitor.delivered(login).token()).isNotEmpty();
        Answer set = realm.admin(
                "PUT",
                "/quick-login/" + realm.clientUuid("access"),
                Map.of("urls", List.of("https://a.example/"), "tokenType", "path_token", "accessList", List.of()));
        assertThat(set.status()).isEqualTo(400);

        // Keycloak's own endpoint knows nothing of a switch, but hears of what ends a token.
        assertThat(made.grant().userinfo(made.ofAda())).isEqualTo(200);
        assertThat(realm.admin(
                                "PUT",
                                "/users/" + realm.userId("ada") + "/reset-password",
                                Map.of("type", "password", "value", "ada", "temporary", false))
                        .status())
                .isEqualTo(204);
        assertThat(made.grant().userinfo(made.ofAda())).isEqualTo(401);
        assertThat(realm.admin("DELETE", "/users/" + realm.userId("bob")).status())
                .isEqualTo(204);
        assertThat(realm.admin("POST", "/users", Map.of("username", "bob", "enabled", true))
                        .status())
                .isEqualTo(201);
        assertThat(made.grant().userinfo(made.ofBob())).isEqualTo(401);
        assertThat(made.grant().userinfo(made.ofCyd())).isEqualTo(200);
    }

    private static void withoutEndpoints(Made made) {
        TestRealm realm = made.realm();
        LongLifetime grant = made.grant();
        // What happened meanwhile was not lost.
        assertThat(grant.isActive(made.ofAda())).isFalse();
        assertThat(grant.isActive(made.ofBob())).isFalse();
        assertThat(grant.userinfo(made.ofAda())).isEqualTo(401);
        assertThat(grant.userinfo(made.ofBob())).isEqualTo(401);
        for (String token : List.of(made.pathToken(), made.exchanged(), made.ofCyd())) {
            assertThat(grant.isActive(token)).isTrue();
        }
        assertThat(grant.isActive(made.exchangedOfDeleted())).isFalse();

        for (String path : List.of("/path-tokens", "/path-tokens/self", "/gate/verify", "/quick-login")) {
            assertThat(realm.call("cyd", "GET", path).status()).as(path).isEqualTo(404);
        }
        assertThat(Http.of("GET", made.app("access").link()).send().status()).isEqualTo(404);
        assertThat(realm.admin("GET", "/path-tokens").status()).isEqualTo(404);
        assertThat(new OAuthEndpoints(realm)
                        .exchange(LongLifetime.CLIENT, made.pathToken())
                        .status())
                .isEqualTo(200);
        assertThat(grant.request("lifetime", "3600").status()).isEqualTo(200);
        SecretClient secret = SecretClient.in(realm);
        assertThat(secret.token(made.clientSecret()).status()).isEqualTo(200);
        assertThat(secret.post(OAuthEndpoints.TOKEN, made.developerSecret(), LongLifetime.form())
                        .status())
                .isEqualTo(200);
        assertThat(realm.admin("GET", "/client-secrets/" + realm.clientUuid("secrets"))
                        .status())
                .isEqualTo(200);
    }

    private static KeycloakServer server(String... off) {
        return KeycloakServer.builder()
                .providers(List.of(TestServer.bundle()))
                .data(folder.resolve("data"))
                // The issuer of the tokens.
                .httpPort(HTTP_PORT)
                // SecretClient has addresses of its own.
                .options("--proxy-headers=xforwarded")
                .buildOptions(off)
                .start();
    }
}
