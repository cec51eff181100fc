package io.keypath.gate.service;

import io.keypath.core.AllowedOrigins;
import io.keypath.core.CanonicalPath;
import io.keypath.core.Grant;
import io.keypath.core.TokenString;
import io.keypath.core.Vocabulary;
import io.keypath.gate.store.Principal;
import io.keypath.gate.store.ShareFilter;
import io.keypath.gate.store.ShareStore;
import io.keypath.gate.store.StoredShare;
import io.keypath.http.Iso8601;
import io.keypath.http.OAuthError;
import io.keypath.tokens.service.KeycloakClock;
import io.keypath.tokens.service.RealmVocabulary;
import io.keypath.tokens.service.RequestSources;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The shares of a realm, as somebody sees and changes them. */
public final class Shares {

    private static final SecureRandom RANDOM = new SecureRandom();
    /** That a user makes; an administrator makes any number. */
    public static final int MOST_OF_A_USER = 1_000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ShareStore store;
    private final String actorId;

    // Null for an administrator, who may share all.
    private final @Nullable UserModel user;

    private Shares(KeycloakSession session, RealmModel realm, String actorId, @Nullable UserModel user) {
        this.session = session;
        this.realm = realm;
        this.store = ShareStore.of(session);
        this.actorId = actorId;
        this.user = user;
    }

    /** All of the realm. */
    public static Shares ofAdministrator(KeycloakSession session, RealmModel realm, String administratorId) {
        return new Shares(session, realm, administratorId, null);
    }

    /** What a user made, and what is on paths that he may share. */
    public static Shares ofUser(KeycloakSession session, RealmModel realm, UserModel user) {
        return new Shares(session, realm, user.getId(), user);
    }

    /**
     * What is asked for.
     *
     * @param principal as JSON has it
     * @param access an action of the realm's vocabulary
     * @param expiresAt epoch seconds; null for never
     */
    public record Request(
            String principal,
            String path,
            String access,
            @Nullable AllowedOrigins allowedOrigins,
            @Nullable Long expiresAt) {}

    /**
     * What becomes of a share; what is empty stays as it is.
     *
     * @param access null to leave it as it is
     */
    public record Change(
            @Nullable String access,
            Optional<Optional<AllowedOrigins>> allowedOrigins,
            Optional<Optional<Long>> expiresAt) {}

    /**
     * A new share.
     *
     * @param key of a link, which is told this once; null for any other
     */
    public record Made(StoredShare share, @Nullable TokenString key) {

        @Override
        public String toString() {
            return "Made[redacted]";
        }
    }

    /**
     * Makes a share.
     *
     * @throws org.keycloak.services.ErrorResponseException 400 for what is no share, 403 for who may not share the path or has
     *     not himself what he shares
     */
    public Made make(Request request) {
        Principal named = Principals.read(session, realm, request.principal());
        Grant grant = grant(request.access(), request.path());
        requireFuture(request.expiresAt());
        requireSharer(grant, request.expiresAt());
        if (user != null && store.count(ShareFilter.ofRealm(realm.getId()).withCreator(actorId)) >= MOST_OF_A_USER) {
            throw OAuthError.invalidRequest("A user makes at most " + MOST_OF_A_USER + " shares; delete one first");
        }
        if (named != null) {
            return made(request, grant, named, null);
        }
        TokenString key = TokenString.generate(TokenString.Kind.SECRET, RANDOM);
        return made(request, grant, Principal.ofLink(key), key);
    }

    private Made made(Request request, Grant grant, Principal principal, @Nullable TokenString key) {
        var share = new StoredShare(
                UUID.randomUUID().toString(),
                realm.getId(),
                principal,
                grant,
                request.allowedOrigins(),
                key == null ? null : key.hint(),
                now(),
                actorId,
                user != null,
                request.expiresAt(),
                null);
        store.insert(share);
        PublicShares.forgetAfterCommit(session, realm.getId());
        return new Made(share, key);
    }

