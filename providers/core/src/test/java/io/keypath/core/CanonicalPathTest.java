package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keypath.core.InvalidPathException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a/",
                "/a/b.c/d_e~f",
                "/!$&'()*+,;=:@",
                "/a;v=1/b",
                "/100%25",
                "/%25zz",
                "/%254",
                "/%3F%23",
                "/%20a",
                "/a%20",
                "/.hidden",
                "/a..",
                "/..a",
                "/a;..",
                "/%C3%A9",
                "/%C2%A0x",
                "/%E2%82%AC",
                "/%ED%9F%BF",
                "/%EE%80%80",
                "/%EF%BF%BF",
                "/%F0%90%80%80",
                "/%F0%9F%97%BA",
                "/%F4%8F%BF%BF",
                "/%DF%BF",
                "/%E0%A0%80",
                "/%22%3C%3E%5B%5D%5E%60%7B%7C%7D"
            })
    void aCanonicalPathStaysAsItIs(String path) {
        assertThat(CanonicalPath.of(path).value()).isSameAs(path);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/a b, /a%20b",
                "/é, /%C3%A9",
                "/%c3%a9, /%C3%A9",
                "/€, /%E2%82%AC",
                "/🗺/x, /%F0%9F%97%BA/x",
                "/%41%7e%2d, /A~-",
                "/%3a%40%3B, /:@;",
                "/a%2eb, /a.b",
                "/%5b, /%5B",
                "/[x], /%5Bx%5D",
                "/%3f%23, /%3F%23",
                "/%25%7A%7A, /%25zz",
                "/%25%E9%8D%B5, /%25%E9%8D%B5",
                "/a|b^c`d, /a%7Cb%5Ec%60d"
            })
    void whatIsSafeIsNormalisedOnce(String raw, String canonical) {
        assertThat(CanonicalPath.of(raw).value()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                ",NOT_ABSOLUTE",
                "a,NOT_ABSOLUTE",
                "%2Fa,ENCODED_SLASH",
                "*,NOT_ABSOLUTE",
                "http://host/a,NOT_ABSOLUTE",
                "//,EMPTY_SEGMENT",
                "//a,EMPTY_SEGMENT",
                "/a//b,EMPTY_SEGMENT",
                "/a//,EMPTY_SEGMENT",
                "/;,EMPTY_SEGMENT",
                "/;/a,EMPTY_SEGMENT",
                "/;..,EMPTY_SEGMENT",
                "/a/;v=1/b,EMPTY_SEGMENT",
                "/%3Bv=1,EMPTY_SEGMENT",
                "/%20,EMPTY_SEGMENT",
                "/ /a,EMPTY_SEGMENT",
                "/%C2%A0,EMPTY_SEGMENT",
                "/%E3%80%80/a,EMPTY_SEGMENT",
                "/.,DOT_SEGMENT",
                "/..,DOT_SEGMENT",
                "/./a,DOT_SEGMENT",
                "/../a,DOT_SEGMENT",
                "/a/..,DOT_SEGMENT",
                "/a/../b,DOT_SEGMENT",
                "/a/./,DOT_SEGMENT",
                "/...,DOT_SEGMENT",
                "/%2e,DOT_SEGMENT",
                "/%2e%2e/a,DOT_SEGMENT",
                "/.%2E/a,DOT_SEGMENT",
                "/%2E./a,DOT_SEGMENT",
                "/..;/a,DOT_SEGMENT",
                "/a/..;v=1/b,DOT_SEGMENT",
                "/..;a,DOT_SEGMENT",
                "/.;,DOT_SEGMENT",
                "/..%3B/a,DOT_SEGMENT",
                "/..%3bx,DOT_SEGMENT",
                "/%2e%2e%3b/a,DOT_SEGMENT",
                "/..%20,DOT_SEGMENT",
                "/.. ,DOT_SEGMENT",
                "/. /a,DOT_SEGMENT",
                "/..%20.,DOT_SEGMENT",
                "/%20..,DOT_SEGMENT",
                "/..%C2%A0,DOT_SEGMENT",
                "/..%E2%80%A8,DOT_SEGMENT",
                "/..%20;x,DOT_SEGMENT",
                "/a?b,QUERY_OR_FRAGMENT",
                "/a#b,QUERY_OR_FRAGMENT",
                "/?,QUERY_OR_FRAGMENT",
                "/%,MALFORMED_ESCAPE",
                "/%2,MALFORMED_ESCAPE",
                "/%2/,MALFORMED_ESCAPE",
                "/%zz,MALFORMED_ESCAPE",
                "/%4z,MALFORMED_ESCAPE",
                "/%z4,MALFORMED_ESCAPE",
                "/%u002e,MALFORMED_ESCAPE",
                "/%+1,MALFORMED_ESCAPE",
                "/%１１,MALFORMED_ESCAPE",
                "/100%,MALFORMED_ESCAPE",
                "/%252e,DOUBLE_ENCODING",
                "/%252E%252e/a,DOUBLE_ENCODING",
                "/%2525,DOUBLE_ENCODING",
                "/%255c,DOUBLE_ENCODING",
                "/%252f,DOUBLE_ENCODING",
                "/%25%32%65,DOUBLE_ENCODING",
                "/%25%32e,DOUBLE_ENCODING",
                "/a%25Ff,DOUBLE_ENCODING",
                "/a%2fb,ENCODED_SLASH",
                "/a%2Fb,ENCODED_SLASH",
                "/..%2f..%2fetc,ENCODED_SLASH",
                "/a\\b,BACKSLASH",
                "/..\\a,BACKSLASH",
                "/a%5cb,BACKSLASH",
                "/a%5C,BACKSLASH",
                "/a%00,CONTROL_CHARACTER",
                "/a\u0000b,CONTROL_CHARACTER",
                "/..%00/a,CONTROL_CHARACTER",
                "/a%0d%0aSet-Cookie:x,CONTROL_CHARACTER",
                "/a\tb,CONTROL_CHARACTER",
                "/%1F,CONTROL_CHARACTER",
                "/%7f,CONTROL_CHARACTER",
                "/\u007f,CONTROL_CHARACTER",
                "/%C2%80,CONTROL_CHARACTER",
                "/%C2%9F,CONTROL_CHARACTER",
                "/\u0085,CONTROL_CHARACTER",
                "/%c0%ae%c0%ae/a,MALFORMED_UTF8",
                "/%C0%AF,MALFORMED_UTF8",
                "/%C1%9C,MALFORMED_UTF8",
                "/%E0%80%AF,MALFORMED_UTF8",
                "/%E0%9F%BF,MALFORMED_UTF8",
                "/%F0%80%80%AF,MALFORMED_UTF8",
                "/%F0%8F%BF%BF,MALFORMED_UTF8",
                "/%F4%90%80%80,MALFORMED_UTF8",
                "/%F5%80%80%80,MALFORMED_UTF8",
                "/%FF,MALFORMED_UTF8",
                "/%80,MALFORMED_UTF8",
                "/%BF,MALFORMED_UTF8",
                "/%C3,MALFORMED_UTF8",
                "/%C3a,MALFORMED_UTF8",
                "/%C3%28,MALFORMED_UTF8",
                "/%C3%C3,MALFORMED_UTF8",
                "/%E2%82,MALFORMED_UTF8",
                "/%E2%82/%AC,MALFORMED_UTF8",
                "/%C3\u00e9,MALFORMED_UTF8",
                "/%ED%A0%80,MALFORMED_UTF8",
                "/%ED%BF%BF,MALFORMED_UTF8",
                "/%ED%A0%BD%ED%B7%BA,MALFORMED_UTF8",
            })
    void whatIsUnsafeIsRefused(@Nullable String raw, Reason reason) {
        assertThat(refusal(raw == null ? "" : raw)).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(chars = {'\uD83D', '\uD800', '\uDBFF', '\uDC00', '\uDDFA', '\uDFFF'})
    void anUnpairedSurrogateIsRefused(char surrogate) {
        assertThat(refusal("/" + surrogate)).isEqualTo(Reason.MALFORMED_UTF8);
        assertThat(refusal("/" + surrogate + "a")).isEqualTo(Reason.MALFORMED_UTF8);
    }

    @Test
    void theNeighboursOfTheSurrogatesAreCharacters() {
        assertThat(CanonicalPath.of("/\uD7FF\uE000").value()).isEqualTo("/%ED%9F%BF%EE%80%80");
    }

    @Test
    void theMessageNeverRepeatsTheInput() {
        var refused = catchThrowableOfType(InvalidPathException.class, () -> CanonicalPath.of("/a\r\nSet-Cookie: x"));

        assertThat(refused).hasMessage("a path has no control character, raw or encoded");
    }

    @Test
    void thousandTwentyFourBytesAreAllowedAndNotOneMore() {
        String longest = "/" + "a".repeat(1023);

        assertThat(CanonicalPath.of(longest).value()).hasSize(1024);
        assertThat(refusal(longest + "a")).isEqualTo(Reason.TOO_LONG);
    }

    @Test
    void theLengthIsThatOfTheCanonicalForm() {
        assertThat(CanonicalPath.of("/" + "%41".repeat(1023)).value()).hasSize(1024);
        assertThat(CanonicalPath.of("/" + "é".repeat(170)).value()).hasSize(1021);
        assertThat(refusal("/" + "%41".repeat(1024))).isEqualTo(Reason.TOO_LONG);
        assertThat(refusal("/" + "é".repeat(171))).isEqualTo(Reason.TOO_LONG);
    }

    @Test
    void aHugeInputIsRefusedForItsLengthBeforeAnythingElse() {
        assertThat(refusal("?".repeat(10_000_000))).isEqualTo(Reason.TOO_LONG);
        assertThat(refusal("?".repeat(3073))).isEqualTo(Reason.TOO_LONG);
        assertThat(refusal("?".repeat(3072))).isEqualTo(Reason.QUERY_OR_FRAGMENT);
    }

    @Test
    void sixtyFourSegmentsAreAllowedAndNotOneMore() {
        String deepest = "/a".repeat(64);

        assertThat(CanonicalPath.of(deepest).value()).isEqualTo(deepest);
        assertThat(CanonicalPath.of(deepest + "/").value()).isEqualTo(deepest + "/");
        assertThat(refusal(deepest + "/a")).isEqualTo(Reason.TOO_DEEP);
    }

    // The examples of the WLCG Common JWT Profile, "Capability based authorization: scope", and their neighbours.
    @ParameterizedTest
    @CsvSource({
        "/foo/bar,   /foo/bar,          true",
        "/foo/bar,   /foo/bar/,         true",
        "/foo/bar,   /foo/bar/qux,      true",
        "/foo/bar,   /foo/bar/qux/deep, true",
        "/foo/bar,   /foo/bargain,      false",
        "/foo/bar,   /foo/bargain/qux,  false",
        "/foo/bar,   /foo/bar.txt,      false",
        "/foo/bar,   /foo/bar%20x,      false",
        "/foo/bar,   /foo,              false",
        "/foo/bar,   /foo/,             false",
        "/foo/bar,   /,                 false",
        "/foo/bar,   /x/foo/bar,        false",
        "/foo/bar,   /FOO/BAR,          false",
        "/foo/bar/,  /foo/bar/,         true",
        "/foo/bar/,  /foo/bar/qux,      true",
        "/foo/bar/,  /foo/bar,          false",
        "/foo/bar/,  /foo/bargain,      false",
        "/,          /,                 true",
        "/,          /foo,              true",
        "/,          /foo/bar/,         true",
        "/maps,      /mapsecret,        false"
    })
    void aGrantCoversItsPathAndWhatIsBelow(String grant, String target, boolean covered) {
        assertThat(CanonicalPath.of(grant).isAncestorOrSame(CanonicalPath.of(target)))
                .isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({
        "/files/maps/a, /files,   /maps/a",
        "/files/maps/a, /files/,  /maps/a",
        "/files/maps/,  /files,   /maps/",
        "/files,        /files,   /",
        "/files,        /files/,  /",
        "/files/,       /files,   /",
        "/files/,       /files/,  /",
        "/files/maps,   /,        /files/maps",
        "/,             /,        /",
        "/filesystem,   /files,",
        "/filesystem,   /files/,",
        "/file,         /files,",
        "/,             /files,",
        "/a/files/b,    /files,"
    })
    void aPrefixIsStrippedSegmentBySegment(String path, String prefix, @Nullable String stripped) {
        var result = CanonicalPath.of(path).strip(CanonicalPath.of(prefix));

        assertThat(result.map(CanonicalPath::value).orElse(null)).isEqualTo(stripped);
    }

    @Test
    void aTrailingSlashMeansDirectory() {
        assertThat(CanonicalPath.of("/a/").isDirectory()).isTrue();
        assertThat(CanonicalPath.of("/a").isDirectory()).isFalse();
        assertThat(CanonicalPath.ROOT.isDirectory()).isTrue();
    }

    @Test
    void pathsAreEqualByTheirCanonicalForm() {
        assertThat(CanonicalPath.of("/%7Ea"))
                .isEqualTo(CanonicalPath.of("/~a"))
                .hasSameHashCodeAs(CanonicalPath.of("/~a"))
                .hasToString("/~a")
                .isNotEqualTo(CanonicalPath.of("/~a/"))
                .isNotEqualTo("/~a");
        assertThat(CanonicalPath.of("/a")).doesNotHaveSameHashCodeAs(CanonicalPath.of("/b"));
    }

    private static Reason refusal(String raw) {
        return catchThrowableOfType(InvalidPathException.class, () -> CanonicalPath.of(raw))
                .reason();
    }
}
