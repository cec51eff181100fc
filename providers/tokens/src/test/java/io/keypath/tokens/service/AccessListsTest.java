package io.keypath.tokens.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keypath.core.AccessList;
import io.keypath.core.Vocabulary;
import io.keypath.tokens.store.StoredGrant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessListsTest {

    @Test
    void whatIsStoredIsReadAgainInItsOrder() {
        var stored = List.of(new StoredGrant("write", "/b"), new StoredGrant("read", "/a/"));

        AccessList list = AccessLists.read("read-write", stored);

        assertThat(list.vocabulary()).isEqualTo(Vocabulary.READ_WRITE);
        assertThat(AccessLists.stored(list)).isEqualTo(stored);
        assertThat(AccessLists.bytes(stored)).isEqualTo(list.toString().length() + 1);
    }

    @Test
    void aListWithOnePartThatCannotBeReadGrantsNothing() {
        var good = new StoredGrant("read", "/a");

        for (StoredGrant bad : List.of(
                new StoredGrant("fly", "/a"), new StoredGrant("read", "a"), new StoredGrant("storage.read", "/a"))) {
            assertThatThrownBy(() -> AccessLists.read("read-write", List.of(good, bad)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> AccessLists.read("unknown", List.of(good)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
