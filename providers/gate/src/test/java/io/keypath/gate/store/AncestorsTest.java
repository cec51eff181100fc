package io.keypath.gate.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.core.CanonicalPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AncestorsTest {

    @Test
    void theyAreEachPathAboveAsAFolderAndAsAFile() {
        assertThat(Ancestors.of("/")).containsExactly("/");
        assertThat(Ancestors.of("/a")).containsExactly("/", "/a");
        assertThat(Ancestors.of("/a/")).containsExactly("/", "/a", "/a/");
        assertThat(Ancestors.of("/a/b")).containsExactly("/", "/a", "/a/", "/a/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/", "/a/b", "/a/b/", "/ab", "/a/bc", "/a/b/c/d/"})
    void theyAreThePathsWhoseGrantsCoverATarget(String target) {
        List<String> others = List.of("/", "/a", "/a/", "/ab", "/ab/", "/a/b", "/a/b/", "/a/bc", "/a/b/c", "/x");

        assertThat(others.stream().filter(other -> CanonicalPath.of(other).isAncestorOrSame(CanonicalPath.of(target))))
                .containsExactlyInAnyOrderElementsOf(
                        others.stream().filter(Ancestors.of(target)::contains).toList());
    }
}
