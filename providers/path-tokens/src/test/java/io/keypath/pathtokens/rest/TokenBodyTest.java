package io.keypath.pathtokens.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.keypath.core.AccessList;
import io.keypath.core.Grant;
import io.keypath.core.Validity;
import io.keypath.core.Vocabulary;
import io.keypath.tokens.service.TokenChange;
import io.keypath.tokens.service.TokenRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.services.ErrorResponseException;

/** What may stand in a body. Of the origins and networks it reads texts only; what they mean, core says. */
class TokenBodyTest {

    /** The rest of a body that already has a name, and what its refusal names. */
    static Stream<Arguments> fields() {
        var rows = new ArrayList<Arguments>();
        for (String value : List.of("null", "5", "true", "[]", "{}", "\"\"", "\"   \"")) {
            rows.add(arguments("{\"name\": " + value + "}", "name"));
        }
        rows.add(arguments("{}", "name"));
        rows.add(arguments("{\"name\": \"" + "x".repeat(256) + "\"}", "name"));
        rows.add(arguments("{\"name\": \"a\\u0000b\"}", "name"));
        rows.add(arguments("{\"name\": \"a\\nb\"}", "name"));
        rows.add(arguments("{\"name\": \"a\\u0085b\"}", "name"));
        rows.add(arguments("{\"name\": \"a\\ud800b\"}", "name"));
        rows.add(arguments("{\"name\": \"a\", \"name\": \"b\"}", "twice"));
        rows.add(arguments("{\"name\": \"a\", \"nam\": \"b\"}", "unknown field"));
        rows.add(arguments("{\"name\": \"a\", \"id\": \"b\"}", "unknown field"));
        rows.add(arguments("{\"name\": \"a\", \"user\": \"b\"}", "unknown field"));

        for (String value : List.of("5", "{}", "[\"a\"]", "\"\"", "\"\\u001b[31m\"", quoted("x".repeat(1001)))) {
            rows.add(field("description", value));
        }

        for (String value : List.of("5", "\"/maps\"", "{}", "[]", "true", "{\"path\": \"/\", \"access\": \"read\"}")) {
            rows.add(field("accessList", value));
        }
        for (String entry : List.of(
                "1",
                "null",
                "\"/maps\"",
                "[]",
                "{}",
                "{\"path\": \"/maps\"}",
                "{\"access\": \"read\"}",
                "{\"path\": null, \"access\": \"read\"}",
                "{\"path\": 5, \"access\": \"read\"}",
                "{\"path\": [\"/\"], \"access\": \"read\"}",
                "{\"path\": \"/maps\", \"access\": null}",
                "{\"path\": \"/maps\", \"access\": \"\"}",
                "{\"path\": \"/maps\", \"access\": \"READ\"}",
                "{\"path\": \"/maps\", \"access\": \"admin\"}",
                "{\"path\": \"/maps\", \"access\": \"storage.read\"}",
                "{\"path\": \"/maps\", \"access\": [\"read\"]}",
                "{\"path\": \"/maps\", \"access\": " + quoted("r".repeat(33)) + "}",
                "{\"path\": \"/maps\", \"access\": \"read\", \"more\": 1}")) {
            rows.add(field("accessList", "[" + entry + "]"));
        }
        for (String path : List.of(
                "",
                " ",
                "maps",
                "maps/ams",
                "//maps",
                "/maps//ams",
                "/maps/../ams",
                "/maps/..",
                "/../etc/passwd",
                "/./maps",
                "/maps/.",
                "/maps/..;x/ams",
                "/maps/%2e%2e/ams",
                "/maps/%2E./ams",
                "/maps/.%2e/",
                "/maps/%252e%252e/ams",
                "/maps%2fams",
                "/maps%2Fams",
                "/maps%252Fams",
                "/maps%5cams",
                "/maps%00",
                "/maps%0a",
                "/maps%7F",
                "/maps%",
                "/maps%zz",
                "/maps%FF",
                "/maps%C0%AE",
                "/maps%ED%A0%80",
                "/maps?x=1",
                "/maps#x",
                "https://example.org/maps",
                "/a".repeat(65),
                "/" + "a".repeat(1024),
                "/" + "a".repeat(5000))) {
            rows.add(field(
                    "accessList",
                    "[{\"path\": \"/good\", \"access\": \"read\"}, {\"path\": " + quoted(path)
                            + ", \"access\": \"read\"}]"));
        }
        rows.add(field("accessList", "[{\"path\": \"/maps\\\\ams\", \"access\": \"read\"}]"));
        rows.add(field("accessList", "[{\"path\": \"/maps\\u0000\", \"access\": \"read\"}]"));
        rows.add(field("accessList", "[{\"path\": \"/maps\\ud800\", \"access\": \"read\"}]"));
        rows.add(field(
                "accessList",
                IntStream.range(0, 1001)
                        .mapToObj(i -> "{\"path\": \"/maps/" + i + "\", \"access\": \"read\"}")
                        .collect(Collectors.joining(",", "[", "]"))));

        for (String value : List.of("5", "[\"email\"]", "\"\"", "{}", quoted("s".repeat(1001)))) {
            rows.add(field("scope", value));
        }

        for (String list : List.of("allowedOrigins", "allowedNetworks")) {
            for (String value : List.of("[]", "5", "{}", "\"https://maps.example\"", "[5]", "[null]", "[[]]")) {
                rows.add(field(list, value));
            }
        }
        rows.add(field("allowedOrigins", numbered(21, "https://maps%d.example")));
        rows.add(field("allowedNetworks", numbered(21, "10.%d.0.0/16")));
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aBadFieldIsNamed(String body, String named) {
        var refusal = catchThrowableOfType(ErrorResponseException.class, () -> creation(body));

        assertThat(refusal.getResponse().getStatus()).isEqualTo(400);
        assertThat(refusal.getError()).isEqualTo("invalid_request");
        assertThat(refusal.getErrorDescription()).contains(named);
    }

    @Test
    void everyFieldOfACreationIsRead() {
        TokenRequest request = creation("""
                {"name": "tiles", "description": "of maps", "scope": "email", "validFor": 60,
                 "accessList": [{"path": "/maps", "access": "read"}],
                 "allowedOrigins": ["https://a.example"], "allowedNetworks": ["10.0.0.0/8"]}""");

        assertThat(request)
                .isEqualTo(new TokenRequest(
                        "tiles",
                        "of maps",
                        AccessList.of(Vocabulary.READ_WRITE, List.of(Grant.of(Vocabulary.READ_WRITE, "read", "/maps"))),
                        "email",
                        new Validity.Seconds(60),
                        List.of("https://a.example"),
                        List.of("10.0.0.0/8")));
    }

    @Test
    void aNameAloneIsEnough() {
        assertThat(creation("{\"name\": \"laptop\"}"))
                .isEqualTo(
                        new TokenRequest("laptop", null, null, null, new Validity.Unspecified(), List.of(), List.of()));
    }

    @Test
    void theListOfAChangeIsReadInTheVocabularyOfItsToken() {
        TokenChange change = change("{\"accessList\": [{\"path\": \"/maps\", \"access\": \"storage.read\"}]}");
        var list = Objects.requireNonNull(change.accessList());

        assertThat(list.apply(Vocabulary.WLCG).grants()).hasSize(1);
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> list.apply(Vocabulary.READ_WRITE)))
                .hasMessageContaining("accessList[0]");
    }

    @Test
    void aDescriptionThatIsNullIsRemovedAndOneThatIsAbsentStays() {
        assertThat(change("{\"description\": null}").description()).isEmpty();
        assertThat(change("{\"enabled\": false}").description()).isNull();
    }

    private static TokenRequest creation(String body) {
        return TokenBody.creation(TokenBody.readCreation(stream(body)), Vocabulary.READ_WRITE);
    }

    private static TokenChange change(String body) {
        return TokenBody.readChange(stream(body));
    }

    private static ByteArrayInputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
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
                .mapToObj(i -> quoted(String.format(pattern, i)))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
