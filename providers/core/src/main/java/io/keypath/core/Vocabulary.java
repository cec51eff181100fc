package io.keypath.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The actions of a realm, which of them imply which, and what a request needs. Sets of actions are bit masks, see
 * {@link Action#mask()}.
 */
@SuppressWarnings("ImmutableEnumChecker") // The list is unmodifiable and the array never leaves.
public enum Vocabulary {
    READ_WRITE("read-write", "read", "write > read") {
        private final int read = bit("read");
        private final int write = bit("write");

        @Override
        public int requirement(AccessRequest request) {
            return request.reads() ? read : write;
        }

        @Override
        public int sharing() {
            return write;
        }
    },

    DRIVE(
            "drive",
            "view",
            "viewPlus > view",
            "share > viewPlus",
            "edit > share",
            "editPlus > edit",
            "admin > editPlus") {
        private final int view = bit("view");
        private final int share = bit("share");
        private final int edit = bit("edit");

        @Override
        public int requirement(AccessRequest request) {
            return request.reads() ? view : edit;
        }

        @Override
        public int sharing() {
            return share;
        }
    },

    /** The storage actions of the WLCG Common JWT Profile. */
    WLCG(
            "wlcg",
            "storage.read",
            "storage.poll",
            "storage.stage > storage.poll",
            "storage.create",
            "storage.modify > storage.create") {
        private final int read = bit("storage.read");
        private final int create = bit("storage.create");
        private final int modify = bit("storage.modify");
        private final int see = read | create | modify | bit("storage.stage");

        @Override
        public int requirement(AccessRequest request) {
            return switch (request.method()) {
                case "GET", "OPTIONS", "REPORT", "SEARCH", "QUERY" -> read;
                case "HEAD", "PROPFIND" -> see;
                case "MKCOL" -> create;
                case "PUT" -> request.ifNoneMatchAny() ? create : modify;
                default -> modify;
            };
        }

        @Override
        public int sharing() {
            return modify;
        }

        // Modify does not imply read here: without this, MOVE and COPY would carry content to where it can be read.
        @Override
        public int sourceRequirement(AccessRequest request) {
            return request.carries() ? read : 0;
        }
    };

    private final String id;
    private final List<Action> actions;
    private final String[] strongest;

    Vocabulary(String id, String... definitions) {
        this.id = id;
        var defined = new ArrayList<Action>();
        for (String definition : definitions) {
            String[] names = definition.split(" > ", 2);
            int bit = 1 << defined.size();
            int implied = names.length == 1
                    ? 0
                    : find(defined, names[1]).orElseThrow().mask();
            defined.add(new Action(this, names[0], bit, bit | implied));
        }
        this.actions = List.copyOf(defined);
        this.strongest = new String[1 << defined.size()];
        for (int mask = 0; mask < strongest.length; mask++) {
            int granted = mask;
            strongest[mask] = granted(granted)
                    .filter(action ->
                            granted(granted).noneMatch(other -> other != action && (other.mask() & action.bit()) != 0))
                    .map(Action::name)
                    .collect(Collectors.joining(" "));
        }
    }

    /** The vocabulary of a realm attribute {@code keypath.vocabulary}; empty when there is none of that name. */
    public static Optional<Vocabulary> byId(String id) {
        return Stream.of(values())
                .filter(vocabulary -> vocabulary.id.equals(id))
                .findFirst();
    }

    public String id() {
        return id;
    }

    /** All actions, each after those that it implies. */
    public List<Action> actions() {
        return actions;
    }

    public Optional<Action> action(String name) {
        return find(actions, name);
    }

    /** The bits of all actions. */
    public int all() {
        return strongest.length - 1;
    }

    /** The bit of the action that lets its holder share with others what he has: what writes, where there is no other. */
    public abstract int sharing();

    /** The bits of which the target, and the destination where there is one, needs any. */
    public abstract int requirement(AccessRequest request);

    /** The bits of which the target needs any besides {@link #requirement}; 0 when it needs no more. */
    public int sourceRequirement(AccessRequest request) {
        return 0;
    }

    /**
     * The names of the actions in {@code mask} that no other one in it implies, separated by spaces; empty for 0.
     * Allocates nothing.
     *
     * @throws IndexOutOfBoundsException when {@code mask} has other bits than {@link #all()}
     */
    public String strongest(int mask) {
        return strongest[mask];
    }

    /** The weakest of the actions in {@code mask}, any of which suffices. */
    String weakest(int mask) {
        return actions.get(Integer.numberOfTrailingZeros(mask)).name();
    }

    final int bit(String name) {
        return action(name).orElseThrow().bit();
    }

    private Stream<Action> granted(int mask) {
        return actions.stream().filter(action -> (mask & action.bit()) != 0);
    }

    private static Optional<Action> find(List<Action> actions, String name) {
        return actions.stream().filter(action -> action.name().equals(name)).findFirst();
    }
}
