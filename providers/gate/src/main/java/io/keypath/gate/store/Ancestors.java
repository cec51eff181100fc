package io.keypath.gate.store;

import java.util.ArrayList;
import java.util.List;

/** The paths at which a share reaches a target. */
public final class Ancestors {

    private Ancestors() {}

    /**
     * All of them, the target's own included, from the root on.
     *
     * @param path canonical; one that ends with {@code /} is a directory, which a share of it as a file reaches too
     */
    public static List<String> of(String path) {
        var ancestors = new ArrayList<String>();
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '/') {
                if (i > 0) {
                    ancestors.add(path.substring(0, i));
                }
                ancestors.add(path.substring(0, i + 1));
            }
        }
        if (!path.endsWith("/")) {
            ancestors.add(path);
        }
        return ancestors;
    }
}
