package io.keypath.gate.service;

import io.keypath.core.Access;
import io.keypath.core.AccessRequest;
import io.keypath.core.CanonicalPath;
import io.keypath.core.Vocabulary;
import io.keypath.gate.store.Ancestors;
import io.keypath.gate.store.Principal;
import io.keypath.gate.store.ShareStore;
import io.keypath.gate.store.StoredShare;
import io.keypath.tokens.service.KeycloakClock;
import io.keypath.tokens.service.RealmVocabulary;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What shares give, asked of the database each time: whoever is taken off reaches nothing from then on, on any node. Those
 * on a path and on all paths above it add up.
 *
 * @param origin of the page that asks; null when it is not known
 */
record Reach(
        KeycloakSession session, RealmModel realm, @Nullable String origin) {

    /**
     * Shares that reach a request's target or destination, of the realm's vocabulary. One of another, which the realm had once,
     * gives nothing.
     */
    record Given(Vocabulary vocabulary, List<StoredShare> shares) {

        /** The bits of all that they give on a path. */
        int on(CanonicalPath path) {
            int mask = 0;
            for (StoredShare share : shares) {
                if (share.grant().covers(path)) {
                    mask |= share.grant().action().mask();
                }
            }
            return mask;
        }

        boolean permits(AccessRequest request) {
            CanonicalPath destination = request.destination();
            return Access.permits(vocabulary, request, on(request.target()), destination == null ? 0 : on(destination));
        }

        /** @param also the bits that whoever asks has at most */
        Access judge(AccessRequest request, int also) {
            return permits(request)
                    ? new Access.Allowed(vocabulary.strongest(on(request.target()) & also))
                    : new Access.Refused(Access.requiredScope(vocabulary, request));
        }
    }

    /** What anyone, or whoever has a link, has. */
    Given of(Collection<Principal> principals, AccessRequest request) {
        return of(null, principals, request);
    }

    /** What a user has, or anyone. */
    Given of(UserModel user, AccessRequest request) {
        var principals = Principals.of(user);
        principals.add(Principal.ANYONE);
        return of(user, principals, request);
    }

    /** What a user has himself. */
    Given of(UserModel user, CanonicalPath path) {
        return of(user, Principals.of(user), Ancestors.of(path.value()));
    }

    private Given of(@Nullable UserModel user, Collection<Principal> principals, AccessRequest request) {
        var paths = new LinkedHashSet<>(Ancestors.of(request.target().value()));
        if (request.destination() != null) {
            paths.addAll(Ancestors.of(request.destination().value()));
        }
        return of(user, principals, paths);
    }

    private Given of(@Nullable UserModel user, Collection<Principal> principals, Collection<String> paths) {
        Vocabulary vocabulary = RealmVocabulary.of(realm).orElse(null);
        if (vocabulary == null) {
            // Cannot be read: it allows nothing.
            return new Given(Vocabulary.READ_WRITE, List.of());
        }
        long now = new KeycloakClock().instant().getEpochSecond();
        return new Given(
                vocabulary,
                ShareStore.of(session).reaching(realm.getId(), paths, principals, now).stream()
                        .filter(share -> share.grant().action().vocabulary() == vocabulary)
                        .filter(share -> user == null || !share.isHisOwn(user.getId()))
                        .filter(share -> share.allowedOrigins() == null
                                || share.allowedOrigins().permits(origin))
                        .toList());
    }
}
