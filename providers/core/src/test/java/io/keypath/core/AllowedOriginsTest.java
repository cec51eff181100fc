package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {

    @ParameterizedTest
    @CsvSource({
        "https://maps.example.org,      https://maps.example.org",
        "HTTPS://Maps.Example.ORG,      https://maps.example.org",
        "https://maps.example.org:443,  https://maps.example.org",
        "http://maps.example.org:80,    http://maps.example.org",
        "https://maps.example.org:80,   https://maps.example.org:80",
        "http://localhost:8080,         http://localhost:8080",
        "http://a:1,                    http://a:1",
        "http://a:65535,                http://a:65535",
        "https://xn--bcher-kva.example, https://xn--bcher-kva.example",
        "https://1a.2b,                 https://1a.2b",
        "http://127.0.0.1:3000,         http://127.0.0.1:3000",
        "http://[::1]:3000,             http://[::1]:3000",
        "https://[2001:DB8:0::01],      https://[2001:db8::1]"
    })
    void anOriginIsReadAndWrittenAsBrowsersWriteIt(String origin, String written) {
        var origins = AllowedOrigins.parse(List.of(origin));

        assertThat(origins.values()).containsExactly(written);
        assertThat(origins).hasToString(written);
        assertThat(origins.permits(written)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "null",
                "maps.example.org",
                "//maps.example.org",
                "https://",
                "https:/a",
                "https://maps.example.org/",
                "https://maps.example.org/app",
                "https://maps.example.org?x",
                "https://maps.example.org#x",
                "https://*.example.org",
                "https://user@example.org",
                "https://user:pw@example.org",
                "ftp://example.org",
                "ws://example.org",
                "file:///a",
                "https://bücher.example",
                "https://\u212Aelvin.example",
                "https://example..org",
                "https://.example.org",
                "https://example.org.",
                "https://-a.example.org",
                "https://a-.example.org",
                "https://a_b.example.org",
                "https://a%2eb",
                "https://a b",
                " https://a",
                "https://a\n",
                "https://a:",
                "https://a:0",
                "https://a:080",
                "https://a:65536",
                "https://a:-1",
                "https://a:1:2",
                "https://127.1",
                "https://1",
                "https://0x7f",
                "https://a.0x",
                "https://256.0.0.1",
                "https://127.0.0.01",
                "https://::1",
                "https://[::1",
                "https://[1.2.3.4]",
                "https://[::ffff:1.2.3.4]",
                "https://[:::]",
                "https://[fe80::1%25eth0]"
            })
    void whatIsNoOriginIsRefused(String origin) {
        assertThatThrownBy(() -> AllowedOrigins.parse(List.of("https://fine.example", origin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("origin 2 must be http or https");
    }

    @Test
    void labelsAndNamesHaveTheLengthsOfTheDns() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));

        assertThat(AllowedOrigins.parse(List.of("https://" + longest)).permits("https://" + longest))
                .isTrue();
        assertThatThrownBy(() -> AllowedOrigins.parse(List.of("https://" + longest + "a")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AllowedOrigins.parse(List.of("https://a" + label)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AllowedOrigins.parse(List.of("https://" + "a.".repeat(50_000))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://maps.example.org",
                "https://maps.example.org:8443",
                "https://maps.example.org/",
                "https://Maps.example.org",
                "https://x.maps.example.org",
                "https://maps.example.org.evil.example",
                "null",
                ""
            })
    void onlyExactlyTheOriginIsPermitted(String origin) {
        assertThat(AllowedOrigins.parse(List.of("https://maps.example.org")).permits(origin))
                .isFalse();
    }

    @Test
    void aRequestWithoutAnOriginIsNotPermitted() {
        assertThat(AllowedOrigins.parse(List.of("https://maps.example.org")).permits(null))
                .isFalse();
    }

    @Test
    void thereAreOneToTwentyOrigins() {
        List<String> twenty = IntStream.range(0, 20)
                .mapToObj(i -> "https://h" + i + ".example")
                .toList();

        assertThat(AllowedOrigins.parse(twenty).values()).containsExactlyElementsOf(twenty);
        assertThatThrownBy(() -> AllowedOrigins.parse(
                        IntStream.range(0, 21).mapToObj(i -> "https://a").toList()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be 1 to 20 origins");
        assertThatThrownBy(() -> AllowedOrigins.parse(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be 1 to 20 origins");
    }

    @Test
    void originsAreEqualAsASet() {
        var origins = AllowedOrigins.parse(List.of("https://a", "https://b:443"));

        assertThat(origins)
                .isEqualTo(AllowedOrigins.parse(List.of("https://b", "https://a", "https://a")))
                .hasSameHashCodeAs(AllowedOrigins.parse(List.of("https://b", "https://a")))
                .hasToString("https://a https://b")
                .isNotEqualTo(AllowedOrigins.parse(List.of("https://a")))
                .doesNotHaveSameHashCodeAs(AllowedOrigins.parse(List.of("https://a")));
    }

    @ParameterizedTest
    @CsvSource({
        "https://maps.example/viewer?x=|{}^%, https://maps.example",
        "https://Maps.Example:443/%,          https://maps.example",
        "http://[::1]:8080/a|b,               http://[::1]:8080",
        "https://maps.example,                https://maps.example",
        "https://maps.example?x,              https://maps.example"
    })
    void ofARefererOnlyTheOriginIsRead(String referer, String origin) {
        assertThat(AllowedOrigins.ofReferer(referer)).isEqualTo(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/viewer",
                "about:blank",
                "https://",
                "https:///maps.example",
                "https://ada@maps.example/",
                "https://maps.example@evil.example/",
                "https://evil.example\\@maps.example/",
                "https://evil.example|maps.example/",
                "android-app://maps.example/",
                "x https://maps.example/"
            })
    void aRefererThatHasNoOriginIsOfNone(String referer) {
        assertThat(AllowedOrigins.ofReferer(referer)).isNotEqualTo("https://maps.example");
    }
}
