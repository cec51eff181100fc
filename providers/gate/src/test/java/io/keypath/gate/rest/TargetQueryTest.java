package io.keypath.gate.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetQueryTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "''                | ''  | -",
                "a=1               | a=1 | -",
                "token=x           | ''  | x",
                "token=x&a=1       | a=1 | x",
                "a=1&token=x       | a=1 | x",
                "a=1&token=x&b=%20 | a=1&b=%20 | x",
                "token=            | ''  | ''",
                "token             | token | -",
                "tokens=x          | tokens=x | -",
                "Token=x           | Token=x | -",
                "a=token=x         | a=token=x | -",
                "a=1;token=x       | a=1;token=x | -",
                "a=\u00e9          | a=%E9 | -",
                "a=b c             | a=b%20c | -"
            })
    void theTokenIsReadAndTheRestIsForTheServerBehind(String query, String left, String token) {
        var target = new TargetQuery(query);

        assertThat(target.withoutSecrets()).isEqualTo(left);
        assertThat(target.tokens()).isEqualTo(token == null ? List.of() : List.of(token));
    }

    @ParameterizedTest
    @CsvSource({"token=x&token=y, x, y", "token=x&a=1&token=, x, ''"})
    void eachOneIsReadAndNoneIsLeft(String query, String first, String second) {
        assertThat(new TargetQuery(query).tokens()).containsExactly(first, second);
        assertThat(new TargetQuery(query).withoutSecrets()).doesNotContain("token");
    }
}
