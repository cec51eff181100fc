package io.keypath.core;

import java.util.List;

/**
 * Something that a grant allows, such as {@code write}. The instances are those of {@link Vocabulary#actions()}.
 */
public final class Action {

    private final Vocabulary vocabulary;
    private final String name;
    private final int bit;
    private final int mask;

    Action(Vocabulary vocabulary, String name, int bit, int mask) {
        this.vocabulary = vocabulary;
        this.name = name;
        this.bit = bit;
        this.mask = mask;
    }

    public Vocabulary vocabulary() {
        return vocabulary;
    }

    public String name() {
        return name;
    }

    /** The bit of this action alone, among the actions of its vocabulary. */
    public int bit() {
        return bit;
    }

    /** The bits of this action and of all that it implies. */
    public int mask() {
        return mask;
    }

    /** Whether whoever may do this may do {@code other}; true of itself, never of another vocabulary's action. */
    public boolean implies(Action other) {
        return vocabulary == other.vocabulary && (mask & other.bit) != 0;
    }

    /** All that this action implies, at any distance, weakest first; without itself. */
    public List<Action> implied() {
        return vocabulary.actions().stream()
                .filter(other -> other != this && implies(other))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
