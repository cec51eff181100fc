package io.keypath.gate.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderValueTest {

    @ParameterizedTest
    @CsvSource(
            value = {
                "ada                                  | ada",
                "f:9d0e:ada@example.org               | f:9d0e:ada@example.org",
                "'!\"#$&''()*+,-./:;<=>?@[\\]^_`{}~'  | '!\"#$&''()*+,-./:;<=>?@[\\]^_`{}~'",
                "''                                   | ''",
                "ada lovelace                         | ada%20lovelace",
                "100%                                 | 100%25",
                "%41                                  | %2541",
                "zoë                                  | zo%C3%AB",
                "李                                    | %E6%9D%8E",
                "😀                                   | %F0%9F%98%80"
            },
            delimiter = '|')
    void allButVisibleAsciiIsPercentEncoded(String name, String header) {
        assertThat(HeaderValue.of(name)).isEqualTo(header);
    }

    @ParameterizedTest
    @CsvSource({"0, %00", "9, %09", "10, %0A", "13, %0D", "127, %7F", "133, %C2%85"})
    void noControlCharacterEndsTheLine(int character, String encoded) {
        assertThat(HeaderValue.of("a" + (char) character + "b")).isEqualTo("a" + encoded + "b");
    }
}
