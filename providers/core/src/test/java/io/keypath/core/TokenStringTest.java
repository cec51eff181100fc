package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.core.TokenString.Kind;
import java.security.SecureRandom;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenStringTest {

    // Made with Python: zlib.crc32 and divmod. Others verify strings in this format.
    private static final String TOKEN = "kpt_Ky9Pf34qY6Nb3wWD25RQ4F5ZR3qa7yEeeby3abP3E2Z1WOnki";
    private static final String SMALL_CHECKSUM = "kps_V5ASPZHu8qRtZHjQMhuOzE95B9EgE0VrbBGI09QYNda00ZefE";

    @ParameterizedTest
    @EnumSource
    void aGeneratedStringHasTheFormatAndParses(Kind kind) {
        var token = TokenString.generate(kind, new SecureRandom());

        assertThat(token.reveal()).matches(kind.prefix() + "[0-9A-Za-z]{49}");
        assertThat(token.kind()).isSameAs(kind);
        assertThat(TokenString.parse(token.reveal())).contains(token);
        assertThat(TokenString.hasTokenPrefix(token.reveal())).isTrue();
    }

    @Test
    void everyCharacterComesUpAboutAsOftenAsTheOthers() {
        var random = new SecureRandom();
        int[] counts = new int[128];
        var seen = new HashSet<String>();

        for (int i = 0; i < 2000; i++) {
            String token = TokenString.generate(Kind.TOKEN, random).reveal();
            seen.add(token);
            token.substring(4, 47).chars().forEach(c -> counts[c]++);
        }

        assertThat(seen).hasSize(2000);
        // 86,000 characters: 1,387 each, standard deviation 37. Eight of them are out of reach of chance.
        assertThat("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".chars())
                .allMatch(c -> counts[c] > 1090 && counts[c] < 1690);
    }

    @Test
    void bytesThatWouldFavourSomeCharactersAreThrownAway() {
        var random = new SecureRandom() {
            private int calls;

            @Override
            public void nextBytes(byte[] bytes) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (calls == 0 ? 62 + i % 2 : 61);
                }
                calls++;
            }
        };

        assertThat(TokenString.generate(Kind.TOKEN, random).reveal()).startsWith("kpt_" + "z".repeat(43));
        assertThat(random.calls).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {TOKEN, SMALL_CHECKSUM})
    void aStringMadeElsewhereParses(String made) {
        assertThat(TokenString.parse(made)).map(TokenString::reveal).contains(made);
    }

    @Test
    void aChecksumIsPaddedWithZeros() {
        assertThat(SMALL_CHECKSUM.substring(47)).startsWith("00");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"kpt_", "kpx_", TOKEN + "0", " " + TOKEN, "eyJhbGciOiJSUzI1NiJ9.e30.x"})
    void whatHasAnotherLengthIsNoToken(@Nullable String candidate) {
        assertThat(TokenString.parse(candidate)).isEmpty();
    }

    @Test
    void whatHasAnotherPrefixOrAlphabetIsNoToken() {
        assertThat(TokenString.parse("kpx_" + TOKEN.substring(4))).isEmpty();
        assertThat(TokenString.parse("KPT_" + TOKEN.substring(4))).isEmpty();
        assertThat(TokenString.parse("kps_" + TOKEN.substring(4))).isEmpty();
        assertThat(TokenString.parse(TOKEN.substring(0, 20) + "-" + TOKEN.substring(21)))
                .isEmpty();
        assertThat(TokenString.parse(TOKEN.substring(0, 52) + "é")).isEmpty();
    }

    @Test
    void anotherAlphabetIsRefusedThoughItsChecksumIsRight() {
        assertThat(TokenString.parse("kpt_-y9Pf34qY6Nb3wWD25RQ4F5ZR3qa7yEeeby3abP3E2Z1TR9Dt"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "kpt_, true",
                "kps_x, true",
                "kpt, false",
                "KPT_x, false",
                "xkpt_, false",
                "'', false",
                "null, false"
            })
    void thePrefixAloneTellsWhoseStringItIs(@Nullable String candidate, boolean ours) {
        assertThat(TokenString.hasTokenPrefix(candidate)).isEqualTo(ours);
    }

    @Test
    void aTokenNeverPrints() {
        assertThat(parsed(TOKEN)).hasToString("TokenString[redacted]");
    }

    @Test
    void theHintIsTheLastFourCharacters() {
        assertThat(parsed(TOKEN).hint()).isEqualTo("Onki");
    }

    @Test
    void theHashIsLowerCaseSha256() {
        assertThat(parsed(TOKEN).sha256())
                .isEqualTo("ce729cc59d81b89ec9ed850b7465eea80c3e17ba99d13f6e8036430cfaab6432");
    }

    @Test
    void tokensAreEqualByTheirString() {
        assertThat(parsed(TOKEN))
                .isEqualTo(parsed(TOKEN))
                .hasSameHashCodeAs(parsed(TOKEN))
                .isNotEqualTo(parsed(SMALL_CHECKSUM))
                .isNotEqualTo(TokenString.generate(Kind.TOKEN, new SecureRandom()))
                .isNotEqualTo(TOKEN);
        assertThat(parsed(TOKEN).hashCode()).isEqualTo(Kind.TOKEN.hashCode());
    }

    private static TokenString parsed(String token) {
        return TokenString.parse(token).orElseThrow();
    }
}
