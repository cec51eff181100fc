package io.keypath.integrationtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gate says of Keycloak's own access tokens, and of what pretends to be one. */
class GateAccessTokensIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .user("bob")
            .user("cleo")
            .client(client("scoped", Map.of()))
            .client(client("brief", Map.of("access.token.lifespan", "1")))
            .client(client("lightweight", Map.of("client.use.lightweight.access.token.enabled", "true")))
            .serviceAccount("robot")
            .build();

    private static final String ADAS = REALM.login("ada");

    private static final AtomicInteger CLIENTS = new AtomicInteger();

    @Test
    void anAccessTokenOfTheRealmReachesAll() {
        Answer answer = gate(ADAS);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Keypath-User")).isEqualTo("ada");
        assertThat(answer.header("X-Keypath-User-Id")).isEqualTo(REALM.userId("ada"));
        assertThat(answer.header("X-Keypath-Client")).isEqualTo(TestRealm.CLI);
        assertThat(answer.header("X-Keypath-Token-Id"))
                .isEqualTo(claims(ADAS).get("jti").asText());
        assertThat(answer.header("X-Keypath-Access")).isEqualTo("write");
        assertThat(REALM.gate(ADAS, "DELETE", "/anything").status()).isEqualTo(200);
        assertThat(REALM.gate(ADAS, "GET", "/a/../b").status()).isEqualTo(403);
    }

    @Test
    void aServiceAccountAndALightweightTokenAreNamedToo() {
        assertThat(gate(REALM.serviceAccountLogin("robot")).header("X-Keypath-User"))
                .isEqualTo("service-account-robot");
        assertThat(gate(REALM.login("lightweight", "ada")).header("X-Keypath-User"))
                .isEqualTo("ada");
    }

    @Test
    void anAccessTokenIsNoPasswordOfBasic() {
        String pair = Base64.getEncoder().encodeToString(("ada:" + ADAS).getBytes(UTF_8));

        Answer answer = Http.of("GET", REALM.url("/gate/verify"))
                .header("Authorization", "Basic " + pair)
                .header("X-Original-URI", "/maps")
                .header("X-Original-Method", "GET")
                .send();

        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void anAccessTokenOfAnotherRealmIsInvalid() {
        assertInvalid(REALM.adminLogin());
    }

    @Test
    void theOtherTokensOfTheSameLoginAreInvalid() {
        Answer login = Http.of("POST", REALM.url("/protocol/openid-connect/token"))
                .form(Map.of(
                        "grant_type", "password",
                        "client_id", TestRealm.CLI,
                        "username", "ada",
                        "password", "ada",
                        "scope", "openid offline_access"))
                .send();

        assertInvalid(login.text("id_token"));
        assertInvalid(login.text("refresh_token"));
    }

    @Test
    void anExpiredAccessTokenIsInvalid() {
        String brief = REALM.login("brief", "ada");

        awaitInvalid(brief);
    }

    @Test
    void anAccessTokenOfADisabledUserIsInvalid() {
        String token = REALM.login("bob");
        assertThat(gate(token).status()).isEqualTo(200);

        REALM.admin("PUT", "/users/" + REALM.userId("bob"), Map.of("username", "bob", "enabled", false));

        assertInvalid(token);
    }

    @Test
    void anAccessTokenOfAnEndedSessionIsInvalid() {
        String token = REALM.login("cleo");
        assertThat(gate(token).status()).isEqualTo(200);

        REALM.admin("POST", "/users/" + REALM.userId("cleo") + "/logout");

        assertInvalid(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "....",
                "e30.e30.",
                "e30.e30.e30",
                "e30.e30.e30.e30.e30",
                "bnVsbA.e30.e30",
                "bnVsbA.bnVsbA.bnVsbA",
                "W10.W10.W10",
                "MQ.MQ.MQ",
                "!.!.!",
                "é.é.é",
                "a b c"
            })
    void garbageIsInvalid(String token) {
        var reply = GateWire.send(
                REALM.keycloak().baseUri(),
                "GET /realms/" + REALM.name() + "/gate/verify/maps",
                "Authorization: Bearer " + token);

        assertThat(reply.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "1",
                "{'alg':'RS256'}",
                "{'kid':'KID'}",
                "{'alg':null,'kid':'KID'}",
                "{'alg':'RS256','kid':null}",
                "{'alg':'RS256','kid':''}",
                "{'alg':'RS256','kid':'other'}",
                "{'alg':'RS256','kid':['KID']}",
                "{'alg':'none','kid':'KID'}",
                "{'alg':'None','kid':'KID'}",
                "{'alg':'','kid':'KID'}",
                "{'alg':'HS256','kid':'KID'}",
                "{'alg':'HS512','kid':'KID'}",
                "{'alg':'ES256','kid':'KID'}",
                "{'alg':'EdDSA','kid':'KID'}",
                "{'alg':'RS256','kid':'KID','typ':'none'}",
                "{'alg':'RSA-OAEP','enc':'A256GCM','kid':'KID'}",
                "{'alg':'RS256','kid':'KID','crit':['x'],'x':1}",
                "{'alg':'RS256','kid':'KID'"
            })
    void aForgedHeaderIsInvalid(String header) {
        String[] parts = ADAS.split("\\.", -1);
        String kid = json(parts[0]).get("kid").asText();
        String forged = base64(header.replace('\'', '"').replace("KID", kid));

        assertInvalid(forged + "." + parts[1] + "." + parts[2]);
        assertInvalid(forged + "." + parts[1] + ".");
        assertInvalid(forged + "." + parts[1]);
        assertInvalid(forged + "." + base64("null") + "." + parts[2]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[]", "1", "\"\"", "{", "{\"iss\":1}", "{\"exp\":\"x\"}", "{\"typ\":[]}"})
    void aForgedPayloadIsInvalid(String payload) {
        String[] parts = ADAS.split("\\.", -1);

        assertInvalid(parts[0] + "." + base64(payload) + "." + parts[2]);
        assertInvalid(parts[0] + "." + base64(payload) + ".");
    }

    @Test
    void aSignatureThatIsCutOrChangedIsInvalid() {
        String signed = ADAS.substring(0, ADAS.lastIndexOf('.') + 1);
        String signature = ADAS.substring(signed.length());

        assertInvalid(signed);
        assertInvalid(signed + "AAAA");
        assertInvalid(signed + signature.substring(0, signature.length() - 8));
        assertInvalid(signed + (signature.startsWith("A") ? "B" : "A") + signature.substring(1));
        assertInvalid(signed + "!" + signature);
    }

    @Test
    void aLongTokenIsInvalidAndALongerOneIsTheServersToRefuse() {
        assertInvalid("a".repeat(10_000));
        assertInvalid(base64("{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(5_000) + "\"}") + ".e30.e30");
        for (String authorization : List.of(
                "Bearer " + "a".repeat(100_000),
                "Bearer kpt_" + "a".repeat(100_000),
                "Basic " + base64("ada:" + "a".repeat(100_000)))) {
            var reply = GateWire.send(
                    REALM.keycloak().baseUri(),
                    "GET /realms/" + REALM.name() + "/gate/verify/maps",
                    "Authorization: " + authorization);

            assertThat(reply.status()).isIn(401, 431);
        }
    }

    @Test
    void aGrantInTheScopeRestrictsTheToken() {
        REALM.addDefaultScope("scoped", "read:/maps");
        String token = REALM.login("scoped", "ada");

        Answer allowed = REALM.gate(token, "GET", "/maps/ams");

        assertThat(claims(token).get("scope").asText()).contains("read:/maps");
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.header("X-Keypath-Access")).isEqualTo("read");
        assertThat(REALM.gate(token, "GET", "/mapsecret").status()).isEqualTo(403);
        assertThat(REALM.gate(token, "GET", "/").status()).isEqualTo(403);
        Answer write = REALM.gate(token, "PUT", "/maps/ams");
        assertThat(write.status()).isEqualTo(403);
        assertThat(write.header("WWW-Authenticate")).contains("scope=\"write:/maps/ams\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "storage.read",
                "storage.read:",
                "storage.modify:/maps",
                "read",
                "read:",
                "write:maps",
                "read:/a/../b"
            })
    void aGrantThatHasNoPathOrCannotBeReadReachesNothing(String scope) {
        String token = tokenWithScope(scope);

        Answer answer = REALM.gate(token, "GET", "/maps");

        assertThat(claims(token).get("scope").asText().split(" ")).contains(scope);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate")).contains("insufficient_scope", "scope=\"read:/maps\"");
        assertThat(REALM.gate(token, "PUT", "/").status()).isEqualTo(403);
        // Nor does it make a token that reaches more, here or by Keycloak's own exchange.
        assertThat(REALM.caller(token).post("", Tokens.personal("wider")).status())
                .isEqualTo(401);
        assertThat(REALM.caller(token).get("").status()).isEqualTo(401);
        assertThat(exchanged(token).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wlcg.groups:/atlas/production",
                "urn:x:/y",
                "ark:/12345/x",
                "app:/callback",
                "foo:/maps",
                "compute.read"
            })
    void aScopeOfAnotherProfileDoesNoHarm(String scope) {
        String token = tokenWithScope(scope);

        assertThat(claims(token).get("scope").asText().split(" ")).contains(scope);
        assertThat(REALM.gate(token, "PUT", "/maps").status()).isEqualTo(200);
        assertThat(REALM.caller(token).post("", Tokens.personal("mine")).status())
                .isEqualTo(201);
    }

    @Test
    void aTokenIsNotMadeWithAScopeThatWouldLeaveItsOwnJwtNothing() {
        tokenWithScope("write");

        Answer refused = REALM.as("ada").post("", Tokens.with(Tokens.personal("dead"), "scope", "openid write"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_scope");
        assertThat(refused.text("error_description")).contains("write is an action");
    }

    /** Of a new client that has the scope by default, and that may exchange tokens. */
    private static String tokenWithScope(String scope) {
        String clientId = "client-" + CLIENTS.incrementAndGet();
        REALM.admin(
                "POST",
                "/clients",
                with(
                        with(
                                client(clientId, Map.of("standard.token.exchange.enabled", "true")),
                                "publicClient",
                                false),
                        "secret",
                        TestRealm.SECRET));
        REALM.addDefaultScope(clientId, scope);
        return REALM.token(Map.of(
                "grant_type",
                "password",
                "client_id",
                clientId,
                "client_secret",
                TestRealm.SECRET,
                "username",
                "ada",
                "password",
                "ada"));
    }

    private static Answer exchanged(String token) {
        return Http.of("POST", REALM.url("/protocol/openid-connect/token"))
                .form(Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "client_id",
                        claims(token).get("azp").asText(),
                        "client_secret",
                        TestRealm.SECRET,
                        "subject_token",
                        token,
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:access_token",
                        "scope",
                        "openid"))
                .send();
    }

    @Test
    void aGateMayAskForAnAudience() {
        TestRealm strict = TestRealm.builder()
                .attribute("keypath.gate.default", "{\"audience\":\"files\"}")
                .user("eve")
                .client(with(
                        client("for-files", Map.of()),
                        "protocolMappers",
                        List.of(Map.of(
                                "name",
                                "audience",
                                "protocol",
                                "openid-connect",
                                "protocolMapper",
                                "oidc-audience-mapper",
                                "config",
                                Map.of("included.custom.audience", "files", "access.token.claim", "true")))))
                .build();

        assertThat(strict.gate(strict.login("eve"), "GET", "/maps").status()).isEqualTo(401);
        assertThat(strict.gate(strict.login("for-files", "eve"), "GET", "/maps").status())
                .isEqualTo(200);
        // A path token has no audience: it is for the gate by its nature.
        String token = strict.createToken("eve", "/maps", "read").text("token");
        assertThat(strict.gate(token, "GET", "/maps").status()).isEqualTo(200);

        strict.setAttributes(Map.of("keypath.gate.default", "{}"));

        assertThat(strict.gate(strict.login("eve"), "GET", "/maps").status()).isEqualTo(200);

        // What once was the audience of every gate opens none by being forgotten.
        strict.setAttributes(Map.of("keypath.gate.audience", "files"));

        assertThat(strict.gate(strict.login("for-files", "eve"), "GET", "/maps").status())
                .isEqualTo(403);
        assertThat(strict.gate(token, "GET", "/maps").status()).isEqualTo(403);
        strict.delete();
    }

    @Test
    void anAccessTokenOfADisabledRealmIsInvalid() {
        TestRealm closed = TestRealm.builder().user("eve").build();
        String token = closed.login("eve");
        assertThat(closed.gate(token, "GET", "/maps").status()).isEqualTo(200);

        closed.admin("PUT", "", Map.of("realm", closed.name(), "enabled", false));

        assertThat(closed.gate(token, "GET", "/maps").status()).isEqualTo(401);
        closed.delete();
    }

    private static void assertInvalid(String token) {
        Answer answer = gate(token);

        assertThat(answer.status()).as("%.40s", token).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
    }

    private static void awaitInvalid(String token) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (gate(token).status() != 401) {
            assertThat(System.nanoTime()).as("still valid").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static Answer gate(String token) {
        return REALM.gate(token, "GET", "/maps");
    }

    private static JsonNode claims(String token) {
        return json(token.split("\\.", -1)[1]);
    }

    private static JsonNode json(String base64) {
        return new Answer(
                        200,
                        HttpHeaders.of(Map.of(), (name, value) -> true),
                        new String(Base64.getUrlDecoder().decode(base64), UTF_8))
                .json();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static Map<String, Object> client(String clientId, Map<String, String> attributes) {
        return Map.of(
                "clientId",
                clientId,
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "attributes",
                attributes);
    }

    private static Map<String, Object> with(Map<String, Object> client, String field, Object value) {
        var more = new LinkedHashMap<>(client);
        more.put(field, value);
        return more;
    }
}
