package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimePolicyTest {

    private static final LifetimePolicy YEAR = new LifetimePolicy(86_400, 31_536_000, false);
    private static final LifetimePolicy UNLIMITED = new LifetimePolicy(86_400, 31_536_000, true);

    @Test
    void whoSaysNothingGetsTheDefault() {
        assertThat(YEAR.resolve(new Validity.Unspecified())).hasValue(86_400);
        assertThat(UNLIMITED.resolve(new Validity.Unspecified())).hasValue(86_400);
    }

    @ParameterizedTest
    @ValueSource(longs = {60, 61, 86_400, 31_535_999, 31_536_000})
    void aNumberWithinTheLimitsIsTaken(long seconds) {
        assertThat(YEAR.resolve(new Validity.Seconds(seconds))).hasValue(seconds);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 59, 31_536_001, Long.MAX_VALUE})
    void aNumberOutsideTheLimitsIsRefusedWithThem(long seconds) {
        assertThatThrownBy(() -> YEAR.resolve(new Validity.Seconds(seconds)))
                .isInstanceOf(InvalidLifetimeException.class)
                .hasMessage("validFor must be between 60 and 31536000 seconds");
        assertThatThrownBy(() -> UNLIMITED.resolve(new Validity.Seconds(seconds)))
                .isInstanceOf(InvalidLifetimeException.class);
    }

    @Test
    void neverIsOnlyForUnlimitedPolicies() {
        assertThat(UNLIMITED.resolve(new Validity.Never())).isEmpty();
        assertThatThrownBy(() -> YEAR.resolve(new Validity.Never()))
                .isInstanceOf(InvalidLifetimeException.class)
                .hasMessage("validFor must be between 60 and 31536000 seconds; no expiry is not allowed");
    }

    @ParameterizedTest
    @CsvSource({"0, 60", "-1, 60", "61, 60", "1, 59", "1, 0", "1, 3153600001"})
    void aPolicyOutOfBoundsIsRefused(long defaultSeconds, long maxSeconds) {
        assertThatThrownBy(() -> new LifetimePolicy(defaultSeconds, maxSeconds, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lifetime must be between");
    }

    @ParameterizedTest
    @CsvSource({"1, 60", "60, 60", "3153600000, 3153600000"})
    void aPolicyAtItsBoundsIsTaken(long defaultSeconds, long maxSeconds) {
        var policy = new LifetimePolicy(defaultSeconds, maxSeconds, false);

        assertThat(policy.resolve(new Validity.Unspecified())).hasValue(defaultSeconds);
    }

    @ParameterizedTest
    @CsvSource({"100, 99, false", "100, 100, true", "100, 101, true"})
    void theSecondOfTheExpiryIsExpired(long expiresAt, long now, boolean expired) {
        assertThat(Expiry.isExpired(expiresAt, now)).isEqualTo(expired);
    }
}
