package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VocabularyTest {

    @ParameterizedTest
    @CsvSource({
        "read-write, READ_WRITE, read write",
        "drive, DRIVE, view viewPlus share edit editPlus admin",
        "wlcg, WLCG, storage.read storage.poll storage.stage storage.create storage.modify"
    })
    void aVocabularyIsFoundByItsId(String id, Vocabulary vocabulary, String actions) {
        assertThat(Vocabulary.byId(id)).contains(vocabulary);
        assertThat(vocabulary.id()).isEqualTo(id);
        assertThat(vocabulary.actions()).extracting(Action::name).containsExactly(actions.split(" "));
    }

    @Test
    void anUnknownIdOrActionIsNotFound() {
        assertThat(Vocabulary.byId("READ_WRITE")).isEmpty();
        assertThat(Vocabulary.READ_WRITE.action("Read")).isEmpty();
        assertThat(Vocabulary.READ_WRITE.action("view")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "READ_WRITE, read,     ''",
        "READ_WRITE, write,    read",
        "DRIVE, view,          ''",
        "DRIVE, viewPlus,      view",
        "DRIVE, share,         view viewPlus",
        "DRIVE, edit,          view viewPlus share",
        "DRIVE, editPlus,      view viewPlus share edit",
        "DRIVE, admin,         view viewPlus share edit editPlus",
        "WLCG, storage.read,   ''",
        "WLCG, storage.poll,   ''",
        "WLCG, storage.stage,  storage.poll",
        "WLCG, storage.create, ''",
        "WLCG, storage.modify, storage.create"
    })
    void anActionImpliesTheWeakerOnesOfItsChain(Vocabulary vocabulary, String action, String implied) {
        assertThat(action(vocabulary, action).implied())
                .extracting(Action::name)
                .containsExactlyElementsOf(Arrays.stream(implied.split(" "))
                        .filter(s -> !s.isEmpty())
                        .toList());
    }

    @Test
    void anActionImpliesItselfButNothingOfAnotherVocabulary() {
        Action read = action(Vocabulary.READ_WRITE, "read");

        assertThat(read.implies(read)).isTrue();
        assertThat(read.implies(action(Vocabulary.READ_WRITE, "write"))).isFalse();
        assertThat(read.implies(action(Vocabulary.DRIVE, "view"))).isFalse();
        assertThat(read).hasToString("read");
        assertThat(read.vocabulary()).isSameAs(Vocabulary.READ_WRITE);
    }

    @ParameterizedTest
    @CsvSource({
        "READ_WRITE, write,                      write",
        "READ_WRITE, read,                       read",
        "READ_WRITE, read write,                 write",
        "DRIVE,      view edit share,            edit",
        "WLCG, storage.modify storage.read storage.stage, storage.read storage.stage storage.modify",
        "WLCG, storage.create storage.read,      storage.read storage.create"
    })
    void theStrongestActionsAreThoseThatNoOtherImplies(Vocabulary vocabulary, String actions, String strongest) {
        int mask = Arrays.stream(actions.split(" "))
                .mapToInt(name -> action(vocabulary, name).mask())
                .reduce(0, (a, b) -> a | b);

        assertThat(vocabulary.strongest(mask)).isEqualTo(strongest);
    }

    @Test
    void thePollActionIsNotNamedBesideStage() {
        int both = action(Vocabulary.WLCG, "storage.stage").mask()
                | action(Vocabulary.WLCG, "storage.poll").mask();

        assertThat(Vocabulary.WLCG.strongest(both)).isEqualTo("storage.stage");
    }

    @ParameterizedTest
    @EnumSource
    void noneAndAllActionsAreMasksToo(Vocabulary vocabulary) {
        assertThat(vocabulary.strongest(0)).isEmpty();
        assertThat(vocabulary.strongest(vocabulary.all()))
                .endsWith(vocabulary
                        .actions()
                        .get(vocabulary.actions().size() - 1)
                        .name());
        assertThat(Integer.bitCount(vocabulary.all()))
                .isEqualTo(vocabulary.actions().size());
        assertThatThrownBy(() -> vocabulary.strongest(vocabulary.all() + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "READ_WRITE, GET,       false, read",
        "READ_WRITE, HEAD,      false, read",
        "READ_WRITE, OPTIONS,   false, read",
        "READ_WRITE, PROPFIND,  false, read",
        "READ_WRITE, POST,      false, write",
        "READ_WRITE, PUT,       false, write",
        "READ_WRITE, PUT,       true,  write",
        "READ_WRITE, PATCH,     false, write",
        "READ_WRITE, DELETE,    false, write",
        "READ_WRITE, MKCOL,     false, write",
        "READ_WRITE, PROPPATCH, false, write",
        "READ_WRITE, TRACE,     false, write",
        "READ_WRITE, FOO,       false, write",
        "READ_WRITE, REPORT,    false, read",
        "READ_WRITE, SEARCH,    false, read",
        "READ_WRITE, QUERY,     false, read",
        "DRIVE,      REPORT,    false, view",
        "WLCG,       QUERY,     false, storage.read",
        "DRIVE,      GET,       false, view",
        "DRIVE,      HEAD,      false, view",
        "DRIVE,      OPTIONS,   false, view",
        "DRIVE,      PROPFIND,  false, view",
        "DRIVE,      PUT,       true,  edit",
        "DRIVE,      DELETE,    false, edit",
        "WLCG,       GET,       false, storage.read",
        "WLCG,       OPTIONS,   false, storage.read",
        "WLCG,       HEAD,      false, storage.read storage.create storage.modify storage.stage",
        "WLCG,       PROPFIND,  false, storage.read storage.create storage.modify storage.stage",
        "WLCG,       MKCOL,     false, storage.create",
        "WLCG,       PUT,       true,  storage.create",
        "WLCG,       PUT,       false, storage.modify",
        "WLCG,       POST,      true,  storage.modify",
        "WLCG,       DELETE,    false, storage.modify",
        "WLCG,       LOCK,      false, storage.modify",
        "WLCG,       ACL,       false, storage.modify"
    })
    void aMethodNeedsAnyOfTheseActions(Vocabulary vocabulary, String method, boolean onlyCreate, String anyOf) {
        var request = new AccessRequest(method, CanonicalPath.ROOT, null, onlyCreate);

        int expected = Arrays.stream(anyOf.split(" "))
                .mapToInt(name -> action(vocabulary, name).bit())
                .sum();
        assertThat(vocabulary.requirement(request)).isEqualTo(expected);
        assertThat(vocabulary.sourceRequirement(request)).isZero();
    }

    private static Action action(Vocabulary vocabulary, String name) {
        return vocabulary.action(name).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"read-write, write", "drive, share", "wlcg, storage.modify"})
    void oneActionLetsItsHolderShare(String id, String action) {
        Vocabulary vocabulary = Vocabulary.byId(id).orElseThrow();

        assertThat(vocabulary.strongest(vocabulary.sharing())).isEqualTo(action);
    }
}
