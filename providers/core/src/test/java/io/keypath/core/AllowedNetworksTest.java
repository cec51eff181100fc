package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedNetworksTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24,            192.0.2.0,             true",
        "192.0.2.0/24,            192.0.2.255,           true",
        "192.0.2.0/24,            192.0.3.0,             false",
        "192.0.2.0/24,            192.0.1.255,           false",
        "192.0.2.0/24,            ::ffff:192.0.2.7,      true",
        "192.0.2.0/24,            ::ffff:c000:207,       true",
        "192.0.2.0/24,            ::ffff:192.0.3.7,      false",
        "192.0.2.0/24,            ::192.0.2.7,           false",
        "192.0.2.0/24,            ::1:ffff:192.0.2.7,    false",
        "192.0.2.0/24,            ::fffe:192.0.2.7,      false",
        "192.0.2.0/24,            ::feff:192.0.2.7,      false",
        "::ffff:192.0.2.0/120,    192.0.2.7,             true",
        "::ffff:192.0.2.0/120,    192.0.3.7,             false",
        "::ffff:0:0/96,           203.0.113.9,           true",
        "192.0.2.1,               192.0.2.1,             true",
        "192.0.2.1,               192.0.2.2,             false",
        "192.0.2.128/25,          192.0.2.128,           true",
        "192.0.2.128/25,          192.0.2.127,           false",
        "10.0.0.0/9,              10.127.255.255,        true",
        "10.0.0.0/9,              10.128.0.0,            false",
        "0.0.0.0/0,               203.0.113.9,           true",
        "0.0.0.0/0,               2001:db8::1,           false",
        "::/0,                    2001:db8::1,           true",
        "::/0,                    203.0.113.9,           false",
        "2001:db8::/32,           2001:db8:ffff::1,      true",
        "2001:db8::/32,           2001:DB8::,            true",
        "2001:db8::/32,           2001:db9::1,           false",
        "2001:db8::/33,           2001:db8:8000::,       false",
        "::1,                     ::1,                   true",
        "::1,                     0:0:0:0:0:0:0:1,       true",
        "::1,                     ::2,                   false",
        "::1/128,                 ::1,                   true"
    })
    void aClientIsPermittedFromWithinTheNetwork(String network, String client, boolean permitted) {
        assertThat(AllowedNetworks.parse(List.of(network)).permits(client)).isEqualTo(permitted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "unknown",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4 ",
                "1.2.3.4:80",
                "[::1]",
                "::1%lo",
                "fe80::1%eth0",
                "01.2.3.4",
                "1.2.3.256",
                "1..2.3",
                "0x1.2.3.4",
                "1.2.3.-4",
                "1.2.3.٤",
                "1.2.3.4/32",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8:9",
                "1:2:3:4:5:6:7:8::",
                "1:2:3:4::5:6:7:8",
                "12345::",
                "g::",
                "+1::",
                "::٤",
                "1:2:3:4:5:6:7:",
                ":1:2:3:4:5:6:7",
                "::1:",
                "1.2.3.4::",
                "::1.2.3.4:1",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:6:7:8:1.2.3.4"
            })
    void anAddressThatCannotBeReadIsNotPermitted(String client) {
        var everywhere = AllowedNetworks.parse(List.of("0.0.0.0/0", "::/0"));

        assertThat(everywhere.permits(client)).isFalse();
        assertThatThrownBy(() -> AllowedNetworks.parse(List.of("::1", client + "/8")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("network 2");
    }

    @Test
    void noAddressIsNotPermitted() {
        assertThat(AllowedNetworks.parse(List.of("0.0.0.0/0")).permits(null)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1/32,                       192.0.2.1",
        "192.0.2.0/24,                       192.0.2.0/24",
        "255.254.253.252,                    255.254.253.252",
        "::ffff:10.0.0.0/104,                10.0.0.0/8",
        "::,                                 ::",
        "::/0,                               ::/0",
        "::1,                                ::1",
        "1::,                                1::",
        "2001:DB8:0:0:0:0:0:1/128,           2001:db8::1",
        "2001:db8:0:1:1:1:1:1,               2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1,                 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1,               2001:db8::1:0:0:1",
        "1:2:3:4:5:6:7::,                    1:2:3:4:5:6:7:0",
        "1:2:3:4:5:6:1.2.3.4,                1:2:3:4:5:6:102:304",
        "64:ff9b::192.0.2.33,                64:ff9b::c000:221"
    })
    void aNetworkIsWrittenInItsShortestForm(String network, String written) {
        var networks = AllowedNetworks.parse(List.of(network));

        assertThat(networks.values()).containsExactly(written);
        assertThat(AllowedNetworks.parse(networks.values())).isEqualTo(networks);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8,        10.0.0.0/8",
        "192.0.2.129/25,    192.0.2.128/25",
        "1.2.3.4/0,         0.0.0.0/0",
        "2001:db8::1/64,    2001:db8::/64",
        "::ffff:10.1.2.3/104, 10.0.0.0/8"
    })
    void bitsBehindThePrefixAreRefusedWithTheRightNetwork(String network, String right) {
        assertThatThrownBy(() -> AllowedNetworks.parse(List.of(network)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("network 1 has bits set behind its prefix; the network is " + right);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33,         0, 32",
        "10.0.0.0/,           0, 32",
        "10.0.0.0/-1,         0, 32",
        "10.0.0.0/+8,         0, 32",
        "10.0.0.0/08,         0, 32",
        "10.0.0.0/8/8,        0, 32",
        "10.0.0.0/255.0.0.0,  0, 32",
        "10.0.0.0/4294967304, 0, 32",
        "::/129,              0, 128",
        "::ffff:0:0/95,       96, 128",
        "::ffff:0:0/129,      96, 128"
    })
    void aPrefixLengthOutOfRangeIsRefused(String network, int min, int max) {
        assertThatThrownBy(() -> AllowedNetworks.parse(List.of(network)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the prefix length of network 1 must be between " + min + " and " + max);
    }

    @Test
    void thereAreOneToTwentyNetworks() {
        List<String> twenty =
                IntStream.range(0, 20).mapToObj(i -> "10.0.0." + i).toList();

        assertThat(AllowedNetworks.parse(twenty).values()).isEqualTo(twenty);
        assertThatThrownBy(() -> AllowedNetworks.parse(
                        IntStream.range(0, 21).mapToObj(i -> "::1").toList()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be 1 to 20 networks");
        assertThatThrownBy(() -> AllowedNetworks.parse(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be 1 to 20 networks");
    }

    @Test
    void networksAreEqualHoweverTheyAreWritten() {
        var networks = AllowedNetworks.parse(List.of("192.0.2.1/32", "::1"));

        assertThat(networks)
                .isEqualTo(AllowedNetworks.parse(List.of("::ffff:192.0.2.1", "0::1", "::1/128")))
                .hasSameHashCodeAs(AllowedNetworks.parse(List.of("192.0.2.1", "::1")))
                .hasToString("192.0.2.1 ::1")
                .isNotEqualTo(AllowedNetworks.parse(List.of("192.0.2.1")))
                .doesNotHaveSameHashCodeAs(AllowedNetworks.parse(List.of("192.0.2.1")));
    }
}
