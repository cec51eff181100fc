package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.ACCESS_TOKEN_TYPE;
import static io.keypath.integrationtests.OAuthEndpoints.TOKEN;
import static io.keypath.integrationtests.OAuthEndpoints.USERINFO;
import static io.keypath.integrationtests.OAuthEndpoints.claims;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static io.keypath.integrationtests.OAuthEndpoints.detail;
import static io.keypath.integrationtests.OAuthEndpoints.entry;
import static io.keypath.integrationtests.OAuthEndpoints.exchangeForm;
import static io.keypath.integrationtests.OAuthEndpoints.header;
import static io.keypath.integrationtests.OAuthEndpoints.json;
import static io.keypath.integrationtests.OAuthEndpoints.publicClient;
import static io.keypath.integrationtests.OAuthEndpoints.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Token exchange (RFC 8693) of a path token: what the JWT holds, and where it is good. */
class TokenExchangeIT {

    // Without TLS also from the addresses that a test claims to come from.
    private static final TestRealm REALM = TestRealm.builder()
            .with("sslRequired", "none")
            .attribute("keypath.token.unlimited", "true")
            .user("ada")
            .adminUser("root", "realm-admin")
            .client(confidential("app"))
            .client(confidential("typed", "access.token.header.type.rfc9068", "true"))
            .client(confidential("mtls", "tls.client.certificate.bound.access.tokens", "true"))
            .client(confidential("brief", "access.token.lifespan", "120"))
            .client(confidential("patient", "access.token.lifespan", "7200"))
            .client(confidential("again", "standard.token.exchange.enabled", "true"))
            .client(confidential("light", "client.use.lightweight.access.token.enabled", "true"))
            .client(confidential("rs", "allow.token.introspection.without.audience.check", "true"))
            .client(publicClient("spa"))
            .client(publicClient("spa-allowed", "keypath.token-exchange", "true"))
            .client(narrow())
            .client(asking())
            .build();

    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    private static Map<String, Object> narrow() {
        var client = new HashMap<>(confidential("narrow"));
        client.put("fullScopeAllowed", false);
        return client;
    }

    private static Map<String, Object> asking() {
        var client = new HashMap<>(confidential("asking"));
        client.put("consentRequired", true);
        return client;
    }

    @Test
    void aClientWhoseTokensAreBoundToItsCertificateGetsNoneThatIsNot() {
        String token = REALM.createToken("ada", "/a", "read").text("token");

        Answer answer = OAUTH.exchange("mtls", token);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
    }

