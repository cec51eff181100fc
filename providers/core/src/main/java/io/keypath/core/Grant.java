package io.keypath.core;

import static java.util.Objects.requireNonNull;

import java.util.stream.Collectors;

/** An action on a path and on what is below it, written {@code action:path} as in the WLCG Common JWT Profile. */
public record Grant(Action action, CanonicalPath path) {

    public Grant {
        requireNonNull(action);
        requireNonNull(path);
    }

    /**
     * Reads {@code action:path}.
     *
     * @throws IllegalArgumentException when the action is unknown or the path is missing
     * @throws InvalidPathException when the path has no canonical form
     */
    public static Grant parse(Vocabulary vocabulary, String grant) {
        int colon = grant.indexOf(':');
        return colon < 0
                ? of(vocabulary, grant, "")
                : of(vocabulary, grant.substring(0, colon), grant.substring(colon + 1));
    }

    /**
     * Makes a grant of its two parts, as in the JSON {@code {path, access}}.
     *
     * @throws IllegalArgumentException when the action is unknown or the path is missing
     * @throws InvalidPathException when the path has no canonical form
     */
    public static Grant of(Vocabulary vocabulary, String action, String path) {
        Action known = vocabulary
                .action(action)
                .orElseThrow(() -> new IllegalArgumentException("the action must be one of "
                        + vocabulary.actions().stream().map(Action::name).collect(Collectors.joining(", "))));
        if (path.isEmpty()) {
            // Never read as the root: WLCG calls such a scope invalid.
            throw new IllegalArgumentException("a grant needs a path, such as " + known.name() + ":/");
        }
        return new Grant(known, CanonicalPath.of(path));
    }

    /** Whether this allows its action on {@code target}. */
    public boolean covers(CanonicalPath target) {
        return path.isAncestorOrSame(target);
    }

    /** {@code action:path}, which is also a scope token of RFC 6749 section 3.3. */
    @Override
    public String toString() {
        return action.name() + ":" + path;
    }
}
