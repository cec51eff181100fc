package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class WebAddressProperties {

    @Property
    void garbageIsReadOrRefusedAndNothingElse(@ForAll String garbage) {
        read(garbage);
        read("https://" + garbage);
        read("https://app.example/" + garbage);
    }

    @Property
    void whatWasWrittenIsReadAgainAsTheSame(@ForAll("addresses") String address) {
        read(address)
                .ifPresent(read -> assertThat(WebAddress.parse(read.toString())).isEqualTo(read));
    }

    @Property
    void anotherParserSeesTheSameHostPathAndQuery(@ForAll("addresses") String address) {
        read(address)
                .filter(read -> read.query() == null || !read.query().contains("["))
                .ifPresent(read -> {
                    URI uri = URI.create(read.toString());

                    assertThat(uri.getScheme() + "://" + uri.getRawAuthority()).isEqualTo(read.origin());
                    assertThat(uri.getRawUserInfo()).isNull();
                    assertThat(uri.getRawPath()).isEqualTo(read.path());
                    assertThat(uri.getRawQuery()).isEqualTo(read.query());
                    assertThat(uri.getRawFragment()).isNull();
                    assertThat(uri.normalize().getRawPath().replaceAll("/+", "/"))
                            .isEqualTo(read.path().replaceAll("/+", "/"));
                });
    }

    @Property
    void whatIsReadIsPlainAsciiWithoutUserInformation(@ForAll("addresses") String address) {
        read(address).ifPresent(read -> {
            assertThat(read.toString()).matches("[!-~]+").doesNotContain("\\", "#", "<", ">", "\"");
            assertThat(read.origin()).doesNotContain("@").matches("https?://[^/]+");
            assertThat(read.path()).startsWith("/");
        });
    }

    @Provide
    Arbitrary<String> addresses() {
        Arbitrary<String> schemes =
                Arbitraries.of("https://", "http://", "HTTPS://", "https:/", "https:\\\\", "//", "ftp://");
        Arbitrary<String> pieces = Arbitraries.of(
                "app.example",
                "evil.example",
                "münchen",
                "ß",
                "。",
                "127.0.0.1",
                "127.1",
                "0x7f",
                "[::1]",
                "localhost",
                "@",
                ":",
                "443",
                "80",
                "0",
                "8080",
                "/",
                "/",
                "//",
                "\\",
                ".",
                "..",
                "%2e",
                "%2f",
                "%40",
                "%",
                "?",
                "#",
                "&",
                "=",
                "a",
                "b",
                "-",
                "_",
                "*",
                "\t",
                "\n",
                " ",
                "[",
                "]",
                "{",
                "\"",
                "<",
                "é",
                "\u00ad",
                "\u200d",
                "ａ",
                "／");
        Arbitrary<String> rest = pieces.list().ofMinSize(0).ofMaxSize(8).map(list -> String.join("", list));
        Arbitrary<String> hosts = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of("app.example/", "app.example", "münchen.example:8443/", "[::1]:1/?")),
                Tuple.of(1, Arbitraries.of("")));
        return Combinators.combine(schemes, hosts, rest).as((scheme, host, more) -> scheme + host + more);
    }

    private static Optional<WebAddress> read(String address) {
        try {
            return Optional.of(WebAddress.parse(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