    @Test
    void theJwtSaysWhatThePathTokenMayDo() {
        Answer created = REALM.createToken(
                "ada",
                Map.of(
                        "name",
                        "tiles",
                        "scope",
                        "openid email",
                        "accessList",
                        List.of(entry("/maps/ams", "read"), entry("/docs/", "write"))));

        Answer answer = OAUTH.exchange("app", created.text("token"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.text("issued_token_type")).isEqualTo(ACCESS_TOKEN_TYPE);
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.text("scope")).isEqualTo("openid email read:/maps/ams write:/docs/");
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.json().has("id_token")).isFalse();
        JsonNode details = json(List.of(detail("/maps/ams", "read"), detail("/docs/", "write")));
        assertThat(answer.json().get("authorization_details")).isEqualTo(details);
        JsonNode claims = claims(answer.text("access_token"));
        assertThat(claims.get("iss")).isEqualTo(json(REALM.url("")));
        assertThat(claims.get("sub")).isEqualTo(json(REALM.userId("ada")));
        assertThat(claims.get("aud")).isEqualTo(json("app"));
        assertThat(claims.get("client_id")).isEqualTo(json("app"));
        assertThat(claims.get("azp")).isEqualTo(json("app"));
        assertThat(claims.get("jti").asText()).isNotEmpty();
        assertThat(claims.get("scope")).isEqualTo(json(answer.text("scope")));
        assertThat(claims.get("authorization_details")).isEqualTo(details);
        assertThat(claims.get("email")).isEqualTo(json("ada@example.org"));
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong())
                .isEqualTo(answer.json().get("expires_in").asLong());
    }

    @Test
    void twoExchangesGiveTwoTokens() {
        String token = token("/maps", "read");

        Answer first = OAUTH.exchange("app", token);
        Answer second = OAUTH.exchange("app", token);

        assertThat(claims(first.text("access_token")).get("jti"))
                .isNotEqualTo(claims(second.text("access_token")).get("jti"));
    }

    @Test
    void thePathTokenItselfIsNotInTheJwt() {
        String token = token("/maps", "read");

        Answer answer = OAUTH.exchange("app", token);

        assertThat(claims(answer.text("access_token")).toString()).doesNotContain(token);
    }

    @ParameterizedTest
    @CsvSource({"app, JWT", "typed, at+jwt"})
    void theHeaderSaysTheTypeThatTheClientAsksFor(String client, String type) {
        Answer answer = OAUTH.exchange(client, token("/maps", "read"));

        assertThat(header(answer.text("access_token")).get("typ")).isEqualTo(json(type));
    }

    @Test
    void theJwtLivesNoLongerThanThePathToken() {
        Answer created = REALM.createToken("ada", Map.of("name", "brief", "validFor", 60));

        Answer answer = OAUTH.exchange("patient", created.text("token"));

        assertThat(claims(answer.text("access_token")).get("exp").asLong()).isEqualTo(seconds(created, "expiresAt"));
        assertThat(answer.json().get("expires_in").asLong()).isBetween(1L, 60L);
    }

    @Test
    void theJwtLivesNoLongerThanTheOverlapOfARotatedString() {
        Answer created = REALM.createToken("ada", "/maps", "read");
        REALM.call("ada", "POST", "/path-tokens/" + created.text("id") + "/rotate", Map.of("overlap", 30));

        Answer answer = OAUTH.exchange("app", created.text("token"));

        assertThat(answer.json().get("expires_in").asLong()).isBetween(1L, 30L);
    }

    @Test
    void theJwtLivesNoLongerThanTheClientsTokensDo() {
        var request = new LinkedHashMap<String, Object>();
        request.put("name", "for ever");
        request.put("validFor", null);

        Answer answer =
                OAUTH.exchange("brief", REALM.createToken("ada", request).text("token"));

        assertThat(answer.json().get("expires_in").asLong()).isBetween(1L, 120L);
    }

    @Test
    void aPublicClientNeedsPermission() {
        String token = token("/maps", "read");

        Answer refused = exchangePublicly("spa", token);
        Answer allowed = exchangePublicly("spa-allowed", token);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("unauthorized_client");
        assertThat(allowed.status()).isEqualTo(200);
    }

    @Test
    void aClientThatNeedsConsentGetsNothingWithoutIt() {
        Answer answer = OAUTH.exchange("asking", token("/maps", "read"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_scope");
    }

    @Test
    void theGateHoldsTheJwtToItsPaths() {
        Answer answer = OAUTH.exchange("app", token("/maps/ams", "read"));

        String jwt = answer.text("access_token");
        assertThat(REALM.gate(jwt, "GET", "/maps/ams/tiles.txt").status()).isEqualTo(200);
        assertThat(REALM.gate(jwt, "PUT", "/maps/ams/tiles.txt").status()).isEqualTo(403);
        assertThat(REALM.gate(jwt, "GET", "/maps/amsterdam").status()).isEqualTo(403);
    }

    @Test
    void userinfoAnswersWhenThePathTokenHasOpenid() {
        String with = REALM.createToken("ada", Map.of("name", "me", "scope", "openid email"))
                .text("token");
        String without = token("/maps", "read");

        Answer known = userinfo(OAUTH.exchange("app", with).text("access_token"));
        Answer refused = userinfo(OAUTH.exchange("app", without).text("access_token"));

        assertThat(known.status()).isEqualTo(200);
        assertThat(known.text("sub")).isEqualTo(REALM.userId("ada"));
        assertThat(known.text("email")).isEqualTo("ada@example.org");
        assertThat(refused.status()).isEqualTo(403);
    }

    @Test
    void theIntrospectionOfTheJwtShowsWhatItIsRestrictedTo() {
        Answer answer = OAUTH.exchange("app", token("/maps/ams", "read"));

        JsonNode shown = OAUTH.introspect("rs", answer.text("access_token")).json();

        assertThat(shown.get("active").asBoolean()).isTrue();
        assertThat(shown.get("scope")).isEqualTo(json("read:/maps/ams"));
        assertThat(shown.get("authorization_details")).isEqualTo(json(List.of(detail("/maps/ams", "read"))));
        assertThat(shown.get("username")).isEqualTo(json("ada"));
        assertThat(shown.get("client_id")).isEqualTo(json("app"));
        assertThat(shown.has("realm_access")).isFalse();
        assertThat(shown.has("resource_access")).isFalse();
    }

    @Test
    void aResourceServerThatIsTheAudienceNeedsNoAttributeToIntrospect() {
        String jwt = OAUTH.exchange("app", token("/maps/ams", "read")).text("access_token");

        Answer answer = OAUTH.introspect("app", jwt);

        assertThat(answer.json().get("active").asBoolean()).isTrue();
    }

    /** Of an administrator's personal token, so that nothing but its origin keeps the JWT out. */
    @Test
    void keycloaksOwnApisRefuseTheJwt() {
        String login = REALM.login("root");
        String jwt = OAUTH.exchange(
                        "app", REALM.createToken("root", Map.of("name", "all")).text("token"))
                .text("access_token");

        assertThat(claims(jwt).get("resource_access").has("realm-management")).isTrue();
        for (String url : List.of(REALM.url("/path-tokens"), REALM.url("/account/?x=1"), REALM.adminUrl("/users"))) {
            assertThat(get(url, login).status()).as(url).isEqualTo(200);
            assertThat(get(url, jwt).status()).as(url).isIn(401, 403);
        }
    }

    @Test
    void aPersonalTokenGivesNoMoreRolesThanTheClientMayHave() {
        String token = REALM.createToken("root", Map.of("name", "all")).text("token");

        JsonNode ofAll = claims(OAUTH.exchange("app", token).text("access_token"));
        JsonNode ofNarrow = claims(OAUTH.exchange("narrow", token).text("access_token"));

        assertThat(ofAll.get("resource_access").has("realm-management")).isTrue();
        assertThat(ofNarrow.has("resource_access")).isFalse();
        assertThat(ofNarrow.has("realm_access")).isFalse();
    }

    @Test
    void theJwtIsNotExchangedOnceMore() {
        for (String jwt : List.of(
                OAUTH.exchange("again", token("/maps", "read")).text("access_token"),
                OAUTH.exchange(
                                "again",
                                REALM.createToken("ada", Map.of("name", "all")).text("token"))
                        .text("access_token"))) {

            Answer standard = OAUTH.exchange("again", jwt, "subject_token_type", ACCESS_TOKEN_TYPE);
            Answer asPathToken = OAUTH.exchange("again", jwt);

            assertThat(standard.status()).isEqualTo(400);
            assertThat(standard.text("error")).isEqualTo("invalid_request");
            assertThat(asPathToken.text("error")).isEqualTo("invalid_request");
        }
    }

    @Test
    void anOrdinaryTokenIsExchangedAsEver() {
        String login = REALM.token(
                Map.of("grant_type", "client_credentials", "client_id", "again", "client_secret", TestRealm.SECRET));

        Answer answer = OAUTH.exchange("again", login, "subject_token_type", ACCESS_TOKEN_TYPE);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** What is read before any signature is checked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "1",
                "{}",
                "{\"scope\":null}",
                "{\"scope\":[\"read:/\"]}",
                "{\"authorization_details\":null}",
                "{\"authorization_details\":[null]}",
                "{\"authorization_details\":[{}]}",
                "{\"authorization_details\":\"x\"}",
                "{\"keypath_parent\":{}}"
            })
    void aJwtThatNobodySignedIsRefusedWhateverItClaims(String claims) {
        String jwt = encoded("{\"alg\":\"none\"}") + "." + encoded(claims) + ".";

        Answer answer = OAUTH.exchange("again", jwt, "subject_token_type", ACCESS_TOKEN_TYPE);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
    }

    @Test
    void aLightweightJwtKeepsWhatRestrictsIt() {
        String jwt = OAUTH.exchange("light", token("/maps/ams", "read")).text("access_token");

        assertThat(claims(jwt).get("authorization_details")).isEqualTo(json(List.of(detail("/maps/ams", "read"))));
        assertThat(REALM.gate(jwt, "GET", "/docs").status()).isEqualTo(403);
        assertThat(OAUTH.introspect("rs", jwt).text("scope")).isEqualTo("read:/maps/ams");
    }

    @ParameterizedTest
    @ValueSource(strings = {"networks", "origins"})
    void aRestrictedTokenIsExchangedFromWhereItMayBeUsed(String restriction) {
        Map<String, Object> request = restriction.equals("networks")
                ? Map.of("name", "net", "allowedNetworks", List.of("127.0.0.1"))
                : Map.of("name", "origin", "allowedOrigins", List.of("https://maps.example"));
        String token = REALM.createToken("ada", request).text("token");

        Answer outside = Http.of("POST", REALM.url(TOKEN))
                .header("Authorization", OAuthEndpoints.basic("app"))
                .header("X-Forwarded-For", "203.0.113.9")
                .form(exchangeForm(token))
                .send();

        assertThat(outside.status()).isEqualTo(400);
        assertThat(outside.text("error")).isEqualTo("invalid_request");
        if (restriction.equals("networks")) {
            assertThat(OAUTH.exchange("app", token).status()).isEqualTo(200);
        }
    }

    @Test
    void theExchangeIsAnEventThatNamesThePathToken() {
        Answer created = REALM.createToken("ada", "/maps", "read");

        OAUTH.exchange("app", created.text("token"));

        assertThat(REALM.events("TOKEN_EXCHANGE").valueStream()).anySatisfy(event -> {
            assertThat(event.path("details").path("path_token_id").asText()).isEqualTo(created.text("id"));
            assertThat(event.path("userId").asText()).isEqualTo(REALM.userId("ada"));
            assertThat(event.toString()).doesNotContain(created.text("token"));
        });
    }

    @Test
    void noSessionIsLeftBehind() {
        Set<String> before = Set.copyOf(sessions());

        OAUTH.exchange("app", token("/maps", "read"));

        // The login that made the path token has one, the exchange none.
        assertThat(REALM.admin("GET", "/clients/" + REALM.clientUuid("app") + "/user-sessions")
                        .json())
                .isEmpty();
        assertThat(sessions()).hasSizeLessThanOrEqualTo(before.size() + 1);
    }

    private static List<String> sessions() {
        return REALM.admin("GET", "/users/" + REALM.userId("ada") + "/sessions")
                .json()
                .valueStream()
                .map(session -> session.get("id").asText())
                .toList();
    }

    private static String token(String path, String access) {
        return REALM.createToken("ada", path, access).text("token");
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer exchangePublicly(String client, String token) {
        return Http.of("POST", REALM.url(TOKEN))
                .form(exchangeForm(token, "client_id", client))
                .send();
    }

    private static Answer userinfo(String jwt) {
        return get(REALM.url(USERINFO), jwt);
    }

    private static Answer get(String url, String bearer) {
        return Http.of("GET", url)
                .bearer(bearer)
                .header("Accept", "application/json")
                .send();
    }
}
