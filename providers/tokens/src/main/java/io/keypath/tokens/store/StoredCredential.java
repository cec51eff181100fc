package io.keypath.tokens.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token or a secret as it is stored, without its string. Times are epoch seconds.
 *
 * @param ownerId id of a user, or of a client for a kind that is not owned by a user
 * @param clientUuid the client through which it was made; a service account's own client
 * @param hint the last four characters of its current string
 */
public record StoredCredential(
        String id,
        String realmId,
        TokenKind kind,
        String ownerId,
        String clientUuid,
        String name,
        @Nullable String description,
        String hint,
        Reach reach,
        Restrictions restrictions,
        Lifetime lifetime,
        boolean enabled,
        LastUse lastUse) {

    /**
     * What it is good for.
     *
     * @param scope OAuth scopes, separated by a space; null for none
     * @param vocabulary id of the vocabulary of the grants; null without an access list
     * @param grants the access list; empty when {@code vocabulary} is null
     */
    public record Reach(@Nullable String scope, @Nullable String vocabulary, List<StoredGrant> grants) {

        /** Of what has neither scopes nor an access list. */
        public static final Reach NONE = new Reach(null, null, List.of());

        public Reach {
            grants = List.copyOf(grants);
        }
    }

    /**
     * Where it may be used from; an empty list is no restriction.
     *
     * @param origins of web pages
     * @param networks addresses and blocks of addresses
     */
    public record Restrictions(List<String> origins, List<String> networks) {

        /** Most characters of all origins, with one between two. */
        public static final int MAX_ORIGINS_LENGTH = 5_200;

        public static final Restrictions NONE = new Restrictions(List.of(), List.of());

        public Restrictions {
            origins = List.copyOf(origins);
            networks = List.copyOf(networks);
        }
    }

    /**
     * From when till when.
     *
     * @param createdAt when it was made
     * @param issuedAt when its current string was made; a rotation makes another one
     * @param expiresAt from when it is refused; null for never
     * @param validFor seconds that each string of it is valid for; null without end
     */
    public record Lifetime(
            long createdAt,
            long issuedAt,
            @Nullable Long expiresAt,
            @Nullable Long validFor) {

        /** Of what is made now. */
        public static Lifetime from(long now, @Nullable Long expiresAt) {
            return new Lifetime(now, now, expiresAt, seconds(now, expiresAt));
        }

        /** With a new string, made now. */
        public Lifetime renewed(long now, @Nullable Long newExpiresAt) {
            return new Lifetime(createdAt, now, newExpiresAt, seconds(now, newExpiresAt));
        }

        /** With another end, {@code seconds} from now. */
        public Lifetime endingIn(long seconds, long now) {
            return new Lifetime(createdAt, issuedAt, now + seconds, seconds);
        }

        private static @Nullable Long seconds(long now, @Nullable Long expiresAt) {
            return expiresAt == null ? null : Long.valueOf(expiresAt - now);
        }
    }

    /**
     * The last use, as of the last batch that was written.
     *
     * @param at null when never used
     * @param from address; null when it is not known
     */
    public record LastUse(@Nullable Long at, @Nullable String from) {

        public static final LastUse NEVER = new LastUse(null, null);
    }

    public StoredCredential withName(String newName) {
        return with(newName, description, hint, reach, lifetime, enabled);
    }

    public StoredCredential withDescription(@Nullable String newDescription) {
        return with(name, newDescription, hint, reach, lifetime, enabled);
    }

    public StoredCredential withEnabled(boolean newEnabled) {
        return with(name, description, hint, reach, lifetime, newEnabled);
    }

    public StoredCredential withLifetime(Lifetime newLifetime) {
        return with(name, description, hint, reach, newLifetime, enabled);
    }

    public StoredCredential withGrants(String vocabulary, List<StoredGrant> grants) {
        return with(name, description, hint, new Reach(reach.scope(), vocabulary, grants), lifetime, enabled);
    }

    /** The token behind a new string. */
    public StoredCredential reissued(String newHint, long now, @Nullable Long newExpiresAt) {
        return with(name, description, newHint, reach, lifetime.renewed(now, newExpiresAt), enabled);
    }

    private StoredCredential with(
            String newName,
            @Nullable String newDescription,
            String newHint,
            Reach newReach,
            Lifetime newLifetime,
            boolean newEnabled) {
        return new StoredCredential(
                id,
                realmId,
                kind,
                ownerId,
                clientUuid,
                newName,
                newDescription,
                newHint,
                newReach,
                restrictions,
                newLifetime,
                newEnabled,
                lastUse);
    }
}
