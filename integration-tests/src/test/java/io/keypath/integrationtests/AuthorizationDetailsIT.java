package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthBrowser.REDIRECT_URI;
import static io.keypath.integrationtests.OAuthEndpoints.ACCESS_TOKEN_TYPE;
import static io.keypath.integrationtests.OAuthEndpoints.TOKEN;
import static io.keypath.integrationtests.OAuthEndpoints.claims;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static io.keypath.integrationtests.OAuthEndpoints.detail;
import static io.keypath.integrationtests.OAuthEndpoints.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code authorization_details} of the type {@code keypath} (RFC 9396) in an authorization code flow. */
class AuthorizationDetailsIT {

    private static final String MAPS = "[{\"type\":\"keypath\",\"identifier\":\"/maps/%61ms\",\"actions\":[\"read\"]}]";
    private static final String ASKS = "keypath.authorization-details";
    private static final String WRITE = MAPS.replace("read", "write");
    private static final String NOTHING = MAPS.replace("/maps/%61ms", "/nothing");
    // RFC 7636, appendix B.
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final JsonNode CANONICAL = json(List.of(detail("/maps/ams", "read")));

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .user("bob")
            .user("eve")
            .with("roles", Map.of("realm", List.of(Map.of("name", "nobody"))))
            .client(confidential("app", ASKS, "true", "standard.token.exchange.enabled", "true"))
            .client(confidential("unasked"))
            .client(implicit())
            .client(confidential("rs", "allow.token.introspection.without.audience.check", "true"))
            .client(confidential("light", ASKS, "true", "client.use.lightweight.access.token.enabled", "true"))
            .client(asking())
            .client(protectedByPolicies())
            .build();

    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    private static Map<String, Object> asking() {
        var client = new HashMap<>(confidential("asking", ASKS, "true"));
        client.put("consentRequired", true);
        return client;
    }

    /** A resource server whose one resource anybody of the realm is permitted. */
    private static Map<String, Object> protectedByPolicies() {
        var client = new HashMap<>(confidential("uma"));
        client.put("authorizationServicesEnabled", true);
        client.put(
                "authorizationSettings",
                Map.of(
                        "decisionStrategy",
                        "AFFIRMATIVE",
                        "resources",
                        List.of(Map.of("name", "maps")),
                        "policies",
                        List.of(
                                Map.of(
                                        "name",
                                        "anybody",
                                        "type",
                                        "role",
                                        "logic",
                                        "NEGATIVE",
                                        "config",
                                        Map.of("roles", "[{\"id\":\"nobody\",\"required\":true}]")),
                                Map.of(
                                        "name",
                                        "maps",
                                        "type",
                                        "resource",
                                        "config",
                                        Map.of("resources", "[\"maps\"]", "applyPolicies", "[\"anybody\"]")))));
        return client;
    }

    private static Map<String, Object> implicit() {
        var client = new HashMap<>(confidential("implicit", ASKS, "true"));
        client.put("implicitFlowEnabled", true);
        return client;
    }

