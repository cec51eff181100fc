package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.claims;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The realm's client policies hold for what Keypath issues and changes, as for what Keycloak does itself. */
class ClientPoliciesIT {

    private static final Map<String, Map<String, ?>> EXECUTORS = Map.of(
            "reject-request",
            Map.of(),
            "secure-client-authenticator",
            Map.of("allowed-client-authenticators", List.of("client-jwt")),
            "holder-of-key-enforcer",
            Map.of("auto-configure", false),
            "use-lightweight-access-token",
            Map.of(),
            "dpop-bind-enforcer",
            Map.of("auto-configure", true),
            "secure-client-uris",
            Map.of(),
            "consent-required",
            Map.of("auto-configure", true),
            "downscope-assertion-grant-enforcer",
            Map.of());

    private static final TestRealm REALM = realm();
    private static final LongLifetime GRANT = new LongLifetime(REALM);
    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    private static TestRealm realm() {
        TestRealm.Builder builder = TestRealm.builder()
                .attribute("keypath.long-lifetime.subject-token", "true")
                .user("ada")
                .client(client("free"))
                .client(OAuthEndpoints.publicClient("later"))
                .client(client("mtls", "tls.client.certificate.bound.access.tokens", "true"))
                .client(client("dpop", "dpop.bound.access.tokens", "true"));
        for (String executor : EXECUTORS.keySet()) {
            builder.client(client("by-" + executor, "policy", executor));
        }
        builder.client(client(
                "has-quick-login",
                "policy",
                "reject-request",
                "keypath.quick-login",
                "true",
                "keypath.quick-login.urls",
                "https://has-quick-login.example/"));
        var secrets = new LinkedHashMap<>(client("secrets", "policy", "reject-request"));
        secrets.put("clientAuthenticatorType", "keypath-secret");
        TestRealm realm = builder.client(secrets).build();
        var profiles = EXECUTORS.entrySet().stream()
                .map(executor -> Map.of(
                        "name",
                        executor.getKey(),
                        "executors",
                        List.of(Map.of("executor", executor.getKey(), "configuration", executor.getValue()))))
                .toList();
        var policies = new ArrayList<Map<String, ?>>();
        for (String executor : EXECUTORS.keySet()) {
            policies.add(Map.of(
                    "name",
                    executor,
                    "enabled",
                    true,
                    "conditions",
                    List.of(Map.of(
                            "condition",
                            "client-attributes",
                            "configuration",
                            Map.of("attributes", "[{\"key\":\"policy\",\"value\":\"" + executor + "\"}]"))),
                    "profiles",
                    List.of(executor)));
        }
        put(realm, "/client-policies/profiles", Map.of("profiles", profiles));
        put(realm, "/client-policies/policies", Map.of("policies", policies));
        return realm;
    }

