package io.keypath.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.services.ErrorResponseException;

class JsonBodyTest {

    private static final Set<String> FIELDS = Set.of("a", "b");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":1",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":1} x",
                "{\"a\":1}{\"a\":1}",
                "{\"a\":1} // c",
                "{\"a\":1,\"a\":2}",
                "{\"a\":[{\"b\":1,\"b\":1}]}",
                "{\"a\":\"\u0001\"}",
                "{\"a\":[[[[[[[[[[1]]]]]]]]]]}",
                "{\"a\":1234567890123456789012345678901}"
            })
    void whatIsNotStrictlyJsonIsRefused(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(ErrorResponseException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "1", "\"a\"", "true"})
    void anythingButAnObjectIsRefused(String body) {
        assertRefused(() -> read(body), "The body must be a JSON object");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] overlong = {'{', '"', 'a', '"', ':', '"', (byte) 0xC0, (byte) 0xAF, '"', '}'};

        assertThatThrownBy(() -> JsonBody.read(new ByteArrayInputStream(overlong), FIELDS))
                .isInstanceOf(ErrorResponseException.class);
    }

    @Test
    void anUnknownFieldIsRefusedWithTheKnownOnes() {
        assertRefused(() -> read("{\"A\":1}"), "The body holds an unknown field A; known are a, b");
        // What is no plain name is not said back.
        assertRefused(() -> read("{\"<b>\":1}"), "The body holds an unknown field; known are a, b");
    }

    @Test
    void aBodyOfTheLongestLengthIsReadAndAByteMoreIsRefused() {
        String longest = "{}" + " ".repeat(JsonBody.MAX_BYTES - 2);

        assertThat(read(longest).has("a")).isFalse();
        assertRefused(() -> read(longest + " "), "The body is longer than 524288 bytes");
    }

    @Test
    void aBodyOfManySmallThingsIsRefused() {
        String many = "{\"a\":[" + "{},".repeat(JsonBody.MAX_TOKENS) + "{}]}";

        assertThatThrownBy(() -> read(many))
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        e -> assertThat(e.getErrorDescription()).contains("20000 names and values"));
    }

    @Test
    void aStreamThatBreaksIsTheCallersFault() throws IOException {
        InputStream broken = InputStream.nullInputStream();
        broken.close();

        assertRefused(() -> JsonBody.read(broken, FIELDS), "The body could not be read");
    }

    @Test
    void aBodyMayBeOptionalAndIsThenReadAsStrictly() {
        assertThat(JsonBody.readOptional(stream(""), FIELDS)).isEmpty();
        assertThat(JsonBody.readOptional(stream("{\"a\":1}"), FIELDS)).isPresent();
        assertThatThrownBy(() -> JsonBody.readOptional(stream("x"), FIELDS)).isInstanceOf(ErrorResponseException.class);
    }

    @Test
    void absentAndNullAreToldApart() {
        JsonBody body = read("{\"a\":null}");

        assertThat(body.has("a")).isTrue();
        assertThat(body.isNull("a")).isTrue();
        assertThat(body.has("b")).isFalse();
        assertThat(body.isNull("b")).isFalse();
        assertThat(body.text("a", 9)).isEmpty();
        assertThat(body.wholeNumber("a")).isNull();
        assertThat(body.flag("a")).isNull();
        assertThat(body.texts("a", 9, 9)).isEmpty();
        assertThat(body.objects("a", 9, FIELDS)).isEmpty();
    }

    @Test
    void aTextIsReadWithinItsLength() {
        assertThat(read("{\"a\":\"é 😀\"}").text("a", 4)).contains("é 😀");
        assertThat(read("{\"a\":\"x\"}").requiredText("a", 1)).isEqualTo("x");
        assertRefused(() -> read("{\"a\":\"12345\"}").text("a", 4), "a must have 1 to 4 characters");
        assertRefused(() -> read("{\"a\":\"\"}").text("a", 4), "a must have 1 to 4 characters");
        assertRefused(() -> read("{\"a\":\" \\t\"}").text("a", 4), "a must have 1 to 4 characters");
        assertRefused(() -> read("{\"a\":1}").text("a", 4), "a must be a string");
        assertRefused(() -> read("{}").requiredText("a", 4), "a is required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\n", "\\u007f", "\\u0085", "\\ud800", "\\udc00x"})
    void aTextThatCannotBeStoredOrWouldBreakALineIsRefused(String escaped) {
        assertRefused(
                () -> read("{\"a\":\"a" + escaped + "\"}").text("a", 9),
                "a must not hold control characters or broken characters");
    }

    @Test
    void aWholeNumberIsReadToTheBoundsOf64Bits() {
        assertThat(read("{\"a\":9223372036854775807}").wholeNumber("a")).isEqualTo(Long.MAX_VALUE);
        assertThat(read("{\"a\":-9223372036854775808}").wholeNumber("a")).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "1.0", "1e2", "\"1\"", "true", "[1]"})
    void anyOtherNumberIsRefused(String number) {
        assertRefused(() -> read("{\"a\":" + number + "}").wholeNumber("a"), "a must be a whole number");
    }

    @Test
    void aFlagIsTrueOrFalse() {
        assertThat(read("{\"a\":true}").flag("a")).isTrue();
        assertThat(read("{\"a\":false}").flag("a")).isFalse();
        assertRefused(() -> read("{\"a\":\"true\"}").flag("a"), "a must be true or false");
        assertRefused(() -> read("{\"a\":1}").flag("a"), "a must be true or false");
    }

    @Test
    void textsAreAnArrayOfBoundedSize() {
        assertThat(read("{\"a\":[]}").texts("a", 2, 3)).contains(List.of());
        assertThat(read("{\"a\":[\"x\",\"y\"]}").texts("a", 2, 3)).contains(List.of("x", "y"));
        assertRefused(() -> read("{\"a\":\"x\"}").texts("a", 2, 3), "a must be an array of at most 2 entries");
        assertRefused(() -> read("{\"a\":[1,2,3]}").texts("a", 2, 3), "a must be an array of at most 2 entries");
        for (String entry : List.of("1", "null", "\"\"", "\"1234\"")) {
            assertRefused(
                    () -> read("{\"a\":[" + entry + "]}").texts("a", 2, 3), "a must hold strings of 1 to 3 characters");
        }
    }

    @Test
    void objectsAreReadAsStrictlyAndNamedByTheirPlace() {
        String body = "{\"a\":[{\"path\":\"/x\"},{\"path\":7}]}";

        List<JsonBody> objects = read(body).objects("a", 2, Set.of("path")).orElseThrow();

        assertThat(objects.get(0).text("path", 9)).contains("/x");
        assertRefused(() -> objects.get(1).text("path", 9), "a[1].path must be a string");
        assertRefused(
                () -> read("{\"a\":[{\"p\":1}]}").objects("a", 2, Set.of("path")),
                "a[0] holds an unknown field p; known are path");
        assertRefused(() -> read("{\"a\":[1]}").objects("a", 2, Set.of("path")), "a[0] must be a JSON object");
    }

    private static void assertRefused(ThrowingCallable read, String description) {
        assertThatThrownBy(read).isInstanceOfSatisfying(ErrorResponseException.class, e -> {
            assertThat(e.getError()).isEqualTo("invalid_request");
            assertThat(e.getErrorDescription()).isEqualTo(description);
        });
    }

    private static JsonBody read(String body) {
        return JsonBody.read(stream(body), FIELDS);
    }

    private static InputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(UTF_8));
    }
}
