package io.keypath.http;

import io.keypath.core.AccessList;
import io.keypath.core.Grant;
import io.keypath.core.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An access list as it was sent, a JSON array of {@code {path, access}}. What its actions mean, the vocabulary says: that of
 * the realm, or that of the token which is to be narrowed.
 *
 * @param name of the field or parameter, in the refusals
 */
public record AccessListBody(String name, List<Entry> entries) {

    private static final String PATH = "path";
    private static final String ACCESS = "access";

    // Raw paths may be longer than canonical ones; core bounds those.
    private static final int MAX_RAW_PATH = 4096;
    private static final int MAX_ACCESS = 32;

    /** One entry, as sent. */
    public record Entry(String path, String access) {}

    public AccessListBody {
        entries = List.copyOf(entries);
    }

    /** Reads a field of a body; empty when it is absent or null. */
    public static Optional<AccessListBody> read(JsonBody body, String field) {
        return body.objects(field, AccessList.MAX_GRANTS, Set.of(PATH, ACCESS)).map(objects -> of(field, objects));
    }

    /** Reads a parameter that holds JSON. */
    public static AccessListBody read(String parameter, String json) {
        return of(parameter, JsonBody.readArray(parameter, json, AccessList.MAX_GRANTS, Set.of(PATH, ACCESS)));
    }

    // No list at all reaches everything; an empty one must never be taken for that.
    private static AccessListBody of(String name, List<JsonBody> objects) {
        if (objects.isEmpty()) {
            throw OAuthError.invalidRequest(
                    name + " must not be empty; leave it out for a token that reaches all that its owner reaches");
        }
        return new AccessListBody(
                name,
                objects.stream()
                        .map(entry -> new Entry(
                                entry.requiredText(PATH, MAX_RAW_PATH), entry.requiredText(ACCESS, MAX_ACCESS)))
                        .toList());
    }

    /**
     * The list in the terms of a vocabulary.
     *
     * @throws IllegalArgumentException naming the entry that is none, or the limit that all of them exceed
     */
    public AccessList in(Vocabulary vocabulary) {
        var grants = new ArrayList<Grant>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            try {
                grants.add(Grant.of(
                        vocabulary, entries.get(i).access(), entries.get(i).path()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + "[" + i + "]: " + e.getMessage(), e);
            }
        }
        try {
            return AccessList.of(vocabulary, grants);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }
}