    /**
     * One of them.
     *
     * @throws org.keycloak.services.ErrorResponseException 404 for what there is not, or not for him
     */
    public StoredShare get(String id) {
        return store.find(realm.getId(), id)
                .filter(this::isVisible)
                .orElseThrow(() -> OAuthError.notFound("There is no such share"));
    }

    public StoredShare change(String id, Change change) {
        StoredShare share = store.lock(realm.getId(), id)
                .filter(this::isVisible)
                .orElseThrow(() -> OAuthError.notFound("There is no such share"));
        requireNoLessThan(share);
        Grant grant = change.access() == null
                ? share.grant()
                : grant(change.access(), share.grant().path().value());
        Long expiresAt = change.expiresAt()
                .orElse(Optional.ofNullable(share.expiresAt()))
                .orElse(null);
        if (change.expiresAt().isPresent()) {
            requireFuture(expiresAt);
        }
        // Whoever changes what another made has not to end it when he himself ends.
        requireSharer(
                grant,
                change.expiresAt().isPresent() || share.createdBy().equals(actorId) ? expiresAt : Long.valueOf(0));
        var changed = new StoredShare(
                share.id(),
                share.realmId(),
                share.principal(),
                grant,
                change.allowedOrigins()
                        .orElse(Optional.ofNullable(share.allowedOrigins()))
                        .orElse(null),
                share.hint(),
                share.createdAt(),
                share.createdBy(),
                share.madeByUser(),
                expiresAt,
                share.lastUsedAt());
        store.update(changed);
        return changed;
    }

    /** Ends it at once. Who made it may, though he may not share the path any more. */
    public StoredShare delete(String id) {
        StoredShare share = get(id);
        requireNoLessThan(share);
        store.delete(realm.getId(), id);
        return share;
    }

    /**
     * Some of them, the newest first.
     *
     * @param path at or below which; null for all, which are for a user those that he made
     * @param principal as JSON has it; null for any
     * @param active whether they have not expired; null for any
     */
    public List<StoredShare> list(
            @Nullable String path, @Nullable String principal, @Nullable Boolean active, int first, int max) {
        return store.list(filter(path, principal, active), first, max);
    }

    /** How many {@link #list} has. */
    public long count(@Nullable String path, @Nullable String principal, @Nullable Boolean active) {
        return store.count(filter(path, principal, active));
    }

    /** What is shared with the user, his groups and his roles. */
    public List<StoredShare> sharedWith(UserModel other, int first, int max) {
        return store.listOf(realm.getId(), other.getId(), Principals.of(other), now(), first, max);
    }

    /**
     * The shares that reach a path.
     *
     * @throws org.keycloak.services.ErrorResponseException 403 for who may not share it
     */
    public List<StoredShare> reaching(String path, int first, int max) {
        CanonicalPath canonical = path(path);
        requireSharer(canonical);
        return store.list(
                ShareFilter.ofRealm(realm.getId())
                        .withCovering(canonical.value())
                        .withActive(new ShareFilter.Active(true, now())),
                first,
                max);
    }

    /** As JSON has it. */
    public String principal(StoredShare share) {
        return Principals.text(realm, share.principal());
    }

    /** What people call whom it is shared with; null for nobody in particular. */
    public @Nullable String principalName(StoredShare share) {
        return Principals.name(session, realm, share.principal());
    }

    public boolean isActive(StoredShare share) {
        return share.expiresAt() == null || share.expiresAt() > now();
    }

    private ShareFilter filter(@Nullable String path, @Nullable String principal, @Nullable Boolean active) {
        ShareFilter filter = ShareFilter.ofRealm(realm.getId())
                .withActive(active == null ? null : new ShareFilter.Active(active, now()));
        if (path != null) {
            CanonicalPath below = path(path);
            filter = filter.withBelow(below.value());
            if (user != null && !maySharePath(below)) {
                filter = filter.withCreator(actorId);
            }
        } else if (user != null) {
            filter = filter.withCreator(actorId);
        }
        if (principal == null) {
            return filter;
        }
        Principal named = Principals.read(session, realm, principal);
        if (named == null) {
            throw OAuthError.invalidRequest("principal must not be link: a link is found by its path");
        }
        return filter.withPrincipal(named);
    }

