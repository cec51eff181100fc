package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gates of a realm, as its administrators set them. */
class GatesAdminIT {

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .attribute("keypath.gate.broken", "{\"strip\":\"files\"}")
            .build();

    private static final String COOKIE = "\"cookie\":{\"name\":null,\"domain\":null,\"path\":\"/\","
            + "\"sameSite\":\"Lax\",\"lifetime\":36000,\"idle\":1800}";
    private static final String DEFAULTS =
            "\"source\":\"any\",\"strip\":\"/\",\"challenges\":\"auto\",\"audience\":null,\"jwt\":false,\"password\":false,\"queryToken\":false,\"members\":false,\"signIn\":null,"
                    + COOKIE;

    @Test
    void theDefaultGateIsThereThoughNobodySetIt() {
        assertThat(REALM.admin("GET", "/gates/default").body()).isEqualTo("{\"name\":\"default\"," + DEFAULTS + "}");
    }

    @Test
    void aGateIsMadeChangedAndRemoved() {
        Answer made = put(
                "files",
                "{\"source\":\"forwarded\",\"strip\":\"/f%69les/\",\"challenges\":[\"bearer\"],"
                        + "\"audience\":\"files\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body())
                .isEqualTo("{\"name\":\"files\",\"source\":\"forwarded\",\"strip\":\"/files/\","
                        + "\"challenges\":[\"bearer\"],\"audience\":\"files\",\"jwt\":false,\"password\":false,\"queryToken\":false,\"members\":false,\"signIn\":null,"
                        + COOKIE + "}");
        assertThat(REALM.admin("GET", "/gates/files").body()).isEqualTo(made.body());

        Answer changed = put("files", "{\"challenges\":[\"bearer\",\"basic\"]}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body())
                .isEqualTo("{\"name\":\"files\",\"source\":\"any\",\"strip\":\"/\","
                        + "\"challenges\":[\"bearer\",\"basic\"],\"audience\":null,\"jwt\":false,\"password\":false,\"queryToken\":false,\"members\":false,\"signIn\":null,"
                        + COOKIE
                        + "}");

        assertThat(REALM.admin("DELETE", "/gates/files").status()).isEqualTo(204);
        assertThat(REALM.admin("GET", "/gates/files").status()).isEqualTo(404);
        assertThat(REALM.admin("DELETE", "/gates/files").status()).isEqualTo(404);
        assertThat(REALM.adminEvents("gates/files"))
                .extracting(event -> event.get("operationType").asText())
                .containsExactlyInAnyOrder("CREATE", "UPDATE", "DELETE");
    }

    @Test
    void whatWasReadMayBeSentBack() {
        put("back", "{\"strip\":\"/back\"}");
        JsonNode read = REALM.admin("GET", "/gates/back").json();

        assertThat(REALM.admin("PUT", "/gates/back", read).json()).isEqualTo(read);
        assertThat(REALM.admin("PUT", "/gates/other", read).text("error_description"))
                .isEqualTo("name must be that of the address");
    }

    @Test
    void theListHasAllGatesAndSaysWhatIsWrongWithOne() {
        put("listed", "{}");

        JsonNode gates = REALM.admin("GET", "/gates").json();

        assertThat(gates).extracting(gate -> gate.get("name").asText()).contains("broken", "default", "listed");
        assertThat(gates)
                .filteredOn(gate -> gate.has("error"))
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"name\":\"broken\",\"error\":\"strip has no canonical form: a path must start with /\"}");
    }

    @Test
    void aBrokenGateIsMendedByPutAndTheDefaultOneByDelete() {
        TestRealm realm = TestRealm.builder()
                .user("eve")
                .attribute("keypath.gate.default", "nonsense")
                .attribute("keypath.gate.audience", "files")
                .build();
        String token = realm.createToken("eve", "/maps", "read").text("token");
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(403);

        assertThat(realm.admin("DELETE", "/gates/default").status()).isEqualTo(204);
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(403);
        assertThat(realm.admin("DELETE", "/gates/audience").status()).isEqualTo(204);
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(200);

        assertThat(realm.admin("PUT", "/gates/default", Map.of("strip", "/files"))
                        .status())
                .isEqualTo(201);
        assertThat(realm.gate(token, "GET", "/files/maps").status()).isEqualTo(200);
        assertThat(realm.admin("DELETE", "/gates/default").status()).isEqualTo(204);
        assertThat(realm.admin("DELETE", "/gates/default").status()).isEqualTo(204);
        assertThat(realm.gate(token, "GET", "/maps").status()).isEqualTo(200);
        realm.delete();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"source\":\"nginx\"} | source must be one of any, original-uri, original-url, forwarded, path",
                "{\"source\":1} | source must be a string",
                "{\"strip\":\"files\"} | strip has no canonical form: a path must start with /",
                "{\"strip\":\"/../a\"} | strip has no canonical form",
                "{\"challenges\":[\"basic\"]} | challenges must be [\"bearer\"], [\"bearer\",\"basic\"] or \"auto\"",
                "{\"challenges\":\"none\"} | challenges must be [\"bearer\"], [\"bearer\",\"basic\"] or \"auto\"",
                "{\"audience\":[]} | audience must be a string",
                "{\"signIn\":\"nobody\"} | signIn must be the clientId of a client of the realm",
                "{\"jwt\":\"yes\"} | jwt must be true or false",
                "{\"password\":1} | password must be true or false",
                "{\"sorce\":\"any\"} | The body holds an unknown field sorce; known are audience, challenges, cookie, jwt, members, name, password, queryToken, signIn, source, strip",
                "{\"queryToken\":\"yes\"} | queryToken must be true or false",
                "{\"cookie\":{\"idle\":1}} | cookie.idle must be from 60 to 36000 seconds",
                "[] | The body must be a JSON object",
                "{ | The body is not JSON in UTF-8, holds a field twice, or something stands behind its object"
            })
    void badInputIsToldAndChangesNothing(String body, String message) {
        Answer answer = put("bad", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).startsWith(message);
        assertThat(REALM.admin("GET", "/gates/bad").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPPER", "a.b", "a_b", "verify", "session", "123456789012345678901234567890123", "%C3%A4"})
    void aNameThatIsNoneIsRefused(String name) {
        Answer answer = put(name, "{}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error_description"))
                .isEqualTo(
                        "The name of a gate has 1 to 32 characters of a-z, 0-9 and -, and is neither verify nor session");
    }

    @Test
    void aRealmHasNoMoreGatesThanAHundred() {
        TestRealm realm = TestRealm.builder().build();
        for (int i = 0; i < 99; i++) {
            assertThat(realm.admin("PUT", "/gates/g" + i, Map.of()).status()).isEqualTo(201);
        }

        assertThat(realm.admin("PUT", "/gates/default", Map.of()).status()).isEqualTo(201);
        assertThat(realm.admin("PUT", "/gates/more", Map.of()).text("error_description"))
                .isEqualTo("A realm has at most 100 gates; delete one first");
        assertThat(realm.admin("PUT", "/gates/g0", Map.of("strip", "/g")).status())
                .isEqualTo(200);
        assertThat(realm.admin("GET", "/gates").json()).hasSize(100);
        realm.delete();
    }

    @Test
    void theGatesOfAnotherRealmAreItsOwn() {
        TestRealm other = TestRealm.builder().build();
        put("mine", "{}");

        assertThat(other.admin("GET", "/gates/mine").status()).isEqualTo(404);
        assertThat(other.admin("DELETE", "/gates/mine").status()).isEqualTo(404);
        assertThat(other.admin("GET", "/gates").json()).hasSize(1);
        assertThat(REALM.admin("GET", "/gates/mine").status()).isEqualTo(200);
        other.delete();
    }

    private static Answer put(String name, String body) {
        return Http.of("PUT", REALM.adminUrl("/gates/" + name))
                .bearer(REALM.adminLogin())
                .json(body)
                .send();
    }
}
