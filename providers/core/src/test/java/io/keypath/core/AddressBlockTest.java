package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlockTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::",
        "2001:db8:1:2::, 2001:db8:1:2::",
        "2001:db8:1:3::1, 2001:db8:1:3::",
        "fe80::1%eth0, fe80::1%eth0",
        "unix, unix",
        ", ''"
    })
    void anAddressIsCountedByItsSubscriber(@Nullable String address, String block) {
        assertThat(AddressBlock.of(address)).isEqualTo(block);
    }

    @Test
    void whatIsTooLongForAnAddressTakesNoMoreRoomThanAHash() {
        String key = AddressBlock.of("x".repeat(60_000));

        assertThat(key).hasSize(64).isNotEqualTo(AddressBlock.of("x".repeat(60_001)));
    }
}
