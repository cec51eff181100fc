package io.keypath.integrationtests;

import static io.keypath.integrationtests.LongLifetime.ALLOWED;
import static io.keypath.integrationtests.LongLifetime.CLIENT;
import static io.keypath.integrationtests.LongLifetime.YEAR;
import static io.keypath.integrationtests.OAuthEndpoints.ACCESS_TOKEN_TYPE;
import static io.keypath.integrationtests.OAuthEndpoints.claims;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static io.keypath.integrationtests.OAuthEndpoints.publicClient;
import static io.keypath.integrationtests.OAuthEndpoints.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a long-lifetime token, what it is, and where it is good. */
class LongLifetimeIT {

    private static final TestRealm REALM = TestRealm.builder()
            .attribute("keypath.long-lifetime.subject-token", "true")
            .attribute("keypath.developer-secret.role", "developer")
            .with("roles", Map.of("realm", List.of(Map.of("name", "developer"))))
            .user("ada", "developer")
            .user("bob")
            .with("ssoSessionMaxLifespan", 120)
            .with("ssoSessionIdleTimeout", 60)
            .with("offlineSessionIdleTimeout", 60)
            .client(robotThatShowsGroups())
            .client(confidential("other", ALLOWED))
            .client(confidential("not-allowed"))
            .client(publicClient("public", ALLOWED))
            .client(Map.of(
                    "clientId",
                    "no-account",
                    "secret",
                    TestRealm.SECRET,
                    "publicClient",
                    false,
                    "attributes",
                    Map.of("keypath.long-lifetime", "true")))
            .client(consenting())
            .client(confidential(
                    "light", "keypath.long-lifetime", "true", "client.use.lightweight.access.token.enabled", "true"))
            .client(confidential(
                    "exchanger", "standard.token.exchange.enabled", "true", "keypath.long-lifetime", "true"))
            .client(LongLifetime.resourceServer())
            .build();

    private static final LongLifetime GRANT = new LongLifetime(REALM);
    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    private static Map<String, Object> robotThatShowsGroups() {
        var client = new LinkedHashMap<>(LongLifetime.robot("access.token.lifespan", "60"));
        client.put(
                "protocolMappers",
                List.of(Map.of(
                        "name",
                        "groups",
                        "protocol",
                        "openid-connect",
                        "protocolMapper",
                        "oidc-group-membership-mapper",
                        "config",
                        Map.of(
                                "claim.name",
                                "groups",
                                "full.path",
                                "false",
                                "access.token.claim",
                                "true",
                                "userinfo.token.claim",
                                "true",
                                "introspection.token.claim",
                                "true"))));
        return client;
    }

    private static Map<String, Object> consenting() {
        var client = LongLifetime.withDirectGrants(confidential("consenting", ALLOWED));
        client.put("consentRequired", true);
        return client;
    }

