package io.keypath.core;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The grants of a token: 1 to {@value #MAX_GRANTS} of them, of one vocabulary, {@value #MAX_BYTES} bytes in all. A look-up walks the ancestors of the
 * target in a hash table, so that its cost depends on the length of the target and not on the number of grants; it
 * allocates nothing.
 */
public final class AccessList {

    /** The most grants of one list. */
    public static final int MAX_GRANTS = 1000;

    /** The most bytes of one list, as {@link #bytes} counts them. */
    public static final int MAX_BYTES = 65_536;

    // Callers choose the paths. A seed of each process's own keeps them from choosing paths that collide.
    private static final int SEED = ThreadLocalRandom.current().nextInt();
    private static final int FNV_PRIME = 16777619;

    private final Vocabulary vocabulary;
    private final Set<Grant> grants;

    // Open addressing with linear probing, at most half full. A key is the value of a canonical path.
    private final @Nullable String[] keys;
    private final int[] hashes;
    private final int[] masks;

    private AccessList(Vocabulary vocabulary, Set<Grant> grants) {
        this.vocabulary = vocabulary;
        this.grants = Collections.unmodifiableSet(grants);
        int capacity = Integer.highestOneBit(grants.size()) << 2;
        this.keys = new String[capacity];
        this.hashes = new int[capacity];
        this.masks = new int[capacity];
        for (Grant grant : grants) {
            put(grant.path().value(), grant.action().mask());
        }
    }

    /**
     * A list of these grants, in this order; a grant that comes twice counts once.
     *
     * @throws IllegalArgumentException when there is none, or more than {@value #MAX_GRANTS}, or one of another
     *     vocabulary, or when they have more than {@value #MAX_BYTES} bytes
     */
    public static AccessList of(Vocabulary vocabulary, Collection<Grant> grants) {
        if (grants.isEmpty()) {
            throw new IllegalArgumentException("an access list needs at least one grant");
        }
        if (grants.size() > MAX_GRANTS) {
            throw new IllegalArgumentException("an access list has at most " + MAX_GRANTS + " grants");
        }
        var distinct = new LinkedHashSet<>(grants);
        if (distinct.stream()
                        .mapToLong(grant ->
                                bytes(grant.action().name(), grant.path().value()))
                        .sum()
                > MAX_BYTES) {
            throw new IllegalArgumentException("an access list has at most " + MAX_BYTES + " bytes");
        }
        if (distinct.stream().anyMatch(grant -> grant.action().vocabulary() != vocabulary)) {
            throw new IllegalArgumentException(
                    "every grant of this access list must be of the vocabulary " + vocabulary.id());
        }
        return new AccessList(vocabulary, distinct);
    }

    /** What one grant counts: its action and its canonical path, which are ASCII, and a character behind each. */
    public static int bytes(String action, String path) {
        return action.length() + path.length() + 2;
    }

    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** The grants, in the order in which they were given. */
    public Set<Grant> grants() {
        return grants;
    }

    /** The bits of all actions, implied ones too, that are granted on {@code target} or an ancestor of it. */
    public int maskAt(CanonicalPath target) {
        String path = target.value();
        int mask = 0;
        int hash = SEED;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '/') {
                mask |= get(path, i, hash);
                hash = hash(hash, c);
                mask |= get(path, i + 1, hash);
            } else {
                hash = hash(hash, c);
            }
        }
        return target.isDirectory() ? mask : mask | get(path, path.length(), hash);
    }

    /** Whether the request is allowed. Allocates nothing. */
    public boolean permits(AccessRequest request) {
        CanonicalPath destination = request.destination();
        return Access.permits(
                vocabulary,
                request,
                maskAt(request.target()),
                destination == null || !request.carries() ? 0 : maskAt(destination));
    }

    /** Whether {@code wider} allows all that this list allows. Lists of two vocabularies are not compared: false. */
    public boolean isWithin(AccessList wider) {
        return vocabulary == wider.vocabulary
                && grants.stream().allMatch(grant -> (grant.action().mask() & ~wider.maskAt(grant.path())) == 0);
    }

    /**
     * A list of these grants if it is within this one; empty if it would widen it or is of another vocabulary.
     *
     * @throws IllegalArgumentException when there is no grant, or more than {@value #MAX_GRANTS} or {@value #MAX_BYTES} bytes
     */
    public Optional<AccessList> narrowTo(Collection<Grant> requested) {
        if (requested.stream().anyMatch(grant -> grant.action().vocabulary() != vocabulary)) {
            return Optional.empty();
        }
        return Optional.of(of(vocabulary, requested)).filter(narrower -> narrower.isWithin(this));
    }

    /** Equal with the same grants in any order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessList list && list.grants.equals(grants);
    }

    @Override
    public int hashCode() {
        return grants.hashCode();
    }

    /** The grants separated by spaces: a scope of RFC 6749 section 3.3. */
    @Override
    public String toString() {
        return grants.stream().map(Grant::toString).collect(Collectors.joining(" "));
    }

    private void put(String key, int mask) {
        int hash = SEED;
        for (int i = 0; i < key.length(); i++) {
            hash = hash(hash, key.charAt(i));
        }
        int slot = slot(hash);
        while (keys[slot] != null && !key.equals(keys[slot])) {
            slot = next(slot);
        }
        keys[slot] = key;
        hashes[slot] = hash;
        masks[slot] |= mask;
    }

    /** The mask of the key that is the first {@code length} characters of {@code path}; 0 when there is none. */
    private int get(String path, int length, int hash) {
        int slot = slot(hash);
        for (String key = keys[slot]; key != null; key = keys[slot]) {
            if (hashes[slot] == hash && key.length() == length && path.startsWith(key)) {
                return masks[slot];
            }
            slot = next(slot);
        }
        return 0;
    }

    private int slot(int hash) {
        // The upper bits are the better mixed ones of FNV-1a.
        return (hash ^ (hash >>> 16)) & (keys.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (keys.length - 1);
    }

    private static int hash(int hash, char c) {
        return (hash ^ c) * FNV_PRIME;
    }
}
