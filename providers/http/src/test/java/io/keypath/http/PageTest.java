package io.keypath.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.services.ErrorResponseException;

class PageTest {

    @ParameterizedTest
    @CsvSource({", , 0, 20", "0, 1, 0, 1", "1000000, 100, 1000000, 100", "7, , 7, 20", ", 5, 0, 5"})
    void aPageIsReadWithItsDefaults(@Nullable String first, @Nullable String max, int expectedFirst, int expectedMax) {
        assertThat(Page.parse(first, max)).isEqualTo(new Page(expectedFirst, expectedMax));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1000001", "2147483648", "99999999999999999999", "", " ", "1.5", "0x1", "ten", "1 "})
    void aFirstOutOfBoundsIsRefusedWithTheLimits(String first) {
        assertThatThrownBy(() -> Page.parse(first, null)).isInstanceOfSatisfying(ErrorResponseException.class, e -> {
            assertThat(e.getError()).isEqualTo("invalid_request");
            assertThat(e.getErrorDescription()).isEqualTo("first must be a whole number from 0 to 1000000");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "101", "many"})
    void aMaxOutOfBoundsIsRefusedWithTheLimits(String max) {
        assertThatThrownBy(() -> Page.parse(null, max))
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        e -> assertThat(e.getErrorDescription()).isEqualTo("max must be a whole number from 1 to 100"));
    }

    @Test
    void theDefaultIsWithinTheLimit() {
        assertThat(Page.DEFAULT_MAX).isLessThanOrEqualTo(Page.LIMIT);
    }
}
