package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.INTROSPECT;
import static io.keypath.integrationtests.OAuthEndpoints.TOKEN;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static io.keypath.integrationtests.OAuthEndpoints.publicClient;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keypath.keycloakdist.RunningKeycloak;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Keypath must not change: the introspection of Keycloak's own tokens, compared with a Keycloak without Keypath. */
class IntrospectionOfAccessTokensIT {

    /** What differs between two logins on one server. */
    private static final Set<String> OF_ONE_LOGIN =
            Set.of("jti", "iat", "exp", "auth_time", "sid", "sub", "iss", "jwt", "session_state");

    private static final TestRealm WITH = realm(TestServer.keycloak());
    private static final TestRealm WITHOUT = realm(OAuthBareServer.keycloak());

    private static TestRealm realm(RunningKeycloak keycloak) {
        return TestRealm.builder(keycloak)
                .user("ada")
                .client(confidential(
                        "rs",
                        "allow.token.introspection.without.audience.check",
                        "true",
                        "client.introspection.response.allow.jwt.claim.enabled",
                        "true"))
                .client(confidential("stranger"))
                .client(publicClient("light", "client.use.lightweight.access.token.enabled", "true"))
                .build();
    }

    enum Kind {
        ACCESS,
        LIGHTWEIGHT,
        SERVICE_ACCOUNT,
        REFRESH,
        ID,
        BROKEN,
        GARBAGE,
        EMPTY,
        HUGE
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of(Kind.ACCESS, "rs", "", ""),
                Arguments.of(Kind.ACCESS, "rs", "access_token", ""),
                Arguments.of(Kind.ACCESS, "rs", "", "application/jwt"),
                Arguments.of(Kind.ACCESS, "rs", "refresh_token", ""),
                Arguments.of(Kind.ACCESS, "rs", "no_such_hint", ""),
                Arguments.of(Kind.ACCESS, "stranger", "", ""),
                Arguments.of(Kind.LIGHTWEIGHT, "rs", "", ""),
                Arguments.of(Kind.SERVICE_ACCOUNT, "rs", "", ""),
                Arguments.of(Kind.REFRESH, "rs", "", ""),
                Arguments.of(Kind.REFRESH, "rs", "refresh_token", ""),
                Arguments.of(Kind.ID, "rs", "", ""),
                Arguments.of(Kind.BROKEN, "rs", "", ""),
                Arguments.of(Kind.BROKEN, "rs", "access_token", "application/jwt"),
                Arguments.of(Kind.GARBAGE, "rs", "", ""),
                Arguments.of(Kind.EMPTY, "rs", "", ""),
                Arguments.of(Kind.HUGE, "rs", "", ""));
    }

    @ParameterizedTest(name = "{0} token, asked by {1}, hint {2}, accept {3}")
    @MethodSource("requests")
    void theAnswerIsKeycloaksOwn(Kind kind, String caller, String hint, String accept) {
        Answer with = introspect(WITH, kind, caller, hint, accept);
        Answer without = introspect(WITHOUT, kind, caller, hint, accept);

        assertThat(with.status()).isEqualTo(without.status()).isLessThan(500);
        assertThat(with.headers().map().keySet())
                .isEqualTo(without.headers().map().keySet());
        assertThat(with.header("Content-Type")).isEqualTo(without.header("Content-Type"));
        assertThat(with.header("Cache-Control")).isEqualTo(without.header("Cache-Control"));
        assertThat(comparable(WITH, with)).isEqualTo(comparable(WITHOUT, without));
    }

    private static Answer introspect(TestRealm realm, Kind kind, String caller, String hint, String accept) {
        var form = new LinkedHashMap<>(Map.of("token", token(realm, kind)));
        if (!hint.isEmpty()) {
            form.put("token_type_hint", hint);
        }
        Http request = Http.of("POST", realm.url(INTROSPECT)).header("Authorization", OAuthEndpoints.basic(caller));
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        return request.form(form).send();
    }

    private static String token(TestRealm realm, Kind kind) {
        return switch (kind) {
            case ACCESS -> login(realm, "cli").text("access_token");
            case LIGHTWEIGHT -> login(realm, "light").text("access_token");
            case SERVICE_ACCOUNT -> realm.serviceAccountLogin("stranger");
            case REFRESH -> login(realm, "cli").text("refresh_token");
            case ID -> login(realm, "cli").text("id_token");
            case BROKEN -> login(realm, "cli").text("access_token") + "x";
            case GARBAGE -> "not.a.token";
            case EMPTY -> "";
            case HUGE -> "a".repeat(100_000);
        };
    }

    private static Answer login(TestRealm realm, String client) {
        return Http.of("POST", realm.url(TOKEN))
                .form(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        client,
                        "scope",
                        "openid",
                        "username",
                        "ada",
                        "password",
                        "ada"))
                .send();
    }

    // With the members in their order, since they are to be the same byte for byte.
    private static String comparable(TestRealm realm, Answer answer) {
        JsonNode json = answer.json();
        return String.valueOf(normalised(json))
                .replace(realm.keycloak().baseUri().toString(), "BASE")
                .replace(realm.name(), "REALM");
    }

    private static JsonNode normalised(JsonNode node) {
        if (node instanceof ArrayNode array) {
            // Sets, whose order differs from realm to realm.
            ArrayNode sorted = Http.JSON.createArrayNode();
            array.valueStream()
                    .sorted(Comparator.comparing(JsonNode::toString))
                    .map(IntrospectionOfAccessTokensIT::normalised)
                    .forEach(sorted::add);
            return sorted;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Http.JSON.createObjectNode();
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                copy.set(member.getKey(), normalised(member.getKey(), member.getValue()));
            }
            return copy;
        }
        return node;
    }

    private static JsonNode normalised(String name, JsonNode value) {
        if (OF_ONE_LOGIN.contains(name)) {
            return Http.JSON.getNodeFactory().textNode("*");
        }
        if (name.equals("scope")) {
            return OAuthEndpoints.json(
                    Stream.of(value.asText().split(" ")).sorted().toList());
        }
        return normalised(value);
    }
}
