package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.INTROSPECT;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static io.keypath.integrationtests.OAuthEndpoints.detail;
import static io.keypath.integrationtests.OAuthEndpoints.entry;
import static io.keypath.integrationtests.OAuthEndpoints.json;
import static io.keypath.integrationtests.OAuthEndpoints.publicClient;
import static io.keypath.integrationtests.OAuthEndpoints.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Path tokens at Keycloak's introspection endpoint (RFC 7662). */
class IntrospectionIT {

    private static final String DEAD = "{\"active\":false}";

    private static final TestRealm REALM = TestRealm.builder()
            .attribute("keypath.token.unlimited", "true")
            .user("ada")
            .user("bob")
            .user("eve")
            .client(confidential("tiles", "keypath.introspect", "true"))
            .client(confidential("open", "allow.token.introspection.without.audience.check", "true"))
            .client(confidential("stranger"))
            .client(publicClient("switched-off"))
            .client(publicClient("superseded"))
            .with("enabledEventTypes", List.of("INTROSPECT_TOKEN", "INTROSPECT_TOKEN_ERROR"))
            .build();

    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    private static final TestRealm OTHER_REALM = TestRealm.builder().user("ada").build();

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"access_token", "path_token"})
    void aPathTokenIsShownWithItsScopesAndPaths(String hint) {
        Answer created = REALM.createToken(
                "ada",
                Map.of(
                        "name",
                        "tiles",
                        "scope",
                        "openid email",
                        "accessList",
                        List.of(entry("/maps/ams", "read"), entry("/a b", "write"), entry("/maps/ams", "write"))));
        var form = new LinkedHashMap<>(Map.of("token", created.text("token")));
        if (hint != null) {
            form.put("token_type_hint", hint);
        }

        Answer answer = OAUTH.post(INTROSPECT, "tiles", form);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        // Keycloak's own, for all tokens.
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(answer.json())
                .isEqualTo(json(Map.ofEntries(
                        Map.entry("active", true),
                        Map.entry("token_type", "Bearer"),
                        Map.entry("client_id", "cli"),
                        Map.entry("username", "ada"),
                        Map.entry("sub", REALM.userId("ada")),
                        Map.entry("iat", seconds(created, "createdAt")),
                        Map.entry("exp", seconds(created, "expiresAt")),
                        Map.entry("iss", REALM.url("")),
                        Map.entry("jti", created.text("id")),
                        Map.entry("scope", "openid email read:/maps/ams write:/a%20b write:/maps/ams"),
                        Map.entry(
                                "authorization_details",
                                List.of(detail("/maps/ams", "read", "write"), detail("/a%20b", "write"))))));
    }

    @Test
    void anIntrospectionIsAUseAndLeavesTheAddressOfTheLastOneThatHadAny() {
        Answer created = REALM.createToken("ada", Map.of("name", "seen"));
        REALM.gate(created.text("token"), "GET", "/a");
        Answer used = REALM.call("ada", "GET", "/path-tokens/" + created.text("id"));
        Await.secondAfter(used.text("lastUsedAt"));

        OAUTH.introspect("tiles", created.text("token"));

        Answer introspected = REALM.call("ada", "GET", "/path-tokens/" + created.text("id"));
        assertThat(used.text("lastUsedFrom")).isNotEmpty();
        assertThat(introspected.text("lastUsedFrom")).isEqualTo(used.text("lastUsedFrom"));
        assertThat(Instant.parse(introspected.text("lastUsedAt"))).isAfter(Instant.parse(used.text("lastUsedAt")));
    }

    @Test
    void aPersonalTokenHasNoDetailsAndOneWithoutScopeHasNone() {
        Answer scoped = REALM.createToken("ada", Map.of("name", "personal", "scope", "profile"));
        Answer plain = REALM.createToken("ada", Map.of("name", "personal"));

        Answer ofScoped = OAUTH.introspect("tiles", scoped.text("token"));
        Answer ofPlain = OAUTH.introspect("tiles", plain.text("token"));

        assertThat(OAuthEndpoints.names(ofScoped.json()))
                .containsExactly(
                        "active", "token_type", "client_id", "username", "sub", "iat", "exp", "iss", "jti", "scope");
        assertThat(ofScoped.text("scope")).isEqualTo("profile");
        assertThat(OAuthEndpoints.names(ofPlain.json()))
                .containsExactly("active", "token_type", "client_id", "username", "sub", "iat", "exp", "iss", "jti");
    }

    @Test
    void aTokenThatLivesForEverHasNoExpiry() {
        var request = new LinkedHashMap<String, Object>();
        request.put("name", "for ever");
        request.put("validFor", null);
        Answer created = REALM.createToken("ada", request);

        Answer answer = OAUTH.introspect("tiles", created.text("token"));

        assertThat(answer.json().get("active").asBoolean()).isTrue();
        assertThat(answer.json().has("exp")).isFalse();
    }

    @Test
    void aRotatedStringShowsTheEndOfItsOverlap() {
        Answer created = REALM.createToken("ada", "/maps", "read");
        long before = Instant.now().getEpochSecond();
        REALM.call("ada", "POST", "/path-tokens/" + created.text("id") + "/rotate", Map.of("overlap", 600));

        Answer answer = OAUTH.introspect("tiles", created.text("token"));

        assertThat(answer.json().get("active").asBoolean()).isTrue();
        assertThat(answer.json().get("exp").asLong()).isBetween(before + 600, before + 615);
    }

    static Stream<Arguments> dead() {
        return Stream.of(
                row("unknown in this realm", () -> token(OTHER_REALM.createToken("ada", "/maps", "read"))),
                row("wrong checksum", () -> {
                    String good = token(REALM.createToken("ada", "/maps", "read"));
                    return good.substring(0, good.length() - 1) + (good.endsWith("0") ? "1" : "0");
                }),
                row("too short", () -> "kpt_abc"),
                row("a secret, not a token", () -> "kps_" + "a".repeat(49)),
                row("100 kB", () -> "kpt_" + "a".repeat(100_000)),
                row("deleted", () -> {
                    Answer created = REALM.createToken("ada", "/maps", "read");
                    REALM.call("ada", "DELETE", "/path-tokens/" + created.text("id"));
                    return token(created);
                }),
                row("disabled", () -> {
                    Answer created = REALM.createToken("ada", "/maps", "read");
                    REALM.call("ada", "PATCH", "/path-tokens/" + created.text("id"), Map.of("enabled", false));
                    return token(created);
                }),
                row("rotated", () -> {
                    Answer created = REALM.createToken("ada", "/maps", "read");
                    REALM.call("ada", "POST", "/path-tokens/" + created.text("id") + "/rotate", Map.of());
                    return token(created);
                }),
                row("made before its client's not-before", () -> {
                    String token = tokenOf("superseded");
                    update("superseded", "notBefore", Instant.now().getEpochSecond() + 5);
                    return token;
                }),
                row("its client is disabled", () -> {
                    String token = tokenOf("switched-off");
                    update("switched-off", "enabled", false);
                    return token;
                }),
                row("its owner is disabled", () -> {
                    String token = token(REALM.createToken("bob", "/maps", "read"));
                    REALM.admin("PUT", "/users/" + REALM.userId("bob"), Map.of("enabled", false));
                    return token;
                }),
                row("its owner is gone", () -> {
                    String token = token(REALM.createToken("eve", "/maps", "read"));
                    REALM.admin("DELETE", "/users/" + REALM.userId("eve"));
                    return token;
                }),
                row(
                        "bound to networks, even the resource server's own",
                        () -> token(REALM.createToken(
                                "ada", Map.of("name", "net", "allowedNetworks", List.of("127.0.0.0/8"))))),
                row(
                        "bound to origins",
                        () -> token(REALM.createToken(
                                "ada", Map.of("name", "origin", "allowedOrigins", List.of("https://maps.example"))))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dead")
    void ofADeadTokenNothingIsSaid(String kind, Supplier<String> token) {
        String dead = token.get();
        int errorsBefore = REALM.events("INTROSPECT_TOKEN_ERROR").size();

        Answer plain = OAUTH.introspect("tiles", dead);
        Answer hinted = OAUTH.post(INTROSPECT, "tiles", Map.of("token", dead, "token_type_hint", "path_token"));

        assertThat(List.of(plain.status(), hinted.status())).containsOnly(200);
        assertThat(List.of(plain.body(), hinted.body())).as(kind).containsOnly(DEAD);
        if (dead.startsWith("kpt_")) {
            // Else anybody who may ask could fill the event store.
            assertThat(REALM.events("INTROSPECT_TOKEN_ERROR")).hasSize(errorsBefore);
        }
    }

    @Test
    void aGoodCheckIsAnEventWithTheTokensId() {
        Answer created = REALM.createToken("ada", "/maps", "read");

        OAUTH.introspect("tiles", created.text("token"));

        assertThat(REALM.events("INTROSPECT_TOKEN").valueStream())
                .anySatisfy(event ->
                        assertThat(event.get("details").get("token_id")).isEqualTo(json(created.text("id"))))
                .noneSatisfy(event -> assertThat(event.toString()).contains(created.text("token")));
    }

    @Test
    void aCallerNeedsToBeLetIn() {
        String token = token(REALM.createToken("ada", "/maps", "read"));

        Answer stranger = OAUTH.introspect("stranger", token);
        Answer open = OAUTH.introspect("open", token);

        assertThat(stranger.status()).isEqualTo(200);
        assertThat(stranger.body()).isEqualTo(DEAD);
        assertThat(open.json().get("active").asBoolean()).isTrue();
    }

    @Test
    void theAnswerIsJsonToWhoeverAsksForAJwt() {
        String token = token(REALM.createToken("ada", "/maps", "read"));

        Answer answer = Http.of("POST", REALM.url(INTROSPECT))
                .header("Authorization", OAuthEndpoints.basic("tiles"))
                .header("Accept", "application/jwt")
                .form(Map.of("token", token))
                .send();

        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().get("active").asBoolean()).isTrue();
        assertThat(answer.json().has("jwt")).isFalse();
    }

    private static Arguments row(String kind, Supplier<String> token) {
        return Arguments.of(kind, token);
    }

    private static String token(Answer created) {
        return created.text("token");
    }

    private static String tokenOf(String client) {
        return Http.of("POST", REALM.url("/path-tokens"))
                .bearer(REALM.login(client, "ada"))
                .json(Map.of("name", "of " + client))
                .send()
                .text("token");
    }

    private static void update(String client, String field, Object value) {
        assertThat(REALM.admin("PUT", "/clients/" + REALM.clientUuid(client), Map.of("clientId", client, field, value))
                        .status())
                .isEqualTo(204);
    }
}
