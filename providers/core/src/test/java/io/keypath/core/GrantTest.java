package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {

    @ParameterizedTest
    @CsvSource({
        "READ_WRITE, read:/,            read:/",
        "READ_WRITE, write:/maps/ams,   write:/maps/ams",
        "READ_WRITE, read:/a:b,         read:/a:b",
        "READ_WRITE, read:/é,           read:/%C3%A9",
        "DRIVE,      viewPlus:/maps/,   viewPlus:/maps/",
        "WLCG,       storage.read:/foo, storage.read:/foo"
    })
    void aGrantIsReadAndWrittenAsActionAndPath(Vocabulary vocabulary, String text, String written) {
        assertThat(Grant.parse(vocabulary, text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage.read", "storage.read:"})
    void aGrantWithoutAPathIsRefused(String text) {
        assertThatThrownBy(() -> Grant.parse(Vocabulary.WLCG, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a grant needs a path, such as storage.read:/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", ":/a", "Read:/a", " read:/a", "view:/a", "/a", "write/a"})
    void anUnknownActionIsRefusedWithTheKnownOnes(String text) {
        assertThatThrownBy(() -> Grant.parse(Vocabulary.READ_WRITE, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the action must be one of read, write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"read:a", "read: /a", "read:/a/../b", "read:read:/a", "read:/a?b"})
    void aPathThatIsNotCanonicalIsRefused(String text) {
        assertThatThrownBy(() -> Grant.parse(Vocabulary.READ_WRITE, text)).isInstanceOf(InvalidPathException.class);
    }

    @Test
    void aSiblingWithTheSamePrefixIsNotCovered() {
        var grant = Grant.parse(Vocabulary.READ_WRITE, "read:/maps");

        assertThat(grant.covers(CanonicalPath.of("/mapsecret"))).isFalse();
        assertThat(grant.covers(CanonicalPath.of("/maps/ams"))).isTrue();
    }

    @Test
    @SuppressWarnings("NullAway") // The point of the test.
    void nothingIsNoGrant() {
        assertThatThrownBy(() -> new Grant(null, CanonicalPath.ROOT)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Grant(Vocabulary.WLCG.actions().get(0), null))
                .isInstanceOf(NullPointerException.class);
    }
}
