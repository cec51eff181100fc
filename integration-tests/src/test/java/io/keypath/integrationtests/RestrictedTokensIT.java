package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