    @Test
    void theTokenIsRestrictedToWhatWasAskedFor() {
        Answer answer = redeem("app", code("app", MAPS));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String token = answer.text("access_token");
        assertThat(answer.json().get("authorization_details")).isEqualTo(CANONICAL);
        assertThat(claims(token).get("authorization_details")).isEqualTo(CANONICAL);
        assertThat(REALM.gate(token, "GET", "/maps/ams/tiles.txt").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "PUT", "/maps/ams/tiles.txt").status()).isEqualTo(403);
        assertThat(REALM.gate(token, "GET", "/maps/amsterdam").status()).isEqualTo(403);
    }

    @Test
    void withoutDetailsTheTokenIsNotRestricted() {
        Answer answer = redeem("app", code("app", ""));

        assertThat(answer.json().has("authorization_details")).isFalse();
        assertThat(REALM.gate(answer.text("access_token"), "PUT", "/maps").status())
                .isEqualTo(200);
    }

    @Test
    void severalDetailsAndActionsAreAllGranted() {
        String asked = "[{\"type\":\"keypath\",\"identifier\":\"/maps\",\"actions\":[\"read\",\"write\"]},"
                + "{\"type\":\"keypath\",\"identifier\":\"/docs/\",\"actions\":[\"read\"]}]";

        Answer answer = redeem("app", code("app", asked));

        assertThat(answer.json().get("authorization_details"))
                .isEqualTo(json(List.of(detail("/maps", "read", "write"), detail("/docs/", "read"))));
        String token = answer.text("access_token");
        assertThat(REALM.gate(token, "PUT", "/maps/a").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "GET", "/docs/a").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "PUT", "/docs/a").status()).isEqualTo(403);
    }

    @Test
    void introspectionShowsTheDetails() {
        String token = redeem("app", code("app", MAPS)).text("access_token");

        JsonNode shown = OAUTH.introspect("rs", token).json();

        assertThat(shown.get("active").asBoolean()).isTrue();
        assertThat(shown.get("authorization_details")).isEqualTo(CANONICAL);
    }

    @Test
    void aRefreshKeepsTheRestriction() {
        Answer first = redeem("app", code("app", MAPS));

        Answer refreshed = OAUTH.post(
                TOKEN, "app", Map.of("grant_type", "refresh_token", "refresh_token", first.text("refresh_token")));

        assertThat(refreshed.json().get("authorization_details")).isEqualTo(CANONICAL);
        String token = refreshed.text("access_token");
        assertThat(claims(token).get("authorization_details")).isEqualTo(CANONICAL);
        assertThat(REALM.gate(token, "GET", "/docs").status()).isEqualTo(403);
    }

    @Test
    void theTokenIsKeptOutOfKeycloaksOwnApis() {
        Answer first = redeem("app", code("app", MAPS));
        Answer refreshed = OAUTH.post(
                TOKEN, "app", Map.of("grant_type", "refresh_token", "refresh_token", first.text("refresh_token")));

        for (String token : List.of(first.text("access_token"), refreshed.text("access_token"))) {
            for (String url : List.of(
                    REALM.url("/account/?x=1"),
                    REALM.adminUrl("/users"),
                    REALM.adminUrl("/path-tokens"),
                    REALM.url("/clients-registrations/default/app"))) {
                assertThat(Http.of("GET", url)
                                .header("Accept", "application/json")
                                .bearer(token)
                                .send()
                                .status())
                        .as(url)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void theTokenAsksForNoPermissions() {
        String token = redeem("app", code("app", MAPS)).text("access_token");

        Answer asked = Http.of("POST", REALM.url(TOKEN))
                .bearer(token)
                .form(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket", "audience", "rs"))
                .send();

        assertThat(asked.status()).as(asked.body()).isEqualTo(400);
        assertThat(asked.text("error_description")).contains("restricted to paths");
    }

    @Test
    void theTokenMakesNoPathTokenAndIsNotExchanged() {
        String token = redeem("app", code("app", MAPS)).text("access_token");

        Answer made = Http.of("POST", REALM.url("/path-tokens"))
                .bearer(token)
                .json(Map.of("name", "wider"))
                .send();
        Answer exchanged = OAUTH.exchange("app", token, "subject_token_type", ACCESS_TOKEN_TYPE);

        assertThat(made.status()).isEqualTo(401);
        assertThat(exchanged.status()).isEqualTo(400);
        assertThat(exchanged.text("error")).isEqualTo("invalid_request");
    }

    @Test
    void theCodesDetailsMayBeRepeatedAndNotChanged() {
        Answer same = redeem("app", code("app", MAPS), "authorization_details", MAPS);
        Answer wider = redeem("app", code("app", MAPS), "authorization_details", MAPS.replace("/maps/%61ms", "/"));

        assertThat(same.json().get("authorization_details")).isEqualTo(CANONICAL);
        assertThat(wider.status()).isEqualTo(400);
        assertThat(wider.text("error")).isEqualTo("invalid_request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "no json",
                "[1]",
                "[{}]",
                "[{\"type\":\"unknown\"}]",
                "[{\"type\":\"keypath\"}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps\"}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps\",\"actions\":[]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps\",\"actions\":[null]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps\",\"actions\":[\"fly\"]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps\",\"actions\":\"read\"}]",
                "[{\"type\":\"keypath\",\"actions\":[\"read\"]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"\",\"actions\":[\"read\"]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"maps\",\"actions\":[\"read\"]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps/../etc\",\"actions\":[\"read\"]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps/%2e%2e/etc\",\"actions\":[\"read\"]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps\",\"actions\":[\"read\"],\"locations\":[\"https://x.example\"]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps\",\"actions\":[\"read\"],\"datatypes\":[\"x\"]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps\",\"actions\":[\"read\"],\"privileges\":[\"x\"]}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps\",\"actions\":[\"read\"],\"until\":\"tomorrow\"}]",
                "[{\"type\":\"keypath\",\"identifier\":\"/maps\",\"actions\":[\"read\"]},{\"type\":\"unknown\"}]"
            })
    void whatCannotBeReadIsAnErrorAndNeverATokenWithoutRestriction(String asked) {
        Map<String, String> returned = OAuthBrowser.returned(new OAuthBrowser(REALM).start(request("app", asked)));
        Answer atTheTokenEndpoint = redeem("app", code("app", ""), "authorization_details", asked);
        Map<String, String> returnedAfterPush =
                OAuthBrowser.returned(new OAuthBrowser(REALM).start(pushed(push(asked))));

        // Keycloak 26.7 says invalid_request here, where RFC 9396 has a code of its own.
        assertThat(returned).containsEntry("error", "invalid_request").doesNotContainKey("code");
        assertThat(atTheTokenEndpoint.status()).as(atTheTokenEndpoint.body()).isEqualTo(400);
        assertThat(atTheTokenEndpoint.text("error")).isEqualTo("invalid_authorization_details");
        assertThat(returnedAfterPush).containsEntry("error", "invalid_request").doesNotContainKey("code");
    }

    @Test
    void whatIsTooLongAtTheTokenEndpointIsRefusedAndNotDropped() {
        String asked = MAPS.substring(1, MAPS.length() - 1).replace("/maps", "/maps/" + "a".repeat(900));
        String five = "[" + (asked + ",").repeat(4) + asked + "]";

        Answer answer = redeem("app", code("app", ""), "authorization_details", five);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).isEqualTo("authorization_details is too long");
    }

    /** A null among them is an internal error of Keycloak 26.7 at the token endpoint, with and without Keypath. */
    @Test
    void aNullAmongThemGivesNoTokenEither() {
        Map<String, String> returned = OAuthBrowser.returned(new OAuthBrowser(REALM).start(request("app", "[null]")));
        Answer atTheTokenEndpoint = redeem("app", code("app", ""), "authorization_details", "[null]");

        assertThat(returned).containsEntry("error", "invalid_request");
        assertThat(atTheTokenEndpoint.json().has("access_token")).isFalse();
    }

    @Test
    void aLightweightTokenKeepsTheRestriction() {
        String token = redeem("light", code("light", MAPS)).text("access_token");

        assertThat(REALM.gate(token, "GET", "/maps/ams").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "GET", "/docs").status()).isEqualTo(403);
        assertThat(OAUTH.introspect("rs", token).json().get("authorization_details"))
                .isEqualTo(CANONICAL);
    }

    @Test
    void detailsThatOnlyTheTokenRequestNamesNarrow() {
        Answer answer = redeem("app", code("app", ""), "authorization_details", MAPS);

        assertThat(answer.json().get("authorization_details")).isEqualTo(CANONICAL);
        assertThat(REALM.gate(answer.text("access_token"), "GET", "/docs").status())
                .isEqualTo(403);
    }

    @Test
    void aPushedRequestCarriesThemToo() {
        Map<String, String> returned = new OAuthBrowser(REALM).authorize("ada", pushed(push(MAPS)));

        Answer answer = redeem("app", String.valueOf(returned.get("code")));

        assertThat(answer.json().get("authorization_details")).isEqualTo(CANONICAL);
        assertThat(claims(answer.text("access_token")).get("authorization_details"))
                .isEqualTo(CANONICAL);
    }

    @Test
    void theConsentScreenShowsScopesAndNoPaths() {
        var browser = new OAuthBrowser(REALM);

        Answer consent = browser.logIn("bob", browser.start(request("asking", MAPS)));

        assertThat(consent.status())
                .as("%s %s", consent.header("Location"), consent.body())
                .isEqualTo(200);
        assertThat(consent.body()).contains("asking", "kc-oauth").doesNotContain("/maps");
        Map<String, String> returned = OAuthBrowser.returned(browser.submit(consent, Map.of("accept", "Yes")));
        assertThat(redeem("asking", String.valueOf(returned.get("code"))).json().get("authorization_details"))
                .isEqualTo(CANONICAL);
    }

    /** Keycloak 26.7 drops what is longer than 2,000 characters; a token for everything would come of it. */
    @Test
    void detailsThatKeycloakDropsAreAnErrorOfTheRequest() {
        String huge = MAPS.replace("%61ms", "a/".repeat(1001));

        Map<String, String> returned = OAuthBrowser.returned(new OAuthBrowser(REALM).start(request("app", huge)));

        assertThat(returned)
                .containsEntry("error", "invalid_request")
                .containsEntry("state", "s")
                .doesNotContainKey("code");
        assertThat(returned.get("error_description")).contains("authorization_details is too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "id_token token", "code token", "code id_token", "code id_token token"})
    void theFrontChannelGivesNoTokenToWhoAsksForPaths(String responseType) {
        var asked = request("implicit", MAPS);
        asked.put("response_type", responseType);
        asked.put("nonce", "n");

        String location = new OAuthBrowser(REALM).start(asked).header("Location");

        assertThat(location)
                .startsWith(REDIRECT_URI)
                .contains("error=invalid_request", "response_type%3Dcode")
                .doesNotContain("token=", "code=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unasked", "account-console", "security-admin-console", "account", "admin-cli"})
    void whoMayNotAskIsToldSo(String client) {
        if (!client.equals("unasked")) {
            // Not even when an administrator says so.
            changeClient(client, Map.of("standardFlowEnabled", true, "attributes", Map.of(ASKS, "true")));
        }
        var asked = request(client, NOTHING);
        asked.put("prompt", "none");

        Map<String, String> returned = OAuthBrowser.returned(new OAuthBrowser(REALM).start(asked));

        assertThat(returned).containsEntry("error", "invalid_request");
        assertThat(returned.get("error_description")).contains("may not ask");
    }

    @Test
    void whoMayNotAskIsToldSoAtTheTokenEndpointToo() {
        Answer answer = redeem("unasked", code("unasked", ""), "authorization_details", MAPS);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_authorization_details");
        assertThat(answer.text("error_description")).contains("may not ask");
    }

    /** A page that the user looks at sends him, or a frame, to such a link. */
    @Test
    void aLinkLocksNobodyOutOfTheAccountConsole() {
        changeClient("account-console", Map.of());
        var browser = new OAuthBrowser(REALM);
        Map<String, String> before = OAuthBrowser.returned(browser.logIn("ada", browser.start(consoleLogin())));
        var link = consoleLogin();
        link.put("prompt", "none");
        link.put("authorization_details", NOTHING);

        Map<String, String> refused = OAuthBrowser.returned(browser.start(link));
        Map<String, String> after = OAuthBrowser.returned(browser.start(consoleLogin()));

        assertThat(before).containsKey("code");
        assertThat(refused).containsEntry("error", "invalid_request").doesNotContainKey("code");
        String token = Http.of("POST", REALM.url(TOKEN))
                .form(Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "account-console",
                        "code",
                        String.valueOf(after.get("code")),
                        "redirect_uri",
                        REDIRECT_URI,
                        "code_verifier",
                        VERIFIER))
                .send()
                .text("access_token");
        assertThat(Http.of("GET", REALM.url("/account/?x=1"))
                        .header("Accept", "application/json")
                        .bearer(token)
                        .send()
                        .status())
                .isEqualTo(200);
    }

    /** Reading, everything and writing, asked for by tabs of one session before any of the codes is redeemed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachCodeHasWhatItsOwnRequestAskedFor(boolean inOrder) {
        var browser = new OAuthBrowser(REALM);
        var codes = new ArrayList<String>();
        codes.add(String.valueOf(OAuthBrowser.returned(browser.logIn("ada", browser.start(request("app", MAPS))))
                .get("code")));
        for (String details : List.of("", WRITE)) {
            var silent = request("app", details);
            silent.put("prompt", "none");
            codes.add(
                    String.valueOf(OAuthBrowser.returned(browser.start(silent)).get("code")));
        }

        var answers = new Answer[3];
        for (int i : inOrder ? List.of(0, 1, 2) : List.of(2, 1, 0)) {
            answers[i] = redeem("app", codes.get(i));
        }

        // A refresh keeps what its own login asked for, and so does the one after it.
        for (int round = 0; round < 3; round++) {
            assertThat(rights(answers[0])).as("read, round %s", round).isEqualTo("200 403 403");
            assertThat(rights(answers[1])).as("all, round %s", round).isEqualTo("200 200 200");
            assertThat(rights(answers[2])).as("write, round %s", round).isEqualTo("200 200 403");
            Arrays.setAll(answers, i -> refresh(answers[i]));
        }
    }

    @Test
    void anOfflineTokenKeepsTheRestrictionAndGivesItToNoOther() {
        var browser = new OAuthBrowser(REALM);
        // A session that began with an offline token would end with it.
        browser.logIn("eve", browser.start(request("app", "")));
        var offline = request("app", MAPS);
        offline.put("scope", "openid offline_access");
        Answer restricted = redeem(
                "app",
                String.valueOf(OAuthBrowser.returned(browser.start(offline)).get("code")));
        offline.remove("authorization_details");
        Answer free = redeem(
                "app",
                String.valueOf(OAuthBrowser.returned(browser.start(offline)).get("code")));

        for (int round = 0; round < 3; round++) {
            assertThat(rights(restricted)).isEqualTo("200 403 403");
            assertThat(rights(free)).isEqualTo("200 200 200");
            restricted = refresh(restricted);
            free = refresh(free);
        }
    }

    @Test
    void anIdTokenOfSuchAClientAsksForNoPermissions() {
        for (String details : List.of(MAPS, "")) {
            String idToken = redeem("app", code("app", details)).text("id_token");

            for (String parameter : List.of("claim_token", "subject_token")) {
                Answer asked = permissions("app", parameter, idToken);

                assertThat(asked.status()).as(asked.body()).isEqualTo(400);
                assertThat(asked.text("error_description")).contains("restricted to paths");
            }
            assertThat(OAUTH.exchange("app", idToken, "subject_token_type", "urn:ietf:params:oauth:token-type:id_token")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void anIdTokenOfAnyOtherClientAsksForPermissionsAsEver() {
        String idToken = redeem("unasked", code("unasked", "")).text("id_token");

        Answer asked = permissions("unasked", "claim_token", idToken);

        assertThat(asked.status()).as(asked.body()).isEqualTo(200);
    }

    /** Only the code flow has them in Keycloak 26.7. */
    @Test
    void otherGrantsIgnoreThemAndSayNothingOfThem() {
        Answer answer =
                OAUTH.post(TOKEN, "app", Map.of("grant_type", "client_credentials", "authorization_details", MAPS));

        assertThat(answer.json().has("authorization_details")).isFalse();
        assertThat(claims(answer.text("access_token")).has("authorization_details"))
                .isFalse();
    }

    private static String code(String client, String details) {
        return String.valueOf(new OAuthBrowser(REALM)
                .authorize("ada", request(client, details))
                .get("code"));
    }

    private static Map<String, String> request(String client, String details) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("response_type", "code");
        parameters.put("client_id", client);
        parameters.put("redirect_uri", REDIRECT_URI);
        parameters.put("scope", "openid");
        parameters.put("state", "s");
        if (!details.isEmpty()) {
            parameters.put("authorization_details", details);
        }
        return parameters;
    }

    private static Answer redeem(String client, String code, String... more) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", REDIRECT_URI);
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return OAUTH.post(TOKEN, client, form);
    }

    private static Answer permissions(String client, String parameter, String token) {
        return OAUTH.post(
                TOKEN,
                client,
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:uma-ticket",
                        "audience",
                        "uma",
                        "permission",
                        "maps",
                        parameter,
                        token));
    }

    private static Answer refresh(Answer answer) {
        return OAUTH.post(
                TOKEN, "app", Map.of("grant_type", "refresh_token", "refresh_token", answer.text("refresh_token")));
    }

    /** Reading and writing what was asked for, and writing something else. */
    private static String rights(Answer answer) {
        String token = answer.text("access_token");
        return REALM.gate(token, "GET", "/maps/ams").status() + " "
                + REALM.gate(token, "PUT", "/maps/ams").status() + " "
                + REALM.gate(token, "PUT", "/docs").status();
    }

    private static void changeClient(String clientId, Map<String, Object> change) {
        var client = new HashMap<String, Object>(change);
        client.put("clientId", clientId);
        client.put("redirectUris", List.of("https://app.example/*"));
        Answer answer = REALM.admin("PUT", "/clients/" + REALM.clientUuid(clientId), client);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    private static Map<String, String> consoleLogin() {
        var login = request("account-console", "");
        login.put("code_challenge", CHALLENGE);
        login.put("code_challenge_method", "S256");
        return login;
    }

    private static Map<String, String> pushed(Answer pushed) {
        return Map.of("client_id", "app", "request_uri", pushed.text("request_uri"));
    }

    private static Answer push(String details) {
        return OAUTH.post("/protocol/openid-connect/ext/par/request", "app", request("app", details));
    }
}