    private boolean isVisible(StoredShare share) {
        return user == null
                || share.createdBy().equals(actorId)
                || maySharePath(share.grant().path());
    }

    private void requireSharer(CanonicalPath path) {
        if (!maySharePath(path)) {
            throw OAuthError.accessDenied(
                    "Only who has the action " + sharingAction() + " on a path, by a share, may share it");
        }
    }

    private void requireSharer(Grant grant, @Nullable Long expiresAt) {
        if (user == null) {
            return;
        }
        List<StoredShare> own = own(user, grant.path());
        int needed = grant.action().mask();
        if ((mask(own, Long.MIN_VALUE) & vocabulary().sharing()) == 0) {
            requireSharer(grant.path());
        }
        if ((mask(own, Long.MIN_VALUE) & needed) != needed) {
            throw OAuthError.accessDenied("Nobody shares more than he has on the path himself");
        }
        long end = expiresAt == null ? Long.MAX_VALUE : expiresAt;
        int until = mask(own, end);
        if ((until & needed) != needed || (until & vocabulary().sharing()) == 0) {
            throw OAuthError.invalidRequest("expiresAt: nobody shares for longer than he has it himself"
                    + own.stream()
                            .map(StoredShare::expiresAt)
                            .filter(Objects::nonNull)
                            .max(Long::compare)
                            .map(last -> ", which is until " + Iso8601.of(last) + " at the latest")
                            .orElse(""));
        }
    }

    // What these give that end at a time or later.
    private static int mask(List<StoredShare> shares, long end) {
        int mask = 0;
        for (StoredShare share : shares) {
            if (share.expiresAt() == null || share.expiresAt() >= end) {
                mask |= share.grant().action().mask();
            }
        }
        return mask;
    }

    // What others made for somebody who may do more than he himself is not his to end.
    private void requireNoLessThan(StoredShare share) {
        int shared = share.grant().action().mask();
        if (user != null
                && !share.createdBy().equals(actorId)
                && (mask(user, share.grant().path()) & shared) != shared) {
            throw OAuthError.accessDenied("Nobody changes another's share of more than he has on the path himself");
        }
    }

    private boolean maySharePath(CanonicalPath path) {
        return user == null || (mask(user, path) & vocabulary().sharing()) != 0;
    }

    private int mask(UserModel sharer, CanonicalPath path) {
        return mask(own(sharer, path), Long.MIN_VALUE);
    }

    // By a share with him: what anyone may, gives nobody a right to share; neither does what pages of some origins may.
    private List<StoredShare> own(UserModel sharer, CanonicalPath path) {
        return new Reach(session, realm, RequestSources.of(session).origin())
                .of(sharer, path).shares().stream()
                        .filter(share ->
                                share.allowedOrigins() == null && share.grant().covers(path))
                        .toList();
    }

    private Grant grant(String access, String path) {
        if (vocabulary().action(access).isEmpty()) {
            throw OAuthError.invalidRequest("access must be one of "
                    + String.join(
                            ", ",
                            vocabulary().actions().stream()
                                    .map(action -> action.name())
                                    .toList()));
        }
        path(path);
        return Grant.of(vocabulary(), access, path);
    }

    private String sharingAction() {
        return vocabulary().strongest(vocabulary().sharing());
    }

    /** The realm's; 400 when it cannot be read. */
    public Vocabulary vocabulary() {
        return RealmVocabulary.of(realm)
                .orElseThrow(() -> OAuthError.invalidRequest("The realm's vocabulary cannot be read"));
    }

    private static CanonicalPath path(String path) {
        try {
            return CanonicalPath.of(path);
        } catch (IllegalArgumentException e) {
            throw OAuthError.invalidRequest("path: " + e.getMessage());
        }
    }

    private static void requireFuture(@Nullable Long expiresAt) {
        if (expiresAt != null && expiresAt <= now()) {
            throw OAuthError.invalidRequest("expiresAt must be later than now");
        }
    }

    private static long now() {
        return new KeycloakClock().instant().getEpochSecond();
    }
}
