package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AccessListProperties {

    @Property
    void aLookUpFindsWhatAScanFinds(@ForAll("lists") AccessList list, @ForAll("paths") CanonicalPath target) {
        int scanned = list.grants().stream()
                .filter(grant -> grant.covers(target))
                .mapToInt(grant -> grant.action().mask())
                .reduce(0, (a, b) -> a | b);

        assertThat(list.maskAt(target)).isEqualTo(scanned);
    }

    @Property
    void narrowingNeverWidens(
            @ForAll("lists") AccessList list,
            @ForAll("lists") AccessList requested,
            @ForAll("paths") CanonicalPath at) {
        list.narrowTo(requested.grants()).ifPresent(narrower -> {
            assertThat(narrower).isEqualTo(requested);
            assertThat(narrower.maskAt(at) & ~list.maskAt(at)).isZero();
        });
    }

    @Property
    void aListIsWithinItself(@ForAll("lists") AccessList list) {
        assertThat(list.isWithin(list)).isTrue();
    }

    @Property
    void aJudgementAgreesWithThePermission(
            @ForAll("lists") AccessList list,
            @ForAll("methods") String method,
            @ForAll("paths") CanonicalPath target,
            @ForAll("paths") CanonicalPath destination,
            @ForAll boolean onlyCreate) {
        var request = new AccessRequest(method, target, destination, onlyCreate);

        var access = Access.judge(list, request);

        assertThat(access instanceof Access.Allowed).isEqualTo(list.permits(request));
    }

    @Property
    void theScopeOfARefusalWouldSuffice(
            @ForAll("lists") AccessList list,
            @ForAll("methods") String method,
            @ForAll("paths") CanonicalPath target,
            @ForAll("paths") CanonicalPath destination) {
        var request = new AccessRequest(method, target, destination, false);

        if (Access.judge(list, request) instanceof Access.Refused refused && refused.scope() != null) {
            List<Grant> needed = List.of(refused.scope().split(" ")).stream()
                    .map(grant -> Grant.parse(list.vocabulary(), grant))
                    .toList();
            assertThat(AccessList.of(list.vocabulary(), needed).permits(request))
                    .isTrue();
        }
    }

    @Provide
    Arbitrary<AccessList> lists() {
        return Arbitraries.of(Vocabulary.values())
                .flatMap(vocabulary -> Paths.grants(vocabulary)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(12)
                        .map(grants -> AccessList.of(vocabulary, grants)));
    }

    @Provide
    Arbitrary<CanonicalPath> paths() {
        return Paths.related();
    }

    @Provide
    Arbitrary<String> methods() {
        return Arbitraries.of(
                "GET", "HEAD", "OPTIONS", "PROPFIND", "PUT", "MKCOL", "DELETE", "MOVE", "COPY", "REPORT", "ACL");
    }
}
