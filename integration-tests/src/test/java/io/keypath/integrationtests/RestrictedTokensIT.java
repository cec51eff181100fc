package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JWTs that came from a path token, in the hands of somebody whose user may do much more than the token. */
class RestrictedTokensIT {

    private static final TestRealm REALM = TestRealm.builder()
            .adminUser("root", "realm-admin")
            .client(confidential("rs", "keypath.introspect", "true"))
            .client(confidential("light", "client.use.lightweight.access.token.enabled", "true"))
            .build();

    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    static Stream<Map<String, ?>> tokens() {
        return Stream.of(
                Map.of("name", "list", "accessList", List.of(Map.of("path", "/a", "access", "read"))),
                Map.of(
                        "name",
                        "list and roles",
                        "scope",
                        "roles",
                        "accessList",
                        List.of(Map.of("path", "/a", "access", "read"))),
                Map.of("name", "personal"));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void clientRegistrationIsClosedToThem(Map<String, ?> body) {
        String token = REALM.createToken("root", body).text("token");

        for (String client : List.of("rs", "light")) {
            String jwt = exchanged(client, token);
            for (String provider : List.of("default", "openid-connect", "install", "saml2-entity-descriptor")) {
                assertThat(registration("GET", provider, jwt)).as(provider).isEqualTo(401);
            }
            assertThat(Http.of("POST", REALM.url("/clients-registrations/default"))
                            .bearer(jwt)
                            .json(Map.of("clientId", "evil"))
                            .send()
                            .status())
                    .isEqualTo(401);
        }
        assertThat(REALM.admin("GET", "/clients?clientId=evil").json()).isEmpty();
    }

    @Test
    void anOrdinaryTokenOfTheSameUserStillRegistersClients() {
        assertThat(registration("GET", "default", REALM.login("root"))).isEqualTo(200);
    }

    @Test
    void aNarrowedTokenNarrowsItsJwts() {
        Answer created = REALM.createToken("root", "/a", "write");
        String jwt = exchanged("rs", created.text("token"));
        assertThat(REALM.gate(jwt, "PUT", "/a/secret").status()).isEqualTo(200);

        REALM.call(
                "root",
                "PATCH",
                "/path-tokens/" + created.text("id"),
                Map.of("accessList", List.of(Map.of("path", "/a/b", "access", "read"))));

        assertThat(REALM.gate(jwt, "PUT", "/a/secret").status()).isEqualTo(403);
        assertThat(REALM.gate(jwt, "GET", "/a/b/c").status()).isEqualTo(200);
        assertThat(OAUTH.introspect("rs", jwt).json().get("active").asBoolean()).isFalse();
    }

    @Test
    void aJwtKeepsTheVocabularyOfItsToken() {
        Answer created = REALM.createToken("root", "/a", "write");
        String jwt = exchanged("rs", created.text("token"));

        REALM.setAttributes(Map.of("keypath.vocabulary", "drive"));

        try {
            assertThat(REALM.gate(jwt, "PUT", "/a/b").status()).isEqualTo(200);
            assertThat(REALM.gate(jwt, "PUT", "/b").status()).isEqualTo(403);
        } finally {
            REALM.setAttributes(Map.of("keypath.vocabulary", "read-write"));
        }
    }

    @Test
    void whatAClientsScopeRestrictsIsClosedToThemWhateverGrantGaveIt() {
        List.of("free", "scoped").forEach(RestrictedTokensIT::addClientOfAllGrants);
        REALM.addDefaultScope("scoped", "read:/maps");
        Map<String, Function<String, String>> grants = Map.of(
                "code", RestrictedTokensIT::byCode,
                "refresh", RestrictedTokensIT::byRefresh,
                "password", client -> byPassword(client).text("access_token"),
                "client credentials",
                        client -> token(client, Map.of("grant_type", "client_credentials"))
                                .text("access_token"),
                "device", RestrictedTokensIT::byDevice);

        grants.forEach((grant, token) -> {
            String free = token.apply("free");
            String scoped = token.apply("scoped");

            // A service account has no role there, and is told so.
            assertThat(console(free)).as(grant).isEqualTo(grant.equals("client credentials") ? 403 : 200);
            assertThat(List.of(account(scoped), console(scoped))).as(grant).containsOnly(401);
            assertThat(REALM.gate(scoped, "GET", "/maps/a").status()).as(grant).isEqualTo(200);
        });
    }

    @Test
    void keypathsOwnAdministrationIsClosedToThem() {
        addClientOfAllGrants("narrowed");
        REALM.addDefaultScope("narrowed", "write:/narrowed");
        String jwt = byPassword("narrowed").text("access_token");

        for (String path : List.of("/path-tokens", "/path-tokens/policy", "/client-secrets/policy")) {
            assertThat(Http.of("GET", REALM.adminUrl(path)).bearer(jwt).send().status())
                    .as(path)
                    .isIn(401, 403);
            assertThat(Http.of("GET", REALM.adminUrl(path))
                            .bearer(REALM.login("root"))
                            .send()
                            .status())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "code token", "id_token token"})
    void whatNoGrantTypeGivesIsNotGivenRestricted(String responseType) {
        String clientId = "implicit-" + responseType.replace(' ', '-');
        var client = new HashMap<>(confidential(clientId));
        client.put("implicitFlowEnabled", true);
        REALM.admin("POST", "/clients", client);
        Map<String, String> request = Map.of(
                "client_id",
                clientId,
                "response_type",
                responseType,
                "response_mode",
                "fragment",
                "nonce",
                "n",
                "scope",
                "openid",
                "redirect_uri",
                OAuthBrowser.REDIRECT_URI);
        var browser = new OAuthBrowser(REALM);
        assertThat(browser.logIn("root", browser.start(request)).header("Location"))
                .contains("access_token=");

        REALM.addDefaultScope(clientId, "read:/" + clientId);

        assertThat(new OAuthBrowser(REALM).start(request).header("Location"))
                .contains("error=invalid_request")
                .doesNotContain("access_token=");
    }

    @Test
    void aServiceAccountThatIsRestrictedAsksForNoPermissions() {
        addClientOfAllGrants("free-account");
        addClientOfAllGrants("restricted-account");
        REALM.addDefaultScope("restricted-account", "read:/account");
        var server = new HashMap<>(confidential("permissive"));
        server.put("authorizationServicesEnabled", true);
        server.put(
                "authorizationSettings",
                Map.of("policyEnforcementMode", "PERMISSIVE", "resources", List.of(Map.of("name", "maps"))));
        REALM.admin("POST", "/clients", server);
        Map<String, String> form =
                Map.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket", "audience", "permissive");
        assertThat(token("free-account", form).status()).isEqualTo(200);

        Answer refused = token("restricted-account", form);

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("restricted to paths");
        REALM.addDefaultScope("permissive", "read:/permissive");
        assertThat(token("free-account", form).status()).isEqualTo(400);
    }

    private static void addClientOfAllGrants(String clientId) {
        var client = new HashMap<>(confidential(clientId, "oauth2.device.authorization.grant.enabled", "true"));
        client.put("directAccessGrantsEnabled", true);
        REALM.admin("POST", "/clients", client);
    }

    private static Answer token(String client, Map<String, String> form) {
        return OAUTH.post(OAuthEndpoints.TOKEN, client, form);
    }

    private static Answer byPassword(String client) {
        return token(client, Map.of("grant_type", "password", "username", "root", "password", "root"));
    }

    private static String byRefresh(String client) {
        String refreshToken = byPassword(client).text("refresh_token");
        return token(client, Map.of("grant_type", "refresh_token", "refresh_token", refreshToken))
                .text("access_token");
    }

    private static String byCode(String client) {
        Map<String, String> returned = new OAuthBrowser(REALM)
                .authorize(
                        "root",
                        Map.of(
                                "client_id",
                                client,
                                "response_type",
                                "code",
                                "scope",
                                "openid",
                                "redirect_uri",
                                OAuthBrowser.REDIRECT_URI));
        return token(
                        client,
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                returned.get("code"),
                                "redirect_uri",
                                OAuthBrowser.REDIRECT_URI))
                .text("access_token");
    }

    private static String byDevice(String client) {
        Answer begun = OAUTH.post("/protocol/openid-connect/auth/device", client, Map.of("scope", "openid"));
        var browser = new OAuthBrowser(REALM);
        Answer consent = browser.logIn("root", browser.open(begun.text("verification_uri_complete")));
        browser.submit(consent, Map.of("accept", "Yes"));
        return token(
                        client,
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:device_code",
                                "device_code",
                                begun.text("device_code")))
                .text("access_token");
    }

    private static int account(String token) {
        return Http.of("GET", REALM.url("/account"))
                .header("Accept", "application/json")
                .bearer(token)
                .send()
                .status();
    }

    private static int console(String token) {
        return Http.of("GET", REALM.adminUrl("/users")).bearer(token).send().status();
    }

    private static int registration(String method, String provider, String token) {
        return Http.of(method, REALM.url("/clients-registrations/" + provider + "/rs"))
                .bearer(token)
                .send()
                .status();
    }

    private static String exchanged(String client, String token) {
        return OAUTH.exchange(client, token).text("access_token");
    }
}
