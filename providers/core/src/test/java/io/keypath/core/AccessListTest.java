package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessListTest {

    @ParameterizedTest
    @CsvSource({
        "read:/foo/bar,             /foo/bar,      read",
        "read:/foo/bar,             /foo/bar/,     read",
        "read:/foo/bar,             /foo/bar/qux,  read",
        "read:/foo/bar,             /foo/bargain,  ''",
        "read:/foo/bar,             /foo,          ''",
        "read:/foo/bar,             /,             ''",
        "read:/foo/bar/,            /foo/bar,      ''",
        "read:/foo/bar/,            /foo/bar/,     read",
        "read:/foo/bar/,            /foo/bar/qux,  read",
        "read:/,                    /,             read",
        "read:/,                    /x,            read",
        "read:/ write:/a,           /b,            read",
        "read:/ write:/a,           /a/b,          write",
        "read:/a write:/a,          /a,            write",
        "write:/a read:/a/b,        /a/b,          write"
    })
    void aTargetIsGrantedWhatItsAncestorsAre(String grants, String target, String strongest) {
        int mask = readWrite(grants).maskAt(CanonicalPath.of(target));

        assertThat(Vocabulary.READ_WRITE.strongest(mask)).isEqualTo(strongest);
    }

    @Test
    void everyOneOfAThousandGrantsIsFound() {
        List<Grant> grants = IntStream.range(0, 1000)
                .mapToObj(i -> Grant.parse(Vocabulary.READ_WRITE, "read:/maps/" + i))
                .toList();

        var list = AccessList.of(Vocabulary.READ_WRITE, grants);

        assertThat(grants).allMatch(grant -> list.maskAt(grant.path()) == 1);
        assertThat(IntStream.range(1000, 5000)).allMatch(i -> list.maskAt(CanonicalPath.of("/maps/" + i)) == 0);
    }

    @Test
    void noneAndMoreThanAThousandGrantsAreRefused() {
        Grant grant = Grant.parse(Vocabulary.READ_WRITE, "read:/");

        assertThatThrownBy(() -> AccessList.of(Vocabulary.READ_WRITE, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an access list needs at least one grant");
        assertThatThrownBy(() -> AccessList.of(
                        Vocabulary.READ_WRITE,
                        IntStream.range(0, 1001).mapToObj(i -> grant).toList()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an access list has at most 1000 grants");
    }

    @Test
    void sixtyFourKilobytesAreTakenAndAByteMoreIsRefused() {
        // 64 grants of 1,024 bytes: 4 of the action, 2 between and behind, and the path.
        List<Grant> most = IntStream.range(0, 64)
                .mapToObj(i -> Grant.parse(Vocabulary.READ_WRITE, "read:/" + (10 + i) + "/" + "a".repeat(1014)))
                .toList();
        var more = new ArrayList<>(most);
        more.set(0, Grant.parse(Vocabulary.READ_WRITE, "read:/10/" + "a".repeat(1015)));

        assertThat(AccessList.of(Vocabulary.READ_WRITE, most).grants()).hasSize(64);
        assertThatThrownBy(() -> AccessList.of(Vocabulary.READ_WRITE, more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an access list has at most 65536 bytes");
    }

    @Test
    void aGrantOfAnotherVocabularyIsRefused() {
        assertThatThrownBy(() ->
                        AccessList.of(Vocabulary.DRIVE, readWrite("read:/").grants()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("every grant of this access list must be of the vocabulary drive");
    }

    @Test
    void grantsKeepTheirOrderAndCountOnce() {
        var list = readWrite("write:/b read:/a write:/b");

        assertThat(list).hasToString("write:/b read:/a");
        assertThat(list.vocabulary()).isSameAs(Vocabulary.READ_WRITE);
        assertThat(list.grants()).hasSize(2).isUnmodifiable();
        assertThat(list)
                .isEqualTo(readWrite("read:/a write:/b"))
                .hasSameHashCodeAs(readWrite("read:/a write:/b"))
                .isNotEqualTo(readWrite("read:/a"))
                .doesNotHaveSameHashCodeAs(readWrite("read:/a"));
    }

    @ParameterizedTest
    @CsvSource({
        "read:/a,            read:/,            true",
        "read:/a,            write:/,           true",
        "read:/a,            read:/a,           true",
        "read:/a/,           read:/a,           true",
        "read:/a,            read:/a/,          false",
        "write:/a,           read:/a,           false",
        "read:/,             read:/a,           false",
        "read:/ab,           read:/a,           false",
        "read:/a read:/b,    read:/a,           false",
        "read:/a write:/b/c, read:/a write:/b,  true"
    })
    void aListIsWithinAnotherWhenEachGrantIsCovered(String narrow, String wide, boolean within) {
        assertThat(readWrite(narrow).isWithin(readWrite(wide))).isEqualTo(within);
        assertThat(readWrite(wide).narrowTo(readWrite(narrow).grants()).isPresent())
                .isEqualTo(within);
    }

    @Test
    void aGrantMayBeCoveredByTwoTogether() {
        var wide = list(Vocabulary.WLCG, "storage.create:/a storage.stage:/a");

        assertThat(list(Vocabulary.WLCG, "storage.poll:/a/b storage.create:/a/b")
                        .isWithin(wide))
                .isTrue();
        assertThat(list(Vocabulary.WLCG, "storage.modify:/a/b").isWithin(wide)).isFalse();
    }

    @Test
    void listsOfTwoVocabulariesAreNotWithinEachOther() {
        var drive = list(Vocabulary.DRIVE, "admin:/");

        assertThat(readWrite("read:/").isWithin(drive)).isFalse();
        assertThat(drive.narrowTo(readWrite("read:/").grants())).isEmpty();
    }

    @Test
    void narrowingGivesTheRequestedList() {
        assertThat(readWrite("write:/a").narrowTo(readWrite("read:/a/b").grants()))
                .contains(readWrite("read:/a/b"));
    }

    @ParameterizedTest
    @CsvSource({
        "READ_WRITE, read:/a,                      GET,   /a/x,           , true",
        "READ_WRITE, read:/a,                      GET,   /b,             , false",
        "READ_WRITE, read:/a,                      PUT,   /a/x,           , false",
        "READ_WRITE, write:/a,                     PUT,   /a/x,           , true",
        "READ_WRITE, write:/a,                     GET,   /a/x,           , true",
        "READ_WRITE, write:/a,                     MOVE,  /a/x,       /a/y, true",
        "READ_WRITE, write:/a,                     COPY,  /a/x,       /a/y, true",
        "READ_WRITE, write:/a,                     MOVE,  /a/x,       /b/y, false",
        "READ_WRITE, write:/a,                     MOVE,  /b/x,       /a/y, false",
        "READ_WRITE, write:/a read:/b,             MOVE,  /a/x,       /b/y, false",
        "READ_WRITE, write:/a read:/b,             COPY,  /a/x,       /b/y, false",
        "READ_WRITE, write:/,                      MOVE,  /a,             , false",
        "READ_WRITE, write:/,                      COPY,  /a,             , false",
        "READ_WRITE, write:/a,                     XMOVE, /a/x,       /b/y, false",
        "READ_WRITE, write:/a,                     GET,   /a/x,       /b/y, true",
        "DRIVE,      view:/a,                      GET,   /a,             , true",
        "DRIVE,      share:/a,                     PUT,   /a,             , false",
        "DRIVE,      edit:/a,                      PUT,   /a,             , true",
        "DRIVE,      admin:/a,                     COPY,  /a/x,       /a/y, true",
        "WLCG,       storage.modify:/a,            GET,   /a,             , false",
        "WLCG,       storage.modify:/a,            HEAD,  /a,             , true",
        "WLCG,       storage.stage:/a,             PROPFIND, /a,          , true",
        "WLCG,       storage.poll:/a,              PROPFIND, /a,          , false",
        "WLCG,       storage.modify:/a,            MKCOL, /a/x,           , true",
        "WLCG,       storage.create:/a,            MKCOL, /a/x,           , true",
        "WLCG,       storage.create:/a,            DELETE, /a/x,          , false",
        "WLCG,       storage.modify:/,             MOVE,  /a/x,       /b/y, false",
        "WLCG,       storage.modify:/,             COPY,  /a/x,       /b/y, false",
        "WLCG,       storage.modify:/,             XCOPY, /a/x,       /b/y, false",
        "WLCG,       storage.modify:/ storage.read:/b, COPY, /a/x,    /b/y, false",
        "WLCG,       storage.modify:/ storage.read:/a, COPY, /a/x,    /b/y, true",
        "WLCG,       storage.modify:/ storage.read:/a, MOVE, /a/x,    /b/y, true",
        "WLCG,       storage.modify:/a storage.read:/, MOVE, /a/x,    /b/y, false",
        "WLCG,       storage.read:/,               MOVE,  /a/x,       /b/y, false"
    })
    void aRequestIsPermittedOnItsTargetAndItsDestination(
            Vocabulary vocabulary,
            String grants,
            String method,
            String target,
            @Nullable String destination,
            boolean permitted) {
        var request = new AccessRequest(
                method, CanonicalPath.of(target), destination == null ? null : CanonicalPath.of(destination), false);

        assertThat(list(vocabulary, grants).permits(request)).isEqualTo(permitted);
    }

    private static AccessList readWrite(String grants) {
        return list(Vocabulary.READ_WRITE, grants);
    }

    private static AccessList list(Vocabulary vocabulary, String grants) {
        return AccessList.of(
                vocabulary,
                Arrays.stream(grants.split(" "))
                        .map(grant -> Grant.parse(vocabulary, grant))
                        .toList());
    }
}
