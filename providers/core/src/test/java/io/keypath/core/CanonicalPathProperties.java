package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CanonicalPathProperties {

    @Property
    void normalisingTwiceIsNormalisingOnce(@ForAll("pathLike") String raw) {
        CanonicalPath once = acceptedOrRoot(raw);

        assertThat(CanonicalPath.of(once.value())).isEqualTo(once);
    }

    @Property
    void garbageIsRefusedOnlyByTheOneException(@ForAll String garbage) {
        CanonicalPath path = acceptedOrRoot("/" + garbage);

        assertThat(path.value()).startsWith("/");
    }

    @Property
    void whatIsAcceptedIsAsciiBoundedAndFreeOfTraversal(@ForAll("pathLike") String raw) {
        String canonical = acceptedOrRoot(raw).value();

        assertThat(canonical).matches("[!-~]{1,1024}").doesNotContain("\\", "//", "?", "#", "%2F", "%5C", "%00");
        assertThat(URI.create(canonical).normalize().getRawPath()).isEqualTo(canonical);
        String decoded = URLDecoder.decode(canonical.replace("+", "%2B"), StandardCharsets.UTF_8);
        assertThat(decoded.split("/", -1))
                .hasSizeLessThanOrEqualTo(66)
                .noneMatch(segment -> segment.replaceAll(";.*", "").strip().matches("\\.+"));
    }

    @Property
    void coveringIsComparingSegments(@ForAll("related") CanonicalPath grant, @ForAll("related") CanonicalPath target) {
        assertThat(grant.isAncestorOrSame(target)).isEqualTo(coversBySegments(grant.value(), target.value()));
    }

    @Property
    void coveringIsTransitive(
            @ForAll("related") CanonicalPath a,
            @ForAll("related") CanonicalPath b,
            @ForAll("related") CanonicalPath c) {
        if (a.isAncestorOrSame(b) && b.isAncestorOrSame(c)) {
            assertThat(a.isAncestorOrSame(c)).isTrue();
        }
    }

    @Property
    void aStrippedPathPutBackIsThePath(@ForAll("related") CanonicalPath path, @ForAll("related") CanonicalPath prefix) {
        String front = prefix.value().replaceAll("/$", "");

        path.strip(prefix).ifPresent(rest -> assertThat(path.value()).isIn(front + rest.value(), front, front + "/"));
    }

    @Provide
    Arbitrary<String> pathLike() {
        return Arbitraries.of(
                        "/", "/", "/", "a", "b.c", ".", "..", "%2e", "%2E", "%25", "%", "%2f", "%5c", ";", "%3B", " ",
                        "%20", "é", "%C3%A9", "%c3", "%A9", "+", "?", "#", "\\", "%00", "%41", "🗺", "\uD83D", "41")
                .list()
                .ofMaxSize(12)
                .map(parts -> "/" + String.join("", parts));
    }

    @Provide
    Arbitrary<CanonicalPath> related() {
        return Paths.related();
    }

    private static CanonicalPath acceptedOrRoot(String raw) {
        try {
            return CanonicalPath.of(raw);
        } catch (InvalidPathException e) {
            return CanonicalPath.ROOT;
        }
    }

    private static boolean coversBySegments(String grant, String target) {
        List<String> above = Arrays.asList(grant.substring(1).split("/", -1));
        List<String> below = Arrays.asList(target.substring(1).split("/", -1));
        int last = above.size() - 1;
        if (above.get(last).isEmpty()) {
            return below.size() > last && below.subList(0, last).equals(above.subList(0, last));
        }
        return below.size() > last && below.subList(0, last + 1).equals(above);
    }
}
