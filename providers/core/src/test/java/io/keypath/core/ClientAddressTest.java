package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,            192.0.2.1",
        "192.0.2.1:47011,      192.0.2.1",
        "2001:db8::1,          2001:db8::1",
        "[2001:db8::1],        2001:db8::1",
        "[2001:db8::1]:47011,  2001:db8::1",
        "::1,                  ::1",
        "[::1]:0,              ::1"
    })
    void bracketsAndPortAreNotOfTheAddress(String reported, String address) {
        assertThat(ClientAddress.of(reported)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "unknown",
        "_hidden",
        "192.0.2.1:",
        "192.0.2.1:x",
        "[::1",
        "[::1]x",
        "[::1]:",
        "[::1]:x",
        "::1]",
        "a:b:c",
        "''",
        "[",
        "]",
        ":"
    })
    void whatIsNoAddressStaysAsItIs(String reported) {
        assertThat(ClientAddress.of(reported)).isEqualTo(reported);
    }

    @Test
    void noAddressStaysNone() {
        assertThat(ClientAddress.of(null)).isNull();
    }
}
