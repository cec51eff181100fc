package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeGrantsTest {

    @ParameterizedTest
    @CsvSource({
        "read:/maps,                            read:/maps",
        "openid read:/maps profile,             read:/maps",
        "read:/maps write:/maps/ams,            read:/maps write:/maps/ams",
        "https://api.example/read read:/maps,   read:/maps"
    })
    void theGrantsOfAScopeAreItsAccessList(String scope, String list) {
        AccessList read = ScopeGrants.read(Vocabulary.READ_WRITE, scope);

        assertThat(read).hasToString(list);
        assertThat(ScopeGrants.arePresent(scope)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "openid profile", "https://api.example/read", "read maps", ":/maps", "urn:a:b"})
    void aScopeWithoutAGrantRestrictsNoPath(String scope) {
        assertThat(ScopeGrants.read(Vocabulary.READ_WRITE, scope)).isNull();
        assertThat(ScopeGrants.arePresent(scope)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"look:/maps", "read:/maps look:/maps", "read:/a/../b", "Read:/maps", "openid view:/maps"})
    void aGrantThatCannotBeReadIsRefusedNotDropped(String scope) {
        assertThatThrownBy(() -> ScopeGrants.read(Vocabulary.READ_WRITE, scope))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ScopeGrants.arePresent(scope)).isTrue();
    }

    @Test
    void aUriIsNoGrant() {
        assertThat(ScopeGrants.looksLikeGrant("https://api.example/read")).isFalse();
        assertThat(ScopeGrants.looksLikeGrant("read:/maps")).isTrue();
        assertThat(ScopeGrants.looksLikeGrant("r:/")).isTrue();
        assertThat(ScopeGrants.looksLikeGrant(":/maps")).isFalse();
        assertThat(ScopeGrants.looksLikeGrant("read")).isFalse();
    }
}
