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
    private static final JsonNode CANONICAL = json(List.of(detail("/maps/ams", "read")));

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .user("bob")
            .client(confidential("app", "standard.token.exchange.enabled", "true"))
            .client(confidential("rs", "allow.token.introspection.without.audience.check", "true"))
            .client(confidential("light", "client.use.lightweight.access.token.enabled", "true"))
            .client(asking())
            .build();

    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    private static Map<String, Object> asking() {
        var client = new HashMap<>(confidential("asking"));
        client.put("consentRequired", true);
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

    /** Keycloak drops what is longer than 2,000 characters; the token response tells the client so. */
    @Test
    void detailsThatKeycloakDropsAreNotInTheAnswer() {
        String huge = MAPS.replace("%61ms", "a/".repeat(1001));

        Answer answer = redeem("app", code("app", huge));

        assertThat(answer.json().has("authorization_details")).isFalse();
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

    private static Map<String, String> pushed(Answer pushed) {
        return Map.of("client_id", "app", "request_uri", pushed.text("request_uri"));
    }

    private static Answer push(String details) {
        return OAUTH.post("/protocol/openid-connect/ext/par/request", "app", request("app", details));
    }
}
