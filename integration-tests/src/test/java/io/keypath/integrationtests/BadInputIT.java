package io.keypath.integrationtests;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in: a 400 that names the field, and nothing is made or changed. */
class BadInputIT {

    private static final TestRealm REALM = TestRealm.builder().user("ada").build();
    private static final Caller ADA = REALM.as("ada");
    private static final String ADA_ID = REALM.userId("ada");

    /** One row of each kind for each field; all that can be wrong with it, its unit test says. */
    static Stream<Arguments> fields() {
        return Stream.of(
                arguments("{}", "name"),
                arguments("{\"name\": 5}", "name"),
                arguments("{\"name\": " + quoted("x".repeat(256)) + "}", "name"),
                arguments("{\"name\": \"a\\u0000b\"}", "name"),
                arguments("{\"name\": \"a\", \"name\": \"b\"}", "twice"),
                arguments("{\"name\": \"a\", \"user\": " + quoted(ADA_ID) + "}", "unknown field"),
                field("description", quoted("x".repeat(1001))),
                field("accessList", "[]"),
                field("accessList", "null"),
                field("accessList", "[{\"path\": \"/maps\"}]"),
                field("accessList", "[{\"path\": \"/maps\", \"access\": \"admin\"}]"),
                field("accessList", "[{\"path\": \"/maps/%2e%2e/ams\", \"access\": \"read\"}]"),
                field("accessList", numbered(1001, "{\"path\": \"/maps/%d\", \"access\": \"read\"}")),
                field("scope", "[\"email\"]"),
                field("scope", quoted("s".repeat(1001))),
                field("allowedOrigins", "[\"*\"]"),
                field("allowedOrigins", "null"),
                field("allowedOrigins", numbered(21, "\"https://maps%d.example\"")),
                // Longer in their ASCII form.
                field(
                        "allowedOrigins",
                        numbered(20, "\"https://" + String.join(".", nCopies(4, "\u00f6".repeat(55))) + ":60%d\"")),
                field("allowedNetworks", "[\"10.0.0.1/8\"]"),
                field("allowedNetworks", "[]"),
                field("allowedNetworks", numbered(21, "\"10.%d.0.0/16\"")));
    }

