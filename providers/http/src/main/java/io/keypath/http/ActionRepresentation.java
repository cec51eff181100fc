package io.keypath.http;

import io.keypath.core.Action;
import io.keypath.core.Vocabulary;
import java.util.List;

/** An action of a vocabulary in an answer, and the names of those that it implies. */
public record ActionRepresentation(String name, List<String> implies) {

    /** All of a vocabulary, the weakest first. */
    public static List<ActionRepresentation> of(Vocabulary vocabulary) {
        return vocabulary.actions().stream()
                .map(action -> new ActionRepresentation(
                        action.name(),
                        action.implied().stream().map(Action::name).toList()))
                .toList();
    }
}
