package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final AccessList MODIFY_ALL =
            AccessList.of(Vocabulary.WLCG, List.of(Grant.parse(Vocabulary.WLCG, "storage.modify:/")));
    private static final AccessList READ_MAPS =
            AccessList.of(Vocabulary.READ_WRITE, List.of(Grant.parse(Vocabulary.READ_WRITE, "read:/maps")));

    @Test
    void anAllowedRequestNamesTheStrongestActions() {
        var request = AccessRequest.of("GET", CanonicalPath.of("/maps/ams"));

        assertThat(Access.judge(READ_MAPS, request)).isEqualTo(new Access.Allowed("read"));
    }

    @Test
    void aRefusedRequestNamesWhatItNeeds() {
        assertThat(Access.judge(READ_MAPS, AccessRequest.of("PUT", CanonicalPath.of("/maps/ams"))))
                .isEqualTo(new Access.Refused("write:/maps/ams"));
        assertThat(Access.judge(READ_MAPS, AccessRequest.of("GET", CanonicalPath.of("/x"))))
                .isEqualTo(new Access.Refused("read:/x"));
    }

    @Test
    void aRefusedMoveNamesWhatItNeedsAtBothEnds() {
        var move = new AccessRequest("MOVE", CanonicalPath.of("/a"), CanonicalPath.of("/b"), false);

        assertThat(Access.judge(READ_MAPS, move)).isEqualTo(new Access.Refused("write:/a write:/b"));
        assertThat(Access.judge(MODIFY_ALL, move))
                .isEqualTo(new Access.Refused("storage.modify:/a storage.read:/a storage.modify:/b"));
    }

    @Test
    void theWeakestSufficientActionIsNamed() {
        var list = AccessList.of(Vocabulary.WLCG, List.of(Grant.parse(Vocabulary.WLCG, "storage.poll:/")));

        assertThat(Access.judge(list, AccessRequest.of("HEAD", CanonicalPath.of("/a"))))
                .isEqualTo(new Access.Refused("storage.read:/a"));
    }

    @Test
    void aMoveWithoutADestinationIsRefusedWhateverIsGranted() {
        var move = AccessRequest.of("MOVE", CanonicalPath.of("/a"));

        assertThat(Access.judge(MODIFY_ALL, move)).isEqualTo(new Access.Refused(null));
        assertThat(Access.judgeUnrestricted(Vocabulary.DRIVE, move)).isEqualTo(new Access.Refused(null));
    }

    @Test
    void withoutAListEverythingElseIsAllowed() {
        var request = AccessRequest.of("DELETE", CanonicalPath.ROOT);

        assertThat(Access.judgeUnrestricted(Vocabulary.DRIVE, request)).isEqualTo(new Access.Allowed("admin"));
        assertThat(Access.judgeUnrestricted(Vocabulary.WLCG, request))
                .isEqualTo(new Access.Allowed("storage.read storage.stage storage.modify"));
    }
}