    @Test
    void aClientGetsOneForItsServiceAccount() throws Exception {
        Answer answer = GRANT.request("lifetime", YEAR, "name", "nightly");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.json().get("expires_in").asLong()).isEqualTo(31_536_000);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.json().has("id_token")).isFalse();
        JWTClaimsSet claims = decoded(answer.text("access_token"));
        assertThat(seconds(claims)).isEqualTo(31_536_000);
        assertThat(claims.getSubject()).isEqualTo(REALM.serviceAccountId(CLIENT));
        assertThat(claims.getJWTID()).endsWith(":" + answer.text("token_id"));
        assertThat(claims.getAudience()).containsExactly(CLIENT);
        assertThat(claims.getClaim("sid")).isNull();
        assertThat(claims.getStringClaim("client_id")).isEqualTo(CLIENT);
        assertThat(GRANT.isAlive(answer.text("access_token"))).isTrue();
    }

    @Test
    void introspectionShowsWhatTheTokenHolds() {
        Answer answer = GRANT.requestFor("ada", "lifetime", YEAR);

        JsonNode seen = GRANT.introspect(answer.text("access_token")).json();

        JsonNode claims = claims(answer.text("access_token"));
        assertThat(seen.get("active").asBoolean()).isTrue();
        assertThat(seen.get("exp").asLong() - seen.get("iat").asLong()).isEqualTo(31_536_000);
        for (String claim : List.of("exp", "iat", "jti", "iss", "sub", "aud", "azp", "scope", "realm_access")) {
            assertThat(seen.get(claim)).as(claim).isEqualTo(claims.get(claim));
        }
        assertThat(seen.get("username").asText()).isEqualTo("ada");
        assertThat(seen.get("client_id").asText()).isEqualTo(CLIENT);
        assertThat(seen.get("token_type").asText()).isEqualTo("Bearer");
        // Keycloak's audience rule: the client itself may ask, another one without the audience may not.
        assertThat(OAUTH.introspect(CLIENT, answer.text("access_token"))
                        .json()
                        .get("active")
                        .asBoolean())
                .isTrue();
        assertThat(OAUTH.introspect("other", answer.text("access_token"))
                        .json()
                        .get("active")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aSubjectTokensUserGetsOneAndFindsItInHisList() {
        Answer answer = GRANT.requestFor("ada", "lifetime", "3600", "name", "my script");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String token = answer.text("access_token");
        assertThat(claims(token).get("sub").asText()).isEqualTo(REALM.userId("ada"));
        assertThat(GRANT.isAlive(token)).isTrue();
        Answer listed = Await.until(
                "last use",
                () -> REALM.as("ada").get("/" + answer.text("token_id")),
                shown -> !shown.json().get("lastUsedAt").isNull());
        assertThat(listed.text("kind")).isEqualTo("long-lifetime");
        assertThat(listed.text("name")).isEqualTo("my script");
        assertThat(listed.text("clientId")).isEqualTo(CLIENT);
        assertThat(listed.text("state")).isEqualTo("active");
        assertThat(OAuthEndpoints.seconds(listed, "expiresAt") - OAuthEndpoints.seconds(listed, "createdAt"))
                .isEqualTo(3600);
        assertThat(OAuthEndpoints.seconds(listed, "expiresAt"))
                .isEqualTo(claims(token).get("exp").asLong());
        assertThat(REALM.as("bob").get("/" + answer.text("token_id")).status()).isEqualTo(404);
        // Only what does not matter to who checks the signature can be changed.
        String path = "/" + answer.text("token_id");
        assertThat(REALM.as("ada").patch(path, Map.of("name", "renamed")).text("name"))
                .isEqualTo("renamed");
        assertThat(REALM.as("ada").patch(path, Map.of("enabled", false)).status())
                .isEqualTo(400);
        assertThat(REALM.as("ada").post(path + "/rotate", "{}").status()).isEqualTo(400);
    }

    @Test
    void aDeveloperSecretGivesOneForItsUser() {
        Answer secret = REALM.call("ada", "POST", "/developer-secrets", Map.of("name", "laptop"));
        assertThat(secret.status()).as(secret.body()).isEqualTo(201);

        Answer answer = bySecret(secret.text("secret"), LongLifetime.form("lifetime", YEAR));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String token = answer.text("access_token");
        assertThat(claims(token).get("sub").asText()).isEqualTo(REALM.userId("ada"));
        assertThat(claims(token).get("azp").asText()).isEqualTo("keypath-developer");
        assertThat(GRANT.isAlive(token)).isTrue();
        var form = LongLifetime.form("subject_token", REALM.login("bob"), "subject_token_type", ACCESS_TOKEN_TYPE);
        Answer both = bySecret(secret.text("secret"), form);
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.text("error")).isEqualTo("invalid_request");
        assertThat(both.text("error_description")).contains("subject_token");
    }

    @Test
    void keycloaksOwnApisAndSelfServiceAreClosedToIt() {
        String token = GRANT.requestFor("ada").text("access_token");

        assertThat(Http.of("GET", REALM.url("/account"))
                        .header("Accept", "application/json")
                        .bearer(token)
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(Http.of("GET", REALM.adminUrl("/users")).bearer(token).send().status())
                .isEqualTo(401);
        assertThat(REALM.caller(token).get("").status()).isEqualTo(401);
        assertThat(REALM.caller(token).post("", Tokens.personal("more")).status())
                .isEqualTo(401);
        assertThat(Http.of("GET", REALM.url("/developer-secrets"))
                        .bearer(token)
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(Http.of("GET", REALM.url("/clients-registrations/default/robot"))
                        .bearer(token)
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void itNeverRenewsItself() {
        String token = GRANT.requestFor("ada").text("access_token");
        String exchanger = GRANT.requestBy("exchanger", "lifetime", "3600").text("access_token");

        Answer again = GRANT.request("subject_token", token, "subject_token_type", ACCESS_TOKEN_TYPE, "lifetime", YEAR);
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.text("error")).isEqualTo("invalid_request");
        Answer exchanged = OAUTH.exchange("exchanger", exchanger, "subject_token_type", ACCESS_TOKEN_TYPE);
        assertThat(exchanged.status()).isEqualTo(400);
        assertThat(exchanged.text("error_description")).contains("cannot be exchanged");
    }

    @Test
    void whatKeypathMadeIsNoSubject() {
        String pathToken = REALM.as("ada").post("", Tokens.personal("pat")).text("token");
        String jwt = OAUTH.exchange(CLIENT, pathToken).text("access_token");

        for (String subject : List.of(pathToken, jwt)) {
            Answer answer = GRANT.request("subject_token", subject, "subject_token_type", ACCESS_TOKEN_TYPE);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("invalid_request");
        }
        assertThat(GRANT.request("subject_token", pathToken, "subject_token_type", OAuthEndpoints.PATH_TOKEN_TYPE)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aSubjectTokenMustBeForTheClientAndOfAUser() {
        String ofAnotherClient = REALM.login("ada");
        String ofAServiceAccount = REALM.serviceAccountLogin(CLIENT);
        String tampered = GRANT.login("ada") + "x";

        for (String subject : List.of(ofAnotherClient, ofAServiceAccount, tampered, "x", "a.b.c")) {
            Answer answer = GRANT.request("subject_token", subject, "subject_token_type", ACCESS_TOKEN_TYPE);
            assertThat(answer.status()).as(subject).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("invalid_request");
        }
        String good = GRANT.login("ada");
        assertThat(GRANT.request("subject_token", good).status()).isEqualTo(400);
        assertThat(GRANT.request("subject_token_type", ACCESS_TOKEN_TYPE).status())
                .isEqualTo(400);
        assertThat(GRANT.request("subject_token", "", "subject_token_type", ACCESS_TOKEN_TYPE)
                        .status())
                .isEqualTo(400);
        assertThat(GRANT.request("subject_token", good, "subject_token_type", ACCESS_TOKEN_TYPE)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theUsersConsentIsNeeded() {
        String login = consentingLogin("ada");

        Answer refused = GRANT.requestBy("consenting", "subject_token", login, "subject_token_type", ACCESS_TOKEN_TYPE);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_scope");
        assertThat(refused.text("error_description")).contains("consented");
    }

    // The client asks for consent once the token is there, which the password grant would not pass.
    private static String consentingLogin(String user) {
        String uuid = REALM.clientUuid("consenting");
        var client = (ObjectNode) REALM.admin("GET", "/clients/" + uuid).json();
        client.put("consentRequired", false);
        REALM.admin("PUT", "/clients/" + uuid, client);
        String login = OAUTH.post(
                        OAuthEndpoints.TOKEN,
                        "consenting",
                        Map.of("grant_type", "password", "username", user, "password", user))
                .text("access_token");
        client.put("consentRequired", true);
        REALM.admin("PUT", "/clients/" + uuid, client);
        return login;
    }

    @Test
    void aRealmThatDoesNotSayOtherwiseTakesNoSubjectToken() {
        TestRealm realm = TestRealm.builder()
                .with("roles", Map.of("realm", List.of(Map.of("name", "developer"))))
                .user("ada", "developer")
                .client(LongLifetime.robot())
                .build();

        Answer answer = new LongLifetime(realm).requestFor("ada");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error_description")).contains("subject_token");
        assertThat(new LongLifetime(realm).request().status()).isEqualTo(200);
        realm.setAttributes(Map.of("keypath.long-lifetime.subject-token", "perhaps"));
        assertThat(new LongLifetime(realm).requestFor("ada").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"not-allowed, unauthorized_client", "no-account, unauthorized_client"})
    void aClientThatMayNotIsRefused(String client, String error) {
        Answer answer = GRANT.requestBy(client);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
    }

    @Test
    void aPublicClientIsRefusedAndSoIsAWrongSecret() {
        var form = new LinkedHashMap<>(LongLifetime.form());
        form.put("client_id", "public");
        Answer answer =
                Http.of("POST", REALM.url(OAuthEndpoints.TOKEN)).form(form).send();
        form.put("client_id", CLIENT);
        form.put("client_secret", "wrong");
        Answer wrong =
                Http.of("POST", REALM.url(OAuthEndpoints.TOKEN)).form(form).send();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("unauthorized_client");
        assertThat(wrong.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "59",
                "31536001",
                "1e9",
                "1E4",
                "60s",
                "60 s",
                "1h",
                "60.0",
                "60,5",
                "+60",
                "060",
                "0x3C",
                "٦٠",
                "nan",
                "Infinity",
                "null",
                "never",
                "unlimited",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999999999",
                "60;61",
                "P1D"
            })
    void aLifetimeThatIsNotOneIsRefusedWithTheLimits(String lifetime) {
        Answer answer = GRANT.request("lifetime", lifetime);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description"))
                .contains("lifetime")
                .contains("60")
                .contains("31536000");
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "61, 61", "86400, 86400", "31536000, 31536000", "'', 86400"})
    void theLifetimeIsExact(String lifetime, long seconds) {
        Answer answer = GRANT.request("lifetime", lifetime);

        assertThat(answer.json().get("expires_in").asLong()).isEqualTo(seconds);
        JsonNode claims = claims(answer.text("access_token"));
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(seconds);
    }

    @Test
    void withoutALifetimeItIsTheRealmsDefault() {
        assertThat(GRANT.request().json().get("expires_in").asLong()).isEqualTo(86_400);
    }

    @Test
    void parametersAreSentOnceAndHeard() {
        for (String twice : List.of("lifetime=60", "scope=openid", "access_list=%5B%5D", "name=a", "token_type=x")) {
            Answer answer = Http.of("POST", REALM.url(OAuthEndpoints.TOKEN))
                    .header("Authorization", OAuthEndpoints.basic(CLIENT))
                    .form("grant_type=" + Http.encoded(LongLifetime.GRANT) + "&" + twice + "&" + twice)
                    .send();
            assertThat(answer.status()).as(twice).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("invalid_request");
        }
        for (String name :
                List.of("audience", "resource", "actor_token", "requested_subject", "authorization_details")) {
            Answer answer = GRANT.request(name, "x");
            assertThat(answer.status()).as(name).isEqualTo(400);
            assertThat(answer.text("error_description")).contains(name);
        }
        for (String name : List.of("scope", "name", "lifetime", "token_type")) {
            Answer answer = GRANT.request(name, "a".repeat(5000));
            assertThat(answer.status()).as(name).isEqualTo(400);
        }
        assertThat(GRANT.request("token_type", "refresh_token").status()).isEqualTo(400);
        assertThat(GRANT.request("name", "a".repeat(256)).status()).isEqualTo(400);
    }

    @Test
    void grantsInScopeAndAnAccessListNarrow() {
        String list = "[{\"path\":\"/a\",\"access\":\"read\"}]";
        for (Answer answer :
                List.of(GRANT.requestFor("ada", "scope", "read:/a"), GRANT.requestFor("ada", "access_list", list))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            String token = answer.text("access_token");
            JsonNode claims = claims(token);
            assertThat(answer.text("scope")).isEqualTo("read:/a");
            assertThat(claims.get("scope").asText()).isEqualTo("read:/a");
            assertThat(claims.get("authorization_details"))
                    .isEqualTo(OAuthEndpoints.json(List.of(OAuthEndpoints.detail("/a", "read"))));
            // A token for a folder brings nothing else of its user.
            assertThat(claims.has("realm_access")).isFalse();
            assertThat(claims.has("resource_access")).isFalse();
            assertThat(claims.has("email")).isFalse();
            assertThat(REALM.gate(token, "GET", "/a/b").status()).isEqualTo(200);
            assertThat(REALM.gate(token, "PUT", "/a/b").status()).isEqualTo(403);
            assertThat(REALM.gate(token, "GET", "/b").status()).isEqualTo(403);
            JsonNode seen = GRANT.introspect(token).json();
            assertThat(seen.get("active").asBoolean()).isTrue();
            assertThat(seen.get("scope").asText()).isEqualTo("read:/a");
            assertThat(seen.has("realm_access")).isFalse();
            assertThat(GRANT.userinfo(token)).isEqualTo(403);
            assertThat(REALM.as("ada").get("/" + answer.text("token_id")).json().get("accessList"))
                    .isEqualTo(OAuthEndpoints.json(List.of(OAuthEndpoints.entry("/a", "read"))));
        }
    }

    @Test
    void aScopeIsExactlyWhatTheTokenHas() {
        Answer answer = GRANT.requestFor("ada", "scope", "openid email read:/a");

        JsonNode claims = claims(answer.text("access_token"));
        assertThat(texts(
                        OAuthEndpoints.json(List.of(claims.get("scope").asText().split(" ")))))
                .containsExactly("openid", "email", "read:/a");
        assertThat(claims.get("email").asText()).isEqualTo("ada@example.org");
        assertThat(claims.has("realm_access")).isFalse();
        assertThat(claims.get("sub").asText()).isEqualTo(REALM.userId("ada"));
        assertThat(GRANT.isAlive(answer.text("access_token"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scope | no-such-scope | invalid_scope | scope",
                "scope | offline_access | invalid_scope | scope",
                "scope | read:/a/../b | invalid_scope | scope",
                "scope | dance:/a | invalid_scope | scope",
                "access_list | [] | invalid_request | access_list",
                "access_list | '' | invalid_request | access_list",
                "access_list | null | invalid_request | access_list",
                "access_list | {} | invalid_request | access_list",
                "access_list | [{}] | invalid_request | access_list[0].path",
                "access_list | [{\"path\":\"/a\",\"access\":\"read\"}] x | invalid_request | access_list",
                "access_list | [{\"path\":\"/a\",\"access\":\"read\"}],\"b\":1 | invalid_request | access_list",
                "access_list | [{\"path\":\"/a\",\"path\":\"/b\",\"access\":\"read\"}] | invalid_request | access_list",
                "access_list | [{\"path\":\"/a\",\"access\":\"read\",\"x\":1}] | invalid_request | access_list[0]",
                "access_list | [{\"path\":\"/a\",\"access\":\"read\"},{\"path\":\"a\",\"access\":\"read\"}]"
                        + " | invalid_request | access_list[1]",
                "access_list | [{\"path\":\"/a\",\"access\":\"dance\"}] | invalid_request | access_list[0]",
            })
    void whatCannotNarrowIsRefused(String parameter, String value, String error, String named) {
        Answer answer = GRANT.request(parameter, value);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).contains(named);
    }

    @Test
    void anAccessListMayBeLongerThanKeycloaksOwnParameters() {
        var list = new ArrayList<Map<String, String>>();
        for (int i = 0; i < 200; i++) {
            list.add(OAuthEndpoints.entry("/folder/number/" + i, "read"));
        }

        Answer answer = GRANT.request("access_list", OAuthEndpoints.json(list).toString());

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(claims(answer.text("access_token")).get("authorization_details"))
                .hasSize(200);
    }

    @Test
    void theOpaqueFormIsAPathToken() {
        Answer answer = GRANT.request(
                "token_type", "path_token", "lifetime", "3600", "scope", "read:/a", "name", "survives keys");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String token = answer.text("access_token");
        assertThat(token).startsWith("kpt_");
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.json().get("expires_in").asLong()).isEqualTo(3600);
        assertThat(answer.text("scope")).isEqualTo("read:/a");
        assertThat(REALM.gate(token, "GET", "/a").status()).isEqualTo(200);
        assertThat(REALM.gate(token, "GET", "/b").status()).isEqualTo(403);
        Answer self = REALM.caller(token).get("/self");
        assertThat(self.text("id")).isEqualTo(answer.text("token_id"));
        assertThat(self.text("kind")).isEqualTo("path-token");
        assertThat(self.text("name")).isEqualTo("survives keys");
    }

    @Test
    void aLightweightClientsTokenIsGoodToo() {
        Answer answer = GRANT.requestBy("light", "lifetime", "3600");

        String token = answer.text("access_token");
        assertThat(GRANT.isAlive(token)).isTrue();
        REALM.tokenAdmin().delete("/" + answer.text("token_id"));
        assertThat(GRANT.isAlive(token)).isFalse();
    }

    @Test
    void aRoleThatTheUserLostIsNotShownAnyMore() {
        String user = REALM.newUser();
        REALM.admin("POST", "/roles", Map.of("name", "pilot-" + user));
        JsonNode role = REALM.admin("GET", "/roles/pilot-" + user).json();
        String mappings = "/users/" + REALM.userId(user) + "/role-mappings/realm";
        REALM.admin("POST", mappings, List.of(role));
        String token = GRANT.requestFor(user).text("access_token");
        assertThat(GRANT.introspect(token).body()).contains("pilot-" + user);

        REALM.admin("DELETE", mappings, List.of(role));

        assertThat(GRANT.introspect(token).body()).doesNotContain("pilot-" + user);
        assertThat(GRANT.isAlive(token)).isTrue();
    }

    /** Of what protocol mappers wrote, introspection shows what still holds, and nothing that came later. */
    @Test
    void aGroupThatTheUserLeftIsNotShownAnyMore() {
        String user = REALM.newUser();
        String left = group("left-" + user);
        String kept = group("kept-" + user);
        String later = group("later-" + user);
        String groups = "/users/" + REALM.userId(user) + "/groups/";
        REALM.admin("PUT", groups + left, Map.of());
        REALM.admin("PUT", groups + kept, Map.of());
        String token = GRANT.requestFor(user).text("access_token");
        assertThat(texts(claims(token).get("groups"))).containsExactlyInAnyOrder("left-" + user, "kept-" + user);
        JsonNode before = GRANT.introspect(token).json();

        REALM.admin("DELETE", groups + left);
        REALM.admin("PUT", groups + later, Map.of());

        JsonNode after = GRANT.introspect(token).json();
        assertThat(texts(before.get("groups"))).containsExactlyInAnyOrder("left-" + user, "kept-" + user);
        assertThat(texts(after.get("groups"))).containsExactly("kept-" + user);
        for (String claim :
                List.of("jti", "exp", "iat", "iss", "aud", "sub", "azp", "scope", "client_id", "username")) {
            assertThat(after.get(claim)).as(claim).isNotNull().isEqualTo(before.get(claim));
        }
        JsonNode userinfo = Http.of("GET", REALM.url(OAuthEndpoints.USERINFO))
                .bearer(token)
                .send()
                .json();
        assertThat(userinfo.get("sub")).isEqualTo(after.get("sub"));
        assertThat(userinfo.toString()).doesNotContain("left-" + user);
    }

    @Test
    void aScopeThatTheUserMayNotHaveAnyMoreIsNotShown() {
        String user = REALM.newUser();
        REALM.admin("POST", "/roles", Map.of("name", "surveyor"));
        List<JsonNode> role = List.of(REALM.admin("GET", "/roles/surveyor").json());
        String scope =
                id(REALM.admin("POST", "/client-scopes", Map.of("name", "survey", "protocol", "openid-connect")));
        REALM.admin("POST", "/client-scopes/" + scope + "/scope-mappings/realm", role);
        REALM.admin(
                "PUT",
                "/clients/" + REALM.clientUuid(LongLifetime.CLIENT) + "/optional-client-scopes/" + scope,
                Map.of());
        String roles = "/users/" + REALM.userId(user) + "/role-mappings/realm";
        REALM.admin("POST", roles, role);
        String token = GRANT.requestFor(user, "scope", "openid survey").text("access_token");
        assertThat(GRANT.introspect(token).text("scope")).isEqualTo("openid survey");

        REALM.admin("DELETE", roles, role);

        assertThat(GRANT.introspect(token).text("scope")).isEqualTo("openid");
    }

    private static String id(Answer created) {
        String location = created.header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static String group(String name) {
        return id(REALM.admin("POST", "/groups", Map.of("name", name)));
    }

    @Test
    void thePolicyOfTheRealmCounts() {
        TestRealm realm = TestRealm.builder()
                .attribute("keypath.token.max-lifetime", "3600")
                .attribute("keypath.token.default-lifetime", "120")
                .attribute("keypath.token.max-per-owner", "2")
                .attribute("keypath.token.creator-role", "maker")
                .attribute("keypath.long-lifetime.subject-token", "true")
                .with("roles", Map.of("realm", List.of(Map.of("name", "maker"))))
                .user("ada", "maker")
                .user("bob")
                .client(LongLifetime.robot())
                .build();
        var grant = new LongLifetime(realm);

        assertThat(grant.requestFor("ada").json().get("expires_in").asLong()).isEqualTo(120);
        assertThat(grant.requestFor("ada", "lifetime", "3601").text("error_description"))
                .contains("60 to 3600");
        assertThat(grant.requestFor("bob").text("error")).isEqualTo("invalid_request");
        assertThat(grant.request().text("error")).isEqualTo("unauthorized_client");
        // Counted with the path tokens of the same owner.
        assertThat(realm.as("ada").post("", Tokens.personal("second")).status()).isEqualTo(201);
        Answer third = grant.requestFor("ada");
        assertThat(third.status()).isEqualTo(400);
        assertThat(third.text("error_description")).contains("limit of 2");
        realm.setAttributes(Map.of("keypath.token.max-auth-age", "60", "keypath.long-lifetime.subject-token", "true"));
        Answer unknownLogin = grant.requestFor("ada");
        assertThat(unknownLogin.status()).isEqualTo(400);
        assertThat(unknownLogin.text("error_description")).contains("a login within the last 60 seconds");
    }

    @Test
    void eventsTellOfItWithoutTheToken() {
        Answer answer = GRANT.requestFor("bob", "lifetime", "3600");
        GRANT.request("lifetime", "1");

        JsonNode granted = event("OAUTH2_EXTENSION_GRANT", answer.text("token_id"));
        assertThat(granted.get("userId").asText()).isEqualTo(REALM.userId("bob"));
        assertThat(granted.get("clientId").asText()).isEqualTo(CLIENT);
        assertThat(granted.get("details").get("lifetime").asText()).isEqualTo("3600");
        JsonNode listed = event("UPDATE_CREDENTIAL", answer.text("token_id"));
        assertThat(listed.get("details").get("token_kind").asText()).isEqualTo("long-lifetime");
        JsonNode refused = REALM.events("OAUTH2_EXTENSION_GRANT_ERROR").get(0);
        assertThat(refused.get("error").asText()).isEqualTo("invalid_request");
        assertThat(refused.get("details").get("reason").asText()).contains("lifetime");
        String token = answer.text("access_token");
        String signature = token.substring(token.lastIndexOf('.') + 1);
        assertThat(REALM.admin("GET", "/events?max=1000").body()).doesNotContain(signature);
        assertThat(REALM.keycloak().logs()).doesNotContain(signature);
    }

    @Test
    void discoveryListsTheGrant() {
        assertThat(Http.of("GET", REALM.url("/.well-known/openid-configuration"))
                        .send()
                        .json()
                        .get("grant_types_supported")
                        .toString())
                .contains(LongLifetime.GRANT);
    }

    private static JsonNode event(String type, String tokenId) {
        return REALM.events(type)
                .valueStream()
                .filter(event -> event.toString().contains(tokenId))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + type + " of " + tokenId));
    }

    private static Answer bySecret(String secret, Map<String, String> form) {
        return Http.of("POST", REALM.url(OAuthEndpoints.TOKEN))
                .header("Authorization", "Secret " + secret)
                .form(form)
                .send();
    }

    /** As any resource server would, by the realm's published keys. */
    private static JWTClaimsSet decoded(String jwt)
            throws MalformedURLException, BadJOSEException, JOSEException, ParseException {
        var keys = JWKSourceBuilder.create(
                        URI.create(REALM.url("/protocol/openid-connect/certs")).toURL())
                .build();
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                CLIENT, new JWTClaimsSet.Builder().issuer(REALM.url("")).build(), Set.of("sub", "iat", "exp", "jti")));
        return processor.process(jwt, null);
    }

    private static long seconds(JWTClaimsSet claims) {
        return Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant())
                .toSeconds();
    }

    @Test
    void aConsentIsEnoughUntilItIsWithdrawn() {
        Map<String, ?> consent = Map.of(
                "clientId",
                "consenting",
                "grantedClientScopes",
                List.of("basic", "profile", "email", "roles", "web-origins", "acr"));
        Answer imported = REALM.admin(
                "POST",
                "/partialImport",
                Map.of(
                        "ifResourceExists",
                        "FAIL",
                        "users",
                        List.of(Map.of(
                                "username",
                                "willing",
                                "enabled",
                                true,
                                "email",
                                "willing@example.org",
                                "firstName",
                                "W",
                                "lastName",
                                "W",
                                "credentials",
                                List.of(Map.of("type", "password", "value", "willing", "temporary", false)),
                                "clientConsents",
                                List.of(consent)))));
        assertThat(imported.status()).as(imported.body()).isEqualTo(200);
        String login = consentingLogin("willing");
        Answer issued = GRANT.requestBy("consenting", "subject_token", login, "subject_token_type", ACCESS_TOKEN_TYPE);
        assertThat(issued.status()).as(issued.body()).isEqualTo(200);
        String opaque = GRANT.requestBy(
                        "consenting",
                        "subject_token",
                        login,
                        "subject_token_type",
                        ACCESS_TOKEN_TYPE,
                        "token_type",
                        "path_token")
                .text("access_token");
        assertThat(GRANT.isAlive(issued.text("access_token"))).isTrue();

        assertThat(REALM.admin("DELETE", "/users/" + REALM.userId("willing") + "/consents/consenting")
                        .status())
                .isEqualTo(204);

        assertThat(GRANT.isAlive(issued.text("access_token"))).isFalse();
        assertThat(GRANT.gate(opaque)).isEqualTo(401);
    }

    @Test
    void aClientWithPairwiseSubjectsGetsTheOpaqueFormOnly() {
        var mapper = Map.of(
                "name",
                "pairwise",
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-sha256-pairwise-sub-mapper",
                "config",
                Map.of("pairwiseSubAlgorithmSalt", "salt"));
        assertThat(REALM.admin("POST", "/clients", confidential("pairwise", ALLOWED))
                        .status())
                .isEqualTo(201);
        Answer added =
                REALM.admin("POST", "/clients/" + REALM.clientUuid("pairwise") + "/protocol-mappers/models", mapper);
        assertThat(added.status()).as(added.body()).isEqualTo(201);

        Answer refused = GRANT.requestBy("pairwise");

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("pairwise");
        assertThat(GRANT.requestBy("pairwise", "token_type", "path_token").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lifetime=6%00000", "scope=%00", "scope=read:/a%00/b", "name=a%0Ab"})
    void controlCharactersAreRefusedAndNotTakenOut(String parameter) {
        Answer refused = Http.of("POST", REALM.url(OAuthEndpoints.TOKEN))
                .header("Authorization", OAuthEndpoints.basic(CLIENT))
                .form("grant_type=" + Http.encoded(LongLifetime.GRANT) + "&" + parameter)
                .send();

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    }
}
