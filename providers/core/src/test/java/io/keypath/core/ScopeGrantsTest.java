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
        "read:/maps,                                            read:/maps",
        "openid read:/maps profile,                             read:/maps",
        "read:/maps write:/maps/ams,                            read:/maps write:/maps/ams",
        "https://api.example/read read:/maps,                   read:/maps",
        "wlcg.groups:/atlas/production read:/maps compute.read, read:/maps"
    })
    void theGrantsOfAScopeAreItsAccessList(String scope, String list) {
        AccessList read = ScopeGrants.read(Vocabulary.READ_WRITE, scope);

        assertThat(read).hasToString(list);
        assertThat(ScopeGrants.arePresent(Vocabulary.READ_WRITE, scope)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "openid profile",
                "https://api.example/read",
                "reading maps",
                ":/maps",
                "urn:a:b",
                "urn:x:/y",
                "wlcg.groups:/atlas/production",
                "ark:/12345/x",
                "app:/callback",
                "look:/maps",
                "view:/maps admin",
                "Read:/maps",
                "xread:/maps",
                "storage",
                "compute.read"
            })
    void aScopeOfAnotherProfileRestrictsNoPath(String scope) {
        assertThat(ScopeGrants.read(Vocabulary.READ_WRITE, scope)).isNull();
        assertThat(ScopeGrants.arePresent(Vocabulary.READ_WRITE, scope)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read",
                "read:",
                "read:maps",
                "read:/a/../b",
                "openid read profile",
                "read:/maps write",
                "write:/maps read:",
                "storage.read",
                "storage.read:",
                "storage.read:maps",
                "storage.read:/maps",
                "storage.fly:/maps",
                "storage.",
                "openid storage.modify"
            })
    void aGrantThatHasNoPathOrCannotBeReadIsRefusedNotDropped(String scope) {
        assertThatThrownBy(() -> ScopeGrants.read(Vocabulary.READ_WRITE, scope))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ScopeGrants.arePresent(Vocabulary.READ_WRITE, scope)).isTrue();
    }

    @Test
    void theActionsAreThoseOfTheRealm() {
        assertThat(ScopeGrants.arePresent(Vocabulary.DRIVE, "view")).isTrue();
        assertThat(ScopeGrants.arePresent(Vocabulary.DRIVE, "read:/maps")).isFalse();
        assertThat(ScopeGrants.read(Vocabulary.WLCG, "storage.read:/maps openid"))
                .hasToString("storage.read:/maps");
    }

    @Test
    void withoutAVocabularyTheActionsOfAllCount() {
        assertThat(ScopeGrants.arePresent(null, "openid view")).isTrue();
        assertThat(ScopeGrants.arePresent(null, "write:/x")).isTrue();
        assertThat(ScopeGrants.arePresent(null, "storage.x")).isTrue();
        assertThat(ScopeGrants.arePresent(null, "openid app:/callback")).isFalse();
    }
}
