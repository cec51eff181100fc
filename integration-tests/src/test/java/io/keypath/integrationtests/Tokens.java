package io.keypath.integrationtests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies that ask for tokens. */
final class Tokens {

    private Tokens() {}

    /** A token without an access list. */
    static Map<String, @Nullable Object> personal(String name) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("name", name);
        return body;
    }

    static Map<String, @Nullable Object> forPath(String name, String path, String access) {
        return with(personal(name), "accessList", accessList(path, access));
    }

    /** The same body with one field more, or with another value of it. */
    static Map<String, @Nullable Object> with(Map<String, ?> body, String field, @Nullable Object value) {
        var more = new LinkedHashMap<String, @Nullable Object>(body);
        more.put(field, value);
        return more;
    }

    /** {@code path, access, path, access ...} */
    static List<Map<String, String>> accessList(String... pathsAndAccess) {
        var list = new ArrayList<Map<String, String>>();
        for (int i = 0; i < pathsAndAccess.length; i += 2) {
            list.add(Map.of("path", pathsAndAccess[i], "access", pathsAndAccess[i + 1]));
        }
        return list;
    }
}