    static Stream<String> noObjects() {
        return Stream.of(
                "",
                " ",
                "{",
                "{\"name\"}",
                "{'name': 'x'}",
                "{\"name\": \"x\",}",
                "[]",
                "[{\"name\": \"x\"}]",
                "\"name\"",
                "null",
                "5",
                "name=x",
                "{\"name\": \"x\"} {}",
                "{\"name\": \"x\"} x",
                "{\"name\": \"x\", \"validFor\": " + "9".repeat(40) + "}",
                "[".repeat(100_000),
                "{\"name\": \"" + "x".repeat(2_200_000) + "\"}");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aBadFieldIsNamedAndNothingIsMade(String body, String named) {
        Answer answer = ADA.post("", body);

        assertRefused(answer, "invalid_request", named);
        assertThat(ADA.get("/count").body()).isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("noObjects")
    void aBodyThatIsNoObjectIsRefusedAndNothingIsMade(String body) {
        Answer answer = ADA.post("", body);

        assertRefused(answer, "invalid_request", "body");
        assertThat(ADA.get("/count").body()).isEqualTo("0");
    }

    @Test
    void aBodyMustBeUtf8() {
        byte[] latin1 = "{\"name\": \"Zürich\"}".getBytes(StandardCharsets.ISO_8859_1);

        Answer answer =
                ADA.request("POST", "").bytes("application/json", latin1).send();

        assertRefused(answer, "invalid_request", "UTF-8");
        assertThat(ADA.get("/count").body()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "offline_access",
                "email unknown",
                "email  profile",
                " email",
                "email ",
                "read:/maps",
                "EMAIL",
                "email\u00a0profile"
            })
    void aScopeThatTheClientDoesNotHaveIsRefused(String scope) {
        Answer answer = ADA.post("", Tokens.with(Tokens.personal("laptop"), "scope", scope));

        assertRefused(answer, "invalid_scope", "scope");
        assertThat(ADA.get("/count").body()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "text/plain",
                "application/xml",
                "multipart/form-data",
                "application/json-patch+json"
            })
    void onlyJsonIsRead(String mediaType) {
        byte[] body = "{\"name\": \"laptop\"}".getBytes(StandardCharsets.UTF_8);

        Answer made = ADA.request("POST", "").bytes(mediaType, body).send();
        Answer madeByAdmin =
                REALM.tokenAdmin().request("POST", "").bytes(mediaType, body).send();

        assertThat(made.status()).isEqualTo(415);
        assertThat(madeByAdmin.status()).isEqualTo(415);
        assertThat(ADA.get("/count").body()).isEqualTo("0");
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments("", "body"),
                arguments("[]", "body"),
                arguments("{\"name\": \"a\", \"name\": \"b\"}", "twice"),
                arguments("{\"hint\": \"abcd\"}", "unknown field"),
                arguments("{\"scope\": \"email\"}", "unknown field"),
                arguments("{\"allowedOrigins\": [\"https://a.example\"]}", "unknown field"),
                arguments("{\"expiresAt\": null}", "unknown field"),
                arguments("{\"name\": null}", "name"),
                arguments("{\"name\": \"\"}", "name"),
                arguments("{\"name\": 5}", "name"),
                arguments("{\"name\": " + quoted("x".repeat(256)) + "}", "name"),
                arguments("{\"description\": 5}", "description"),
                arguments("{\"description\": " + quoted("x".repeat(1001)) + "}", "description"),
                arguments("{\"enabled\": null}", "enabled"),
                arguments("{\"enabled\": \"false\"}", "enabled"),
                arguments("{\"enabled\": 0}", "enabled"),
                arguments("{\"accessList\": []}", "accessList"),
                arguments("{\"accessList\": null}", "accessList"),
                arguments("{\"accessList\": [{\"path\": \"/maps/../x\", \"access\": \"read\"}]}", "accessList"),
                arguments("{\"accessList\": [{\"path\": \"/maps\", \"access\": \"view\"}]}", "accessList"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aBadChangeIsNamedAndNothingIsChanged(String body, String named) {
        Caller caller = REALM.as(REALM.newUser());
        Answer made = caller.post("", Tokens.forPath("tiles", "/maps", "read"));

        Answer answer = caller.patch("/" + made.text("id"), body);

        assertRefused(answer, "invalid_request", named);
        Answer shown = caller.get("/" + made.text("id"));
        assertThat(shown.text("name")).isEqualTo("tiles");
        assertThat(shown.json().get("accessList")).isEqualTo(made.json().get("accessList"));
        assertThat(shown.text("state")).isEqualTo("active");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/no-such-token",
                "/%00",
                "/%FF",
                "/..%2f",
                "/%2e%2e",
                "/00000000-0000-0000-0000-00000000000%27",
                "/self/more",
                "/revoke/more",
                "/policy/more",
                "/a/b/c"
            })
    void anOddAddressIsNeverAnErrorOfTheServer(String path) {
        for (String method : List.of("GET", "DELETE", "PUT", "HEAD", "OPTIONS", "POST", "PATCH")) {
            Answer answer = ADA.request(method, path).send();

            assertThat(answer.status()).as(method).isBetween(200, 499);
        }
        assertThat(ADA.get("/count").body()).isEqualTo("0");
    }

    @Test
    void theLargestBodyThatIsAllowedIsTaken() {
        Caller caller = REALM.as(REALM.newUser());
        List<Map<String, String>> list = IntStream.range(0, 1000)
                .mapToObj(i -> Map.of("path", longPath(i, 58), "access", "write"))
                .toList();
        Map<String, ?> body = Map.of(
                "name",
                "n".repeat(255),
                "description",
                "d".repeat(1000),
                "accessList",
                list,
                "allowedOrigins",
                IntStream.range(0, 20)
                        .mapToObj(i -> "https://" + (10 + i) + ("." + "a".repeat(59)).repeat(4) + ":443")
                        .map(origin -> origin.replace(":443", "x:10443").substring(0, 255))
                        .toList(),
                "allowedNetworks",
                IntStream.range(0, 20)
                        .mapToObj(i -> "2001:db8:1111:2222:3333:4444:5555:66" + (10 + i))
                        .toList());

        Answer made = caller.post("", body);

        assertThat(made.status()).isEqualTo(201);
        assertThat(caller.get("/" + made.text("id")).json().get("accessList")).hasSize(1000);
        assertThat(REALM.gate(made.text("token"), "GET", longPath(999, 58)).status())
                .isEqualTo(401); // No Origin, no address of its networks.
    }

    @Test
    void anAccessListHas64KilobytesAtMost() {
        Caller caller = REALM.as(REALM.newUser());
        var list = IntStream.range(0, 1000)
                .mapToObj(i -> Map.of("path", longPath(i, 60), "access", "write"))
                .toList();

        Answer refused = caller.post("", Map.of("name", "long", "accessList", list));

        assertRefused(refused, "invalid_request", "accessList");
        assertThat(refused.text("error_description")).contains("65536");
        assertThat(caller.get("/count").body()).isEqualTo("0");
    }

    @Test
    void theAccessListsOfAnOwnerHaveABoundInAllThatThePolicyTells() {
        TestRealm realm = TestRealm.builder()
                .attribute("keypath.token.max-per-owner", "2")
                .user("ada")
                .build();
        Caller caller = realm.as("ada");
        var list = IntStream.range(0, 60)
                .mapToObj(i -> Map.of("path", longPath(i, 900), "access", "write"))
                .toList();
        assertThat(caller.get("/policy").json().get("maxAccessListBytes").intValue())
                .isEqualTo(65_536);
        assertThat(caller.post("", Map.of("name", "first", "accessList", list)).status())
                .isEqualTo(201);
        Answer personal = caller.post("", Tokens.personal("second"));
        assertThat(personal.status()).isEqualTo(201);

        Answer narrowed = caller.patch("/" + personal.text("id"), Map.of("accessList", list));
        caller.delete("/" + personal.text("id"));
        Answer made = caller.post("", Map.of("name", "third", "accessList", list));

        assertRefused(narrowed, "invalid_request", "65536");
        assertRefused(made, "invalid_request", "accessList");
        assertThat(caller.post("", Tokens.forPath("small", "/maps", "read")).status())
                .isEqualTo(201);
    }

    @Test
    void aBodyOfManySmallThingsIsRefused() {
        String body = "{\"name\": \"x\", \"accessList\": [" + "{},".repeat(50_000) + "{}]}";

        Answer refused = ADA.request("POST", "").json(body).send();

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error_description")).contains("values");
    }

    private static String longPath(int number, int length) {
        String path = "/" + (1000 + number) + "/";
        return path + "a".repeat(length - path.length());
    }

    private static void assertRefused(Answer answer, String error, String named) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).contains(named);
    }

    private static Arguments field(String name, String value) {
        return arguments("{\"name\": \"test\", \"" + name + "\": " + value + "}", name);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static String numbered(int count, String pattern) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(pattern, i))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
