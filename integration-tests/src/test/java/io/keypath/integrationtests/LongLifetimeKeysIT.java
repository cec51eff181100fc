package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A realm whose keys are rotated below tokens that live for a year. */
class LongLifetimeKeysIT {

    private static final TestRealm REALM = TestRealm.builder()
            .client(LongLifetime.robot())
            .client(LongLifetime.resourceServer())
            .build();

    private static final LongLifetime GRANT = new LongLifetime(REALM);

    @Test
    void aPassiveKeyKeepsTokensGoodAndADeletedOneEndsThem() {
        String jwt = GRANT.request("lifetime", LongLifetime.YEAR).text("access_token");
        String opaque = GRANT.request("lifetime", LongLifetime.YEAR, "token_type", "path_token")
                .text("access_token");
        var old = (ObjectNode) keyProviders().get(0);
        assertThat(GRANT.isAlive(jwt)).isTrue();

        addKey();
        ((ObjectNode) old.get("config")).set("active", Http.JSON.valueToTree(List.of("false")));
        assertThat(REALM.admin("PUT", "/components/" + old.get("id").asText(), old)
                        .status())
                .isEqualTo(204);

        String next = GRANT.request().text("access_token");
        assertThat(OAuthEndpoints.header(next).get("kid"))
                .isNotEqualTo(OAuthEndpoints.header(jwt).get("kid"));
        assertThat(GRANT.isAlive(jwt)).isTrue();
        assertThat(GRANT.isAlive(next)).isTrue();

        REALM.admin("DELETE", "/components/" + old.get("id").asText());

        assertThat(GRANT.isAlive(jwt)).isFalse();
        assertThat(GRANT.isAlive(next)).isTrue();
        assertThat(GRANT.gate(opaque)).isEqualTo(200);
    }

    private static List<JsonNode> keyProviders() {
        return REALM.admin("GET", "/components?type=org.keycloak.keys.KeyProvider")
                .json()
                .valueStream()
                .filter(component -> component.get("providerId").asText().equals("rsa-generated"))
                .toList();
    }

    private static void addKey() {
        Answer added = REALM.admin(
                "POST",
                "/components",
                Map.of(
                        "name",
                        "next",
                        "providerId",
                        "rsa-generated",
                        "providerType",
                        "org.keycloak.keys.KeyProvider",
                        "parentId",
                        REALM.admin("GET", "").text("id"),
                        "config",
                        Map.of(
                                "priority",
                                List.of("200"),
                                "keySize",
                                List.of("2048"),
                                "active",
                                List.of("true"),
                                "enabled",
                                List.of("true"))));
        assertThat(added.status()).isEqualTo(201);
    }
}
