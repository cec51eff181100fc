package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebOriginTest {

    @ParameterizedTest
    @CsvSource({
        "https://maps.example,        https://maps.example",
        "HTTPS://Maps.Example:443,    https://maps.example",
        "https://maps.example:444,    https://maps.example:444",
        "http://maps.example:80,      http://maps.example",
        "http://maps.example:1,       http://maps.example:1",
        "http://192.0.2.1:8080,       http://192.0.2.1:8080",
        "http://[2001:DB8::0:1]:8080, http://[2001:db8::1]:8080",
        "http://a,                    http://a",
        "http://1a.2b,                http://1a.2b",
        "http://0xg,                  http://0xg"
    })
    void anOriginIsWrittenAsABrowserDoes(String origin, String serialised) {
        assertThat(WebOrigin.serialise(origin)).isEqualTo(serialised);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "https://",
                "https://maps.example/",
                "https://maps.example:0",
                "https://maps.example:65536",
                "https://maps.example:080",
                "https://maps.example:",
                "https://maps..example",
                "https://maps.example.",
                "ws://maps.example",
                "https://[192.0.2.1]",
                "https://[::ffff:192.0.2.1]",
                "https://[]",
                "https://256.1.1.1",
                "https://1.2.3",
                "https://maps.0x",
                "https://0xff",
                "https://user@maps.example"
            })
    void anythingElseIsNone(String text) {
        assertThat(WebOrigin.serialise(text)).isNull();
    }

    @Test
    void aNameHasAtMost253Characters() {
        String label = "a".repeat(63) + ".";
        String longest = label.repeat(3) + "a".repeat(61);

        assertThat(WebOrigin.serialise("https://" + longest)).isEqualTo("https://" + longest);
        assertThat(WebOrigin.serialise("https://" + longest + "a")).isNull();
        assertThat(WebOrigin.serialise("https://" + "a".repeat(64) + ".example"))
                .isNull();
    }
}
