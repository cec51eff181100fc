package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Discovery says what Keypath adds, and nothing that it does not offer. */
class DiscoveryIT {

    private static final String TYPES = "authorization_details_types_supported";

    private static final TestRealm WITH = TestRealm.builder().build();
    private static final TestRealm WITHOUT =
            TestRealm.builder(OAuthBareServer.keycloak()).build();

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/.well-known/uma2-configuration"})
    void nothingIsNewButWhatKeypathBrings(String document) {
        ObjectNode with = document(WITH, document);
        ObjectNode without = document(WITHOUT, document);

        with.remove(TYPES);
        without.remove(TYPES);
        add(without, "grant_types_supported", LongLifetime.GRANT);
        for (String endpoint : List.of("token", "introspection", "revocation")) {
            add(without, endpoint + "_endpoint_auth_methods_supported", SecretClient.METHOD);
        }

        assertThat(with).isEqualTo(without);
    }

    private static void add(ObjectNode document, String member, String value) {
        // The document of UMA has not all of the members.
        if (document.get(member) instanceof ArrayNode array) {
            document.set(
                    member,
                    OAuthEndpoints.json(Stream.concat(OAuthEndpoints.texts(array).stream(), Stream.of(value))
                            .sorted()
                            .toList()));
        }
    }

    @Test
    void theTypeOfAuthorizationDetailsIsThere() {
        ObjectNode with = document(WITH, "/.well-known/openid-configuration");
        ObjectNode without = document(WITHOUT, "/.well-known/openid-configuration");

        assertThat(OAuthEndpoints.texts(with.path(TYPES)))
                .contains("keypath")
                .containsAll(OAuthEndpoints.texts(without.path(TYPES)))
                .hasSize(without.path(TYPES).size() + 1);
    }

    @Test
    void theTokenExchangeGrantIsThere() {
        ObjectNode with = document(WITH, "/.well-known/openid-configuration");

        assertThat(OAuthEndpoints.texts(with.path("grant_types_supported"))).contains(OAuthEndpoints.TOKEN_EXCHANGE);
    }

    private static ObjectNode document(TestRealm realm, String path) {
        Answer answer = Http.of("GET", realm.url(path)).send();
        String text = answer.body()
                .replace(realm.keycloak().baseUri().toString(), "BASE")
                .replace(realm.name(), "REALM");
        var json = (ObjectNode) new Answer(answer.status(), answer.headers(), text).json();
        // Lists of what is supported are sets.
        json.properties().forEach(member -> {
            if (member.getValue() instanceof ArrayNode array) {
                member.setValue(OAuthEndpoints.json(
                        OAuthEndpoints.texts(array).stream().sorted().toList()));
            }
        });
        return json;
    }
}
