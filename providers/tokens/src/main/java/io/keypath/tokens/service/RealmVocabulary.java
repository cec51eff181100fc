package io.keypath.tokens.service;

import io.keypath.core.Vocabulary;
import java.util.Optional;
import org.keycloak.models.RealmModel;

/** The actions that a realm's access lists and scopes are made of. */
public final class RealmVocabulary {

    /** The realm attribute that names the vocabulary; without it, it is {@link Vocabulary#READ_WRITE}. */
    public static final String ATTRIBUTE = "keypath.vocabulary";

    private RealmVocabulary() {}

    /** Empty when the attribute names none that is known. */
    public static Optional<Vocabulary> of(RealmModel realm) {
        String id = realm.getAttribute(ATTRIBUTE);
        return id == null || id.isBlank() ? Optional.of(Vocabulary.READ_WRITE) : Vocabulary.byId(id);
    }
}
