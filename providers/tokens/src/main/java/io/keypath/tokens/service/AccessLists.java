package io.keypath.tokens.service;

import io.keypath.core.AccessList;
import io.keypath.core.CanonicalPath;
import io.keypath.core.Grant;
import io.keypath.core.Vocabulary;
import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.StoredGrant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Access lists to and from their stored form. */
public final class AccessLists {

    private AccessLists() {}

    /**
     * That of a token.
     *
     * @param token with all of its grants
     * @return null for a token without one
     * @throws IllegalArgumentException when anything of it cannot be read
     */
    public static @Nullable AccessList of(StoredCredential token) {
        String vocabulary = token.reach().vocabulary();
        return vocabulary == null ? null : read(vocabulary, token.reach().grants());
    }

    /** Throws {@link IllegalArgumentException} when anything of it cannot be read: no part of a broken list grants. */
    static AccessList read(String vocabularyId, List<StoredGrant> stored) {
        Vocabulary vocabulary = Vocabulary.byId(vocabularyId)
                .orElseThrow(() -> new IllegalArgumentException("Unknown vocabulary " + vocabularyId));
        var grants = new ArrayList<Grant>(stored.size());
        for (StoredGrant grant : stored) {
            grants.add(new Grant(
                    vocabulary
                            .action(grant.action())
                            .orElseThrow(() -> new IllegalArgumentException("Unknown action " + grant.action())),
                    CanonicalPath.of(grant.path())));
        }
        return AccessList.of(vocabulary, grants);
    }

    static long bytes(List<StoredGrant> stored) {
        return stored.stream()
                .mapToLong(grant -> AccessList.bytes(grant.action(), grant.path()))
                .sum();
    }

    static List<StoredGrant> stored(AccessList list) {
        return list.grants().stream()
                .map(grant ->
                        new StoredGrant(grant.action().name(), grant.path().value()))
                .toList();
    }
}
