package io.keypath.core;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Canonical paths and grants that often lie above, below and beside each other. */
final class Paths {

    private Paths() {}

    static Arbitrary<CanonicalPath> related() {
        var segment = Arbitraries.of("a", "b", "ab", "a%20b", "%C3%A9", "a;b");
        return segment.list()
                .ofMaxSize(5)
                .flatMap(segments -> Arbitraries.of("", "/").map(end -> of(segments, end)));
    }

    private static CanonicalPath of(List<String> segments, String end) {
        return segments.isEmpty() ? CanonicalPath.ROOT : CanonicalPath.of("/" + String.join("/", segments) + end);
    }

    static Arbitrary<Grant> grants(Vocabulary vocabulary) {
        return Arbitraries.of(vocabulary.actions()).flatMap(action -> related().map(path -> new Grant(action, path)));
    }
}