    private static void put(TestRealm realm, String path, Object body) {
        Answer answer = realm.admin("PUT", path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    private static Map<String, Object> client(String clientId, String... attributes) {
        var all = new LinkedHashMap<String, String>(Map.of("keypath.long-lifetime", "true"));
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i], attributes[i + 1]);
        }
        var client = LongLifetime.withDirectGrants(confidential(clientId));
        client.put("attributes", all);
        return client;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            reject-request,              Request not allowed
            secure-client-authenticator, Configured client authentication method not allowed for client
            holder-of-key-enforcer,      Client Certification missing for MTLS HoK Token Binding
            """)
    void whatAPolicyRefusesTheClientItRefusesItInTheLongLifetimeGrant(String executor, String description) {
        String clientId = "by-" + executor;
        String account = REALM.serviceAccountId(clientId);
        Answer keycloaksOwn = OAUTH.post(OAuthEndpoints.TOKEN, clientId, Map.of("grant_type", "client_credentials"));

        Answer jwt = GRANT.requestBy(clientId, "lifetime", "3600");
        Answer opaque = GRANT.requestBy(clientId, "lifetime", "3600", "token_type", "path_token");

        for (Answer answer : List.of(jwt, opaque)) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo(keycloaksOwn.body());
            assertThat(answer.text("error_description")).isEqualTo(description);
        }
        assertThat(REALM.tokenAdmin().get("/count?user=" + account).body()).isEqualTo("0");
        assertThat(REALM.events("OAUTH2_EXTENSION_GRANT_ERROR"))
                .filteredOn(event -> event.get("clientId").asText().equals(clientId))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.get("details")
                                .get("client_policy_error_detail")
                                .asText())
                        .isEqualTo(description));
    }

    @Test
    void aPolicyOfExchangesHoldsForSubjectTokensAndForThemAlone() {
        String clientId = "by-downscope-assertion-grant-enforcer";
        String subject = OAUTH.post(
                        OAuthEndpoints.TOKEN,
                        clientId,
                        Map.of("grant_type", "password", "username", "ada", "password", "ada"))
                .text("access_token");

        Answer more = GRANT.requestBy(clientId, ofSubject(subject, "scope", "phone"));
        Answer asMuch = GRANT.requestBy(clientId, ofSubject(subject));
        Answer forItself = GRANT.requestBy(clientId, "lifetime", "3600", "scope", "phone");

        assertThat(more.status()).isEqualTo(400);
        assertThat(more.text("error")).isEqualTo("invalid_scope");
        assertThat(more.text("error_description")).startsWith("Scopes [phone] not present in the initial access token");
        assertThat(asMuch.status()).as(asMuch.body()).isEqualTo(200);
        assertThat(claims(asMuch.text("access_token")).get("scope").asText())
                .contains("email", "profile")
                .doesNotContain("phone");
        assertThat(forItself.status()).as(forItself.body()).isEqualTo(200);
    }

    private static String[] ofSubject(String subjectToken, String... more) {
        var all = new ArrayList<>(List.of(
                "lifetime",
                "3600",
                "subject_token",
                subjectToken,
                "subject_token_type",
                OAuthEndpoints.ACCESS_TOKEN_TYPE));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void aPolicyOfLightweightTokensMakesTheLongLifetimeTokenOne() {
        JsonNode usual = claims(GRANT.requestBy("free", "lifetime", "3600").text("access_token"));

        Answer answer = GRANT.requestBy("by-use-lightweight-access-token", "lifetime", "3600");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(usual.has("realm_access")).isTrue();
        assertThat(claims(answer.text("access_token")).has("realm_access")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtls", "dpop"})
    void aClientWhoseTokensAreBoundGetsNoneThatIsNot(String clientId) {
        Answer jwt = GRANT.requestBy(clientId, "lifetime", "3600");
        Answer opaque = GRANT.requestBy(clientId, "lifetime", "3600", "token_type", "path_token");
        Answer apiKey = REALM.tokenAdmin()
                .post(
                        "",
                        Map.of(
                                "name",
                                "key",
                                "client",
                                clientId,
                                "accessList",
                                QuickLoginApp.PATH_TOKEN.get("accessList")));

        assertThat(jwt.status()).isEqualTo(400);
        assertThat(opaque.status()).isEqualTo(400);
        assertThat(apiKey.status()).isEqualTo(400);
        assertThat(REALM.tokenAdmin()
                        .get("/count?user=" + REALM.serviceAccountId(clientId))
                        .body())
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"free", "dpop"})
    void whoProvesAKeyGetsAJwtThatIsBoundToItAndNoPathToken(String clientId) throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();

        Answer jwt = proved(key, clientId, "lifetime", "3600");
        Answer opaque = proved(key, clientId, "lifetime", "3600", "token_type", "path_token");

        assertThat(jwt.status()).as(jwt.body()).isEqualTo(200);
        assertThat(claims(jwt.text("access_token")).get("cnf").get("jkt").asText())
                .isEqualTo(key.computeThumbprint().toString());
        assertThat(opaque.status()).isEqualTo(400);
        assertThat(opaque.text("error")).isEqualTo("invalid_request");
        assertThat(opaque.text("error_description"))
                .startsWith("token_type=path_token: the client's tokens are bound to a key");
    }

    @Test
    void aTokenOfAClientWhoseTokensAreBoundSinceIsNotRotated() {
        Answer made = REALM.caller(REALM.login("later", "ada")).post("", Tokens.forPath("early", "/a", "read"));
        REALM.admin(
                "PUT",
                "/clients/" + REALM.clientUuid("later"),
                Map.of("attributes", Map.of("dpop.bound.access.tokens", "true")));

        Answer rotated = REALM.as("ada").post("/" + made.text("id") + "/rotate", Map.of());

        assertThat(rotated.status()).as(rotated.body()).isEqualTo(400);
        assertThat(rotated.text("error_description")).startsWith("The client's tokens are bound to a key");
        assertThat(REALM.gate(made.text("token"), "GET", "/a").status()).isEqualTo(200);
    }

    @Test
    void aUsersBoundAccessTokenMakesNoPathToken() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        String login = Http.of("POST", REALM.url(OAuthEndpoints.TOKEN))
                .header("DPoP", proof(key, "POST", REALM.url(OAuthEndpoints.TOKEN), null))
                .form(Map.of(
                        "grant_type", "password", "client_id", TestRealm.CLI, "username", "ada", "password", "ada"))
                .send()
                .text("access_token");

        Answer answer = Http.of("POST", REALM.url("/path-tokens"))
                .header("Authorization", "DPoP " + login)
                .header("DPoP", proof(key, "POST", REALM.url("/path-tokens"), login))
                .json(Map.of("name", "unbound"))
                .send();

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.text("error_description")).startsWith("The access token is bound to a key");
    }

    @ParameterizedTest
    @CsvSource({
        "reject-request,         invalid_request,         Request not allowed",
        "secure-client-uris,     invalid_client_metadata, Invalid redirectUris",
        "holder-of-key-enforcer, invalid_client_metadata, Invalid client metadata: MTLS token in disabled"
    })
    void aPolicyThatForbidsTheChangeForbidsQuickLogin(String executor, String error, String description) {
        var app = new QuickLoginApp(REALM, "by-" + executor, REALM.clientUuid("by-" + executor));
        JsonNode before = settings(app);

        Answer answer = REALM.admin("PUT", "/quick-login/" + app.uuid(), Map.of("urls", List.of(app.page())));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).isEqualTo(description);
        assertThat(settings(app)).isEqualTo(before);
        assertThat(REALM.adminEvents("KEYPATH_QUICK_LOGIN"))
                .noneMatch(event -> event.get("resourcePath").asText().endsWith(app.uuid()));
    }

    @Test
    void aPolicyThatForbidsTheChangeForbidsToTurnQuickLoginOff() {
        var app = new QuickLoginApp(REALM, "has-quick-login", REALM.clientUuid("has-quick-login"));

        Answer answer = REALM.admin("DELETE", "/quick-login/" + app.uuid());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error_description")).isEqualTo("Request not allowed");
        assertThat(REALM.admin("GET", "/quick-login/" + app.uuid()).status()).isEqualTo(200);
    }

    @Test
    void whatAPolicyMakesOfAClientCounts() {
        var app = new QuickLoginApp(REALM, "by-consent-required", REALM.clientUuid("by-consent-required"));
        var bound = new QuickLoginApp(REALM, "by-dpop-bind-enforcer", REALM.clientUuid("by-dpop-bind-enforcer"));
        JsonNode before = settings(bound);

        app.set(Map.of());
        Answer refused = REALM.admin("PUT", "/quick-login/" + bound.uuid(), Map.of("urls", List.of(bound.page())));

        assertThat(app.client().get("consentRequired").asBoolean()).isTrue();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).startsWith("The client's tokens are bound to a key");
        assertThat(settings(bound)).isEqualTo(before);
    }

    @Test
    void aPolicyThatForbidsTheChangeForbidsSecrets() {
        String path = "/client-secrets/" + REALM.clientUuid("secrets");

        Answer answer = REALM.admin("POST", path, Map.of("name", "laptop"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error_description")).isEqualTo("Request not allowed");
        assertThat(REALM.admin("GET", path + "/count").body()).isEqualTo("0");
    }

    // Without what comes in another order each time.
    private static JsonNode settings(QuickLoginApp app) {
        return ((ObjectNode) app.client()).without(List.of("defaultClientScopes", "optionalClientScopes"));
    }

    private static Answer proved(ECKey key, String clientId, String... more) throws JOSEException {
        String uri = REALM.url(OAuthEndpoints.TOKEN);
        return Http.of("POST", uri)
                .header("Authorization", OAuthEndpoints.basic(clientId))
                .header("DPoP", proof(key, "POST", uri, null))
                .form(LongLifetime.form(more))
                .send();
    }

    // RFC 9449 section 4.2.
    private static String proof(ECKey key, String method, String uri, @Nullable String accessToken)
            throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build();
        var claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", method)
                .claim("htu", uri)
                .issueTime(Date.from(Instant.now()));
        if (accessToken != null) {
            claims.claim("ath", sha256(accessToken));
        }
        var proof = new SignedJWT(header, claims.build());
        proof.sign(new ECDSASigner(key));
        return proof.serialize();
    }

    private static String sha256(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
