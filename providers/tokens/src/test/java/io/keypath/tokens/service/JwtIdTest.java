package io.keypath.tokens.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtIdTest {

    private static final String ROW = "0b1c2d3e-0000-4000-8000-00000000000a";
    private static final String HASH = "0123456789abcdef".repeat(4);

    @Test
    void aLongLifetimeJwtTellsItsRow() {
        assertThat(JwtId.tokenId(JwtId.of(ROW))).contains(ROW);
        assertThat(JwtId.parentHash(JwtId.of(ROW))).isEmpty();
    }

    @Test
    void anExchangedJwtTellsItsParentAndIsNoOther() {
        String one = JwtId.exchanged("onrtte:" + ROW, HASH);

        assertThat(one).startsWith("onrtte:kp-" + HASH + "-");
        assertThat(JwtId.parentHash(one)).contains(HASH);
        assertThat(JwtId.tokenId(one)).isEmpty();
        assertThat(JwtId.exchanged("onrtte:" + ROW, HASH)).isNotEqualTo(one);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "onrtac:0b1c2d3e", "kp-", "trrtl:x", "onrtte:kp-0123-0b1c2d3e-0000-4000-8000-00000000000a"})
    void theIdOfAnyOtherTokenTellsNothing(String jti) {
        assertThat(JwtId.tokenId(jti)).isEmpty();
        assertThat(JwtId.parentHash(jti)).isEmpty();
    }
}
