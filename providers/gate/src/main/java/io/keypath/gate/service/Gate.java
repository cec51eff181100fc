package io.keypath.gate.service;

import io.keypath.core.Access;
import io.keypath.core.AccessList;
import io.keypath.core.AccessRequest;
import io.keypath.core.Vocabulary;
import io.keypath.tokens.service.AccessTokens;
import io.keypath.tokens.service.PathClaims;
import io.keypath.tokens.service.PathTokenProvider;
import io.keypath.tokens.service.PolicyAttributes;
import io.keypath.tokens.service.RequestOrigins;
import io.keypath.tokens.service.TokenPolicy;
import io.keypath.tokens.service.Verification;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/** Judges a request that a reverse proxy asks about. Decides nothing about paths itself: core does. */
public final class Gate {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final PathTokenProvider tokens;
    private final @Nullable String audience;

    /** @param audience that one of Keycloak's own access tokens must have; null for any */
    public Gate(KeycloakSession session, PathTokenProvider tokens, @Nullable String audience) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.tokens = tokens;
        this.audience = audience;
    }

    public Verdict judge(AccessRequest request, Credential credential) {
        if (credential instanceof Credential.PathToken pathToken) {
            return judge(request, pathToken);
        }
        if (credential instanceof Credential.Bearer bearer) {
            return judge(request, bearer);
        }
        return new Verdict.Unauthenticated(credential instanceof Credential.Unusable);
    }

    private Verdict judge(AccessRequest request, Credential.PathToken credential) {
        Verification verification =
                tokens.verifier().verify(session, realm, credential.string(), RequestOrigins.of(session));
        if (!(verification instanceof Verification.Accepted accepted)) {
            return new Verdict.Unauthenticated(true);
        }
        Access access = judge(request, accepted.token().accessList());
        if (access instanceof Access.Allowed allowed) {
            return new Verdict.Allowed(
                    accepted.owner().getUsername(),
                    accepted.owner().getId(),
                    accepted.client().getClientId(),
                    accepted.token().id(),
                    allowed);
        }
        return new Verdict.Forbidden((Access.Refused) access);
    }

    private Verdict judge(AccessRequest request, Credential.Bearer credential) {
        AuthResult bearer = AccessTokens.verifyForOthers(session, credential.token());
        if (bearer == null || !isForTheGate(bearer.token())) {
            return new Verdict.Unauthenticated(true);
        }
        Optional<Verification> parent =
                tokens.verifier().verifyParent(session, realm, bearer.token(), RequestOrigins.of(session));
        // Keycloak may know the user by his name alone, and a name may come to somebody else.
        if (parent.isPresent()
                && !(parent.get() instanceof Verification.Accepted accepted
                        && accepted.owner().getId().equals(bearer.user().getId()))) {
            return new Verdict.Unauthenticated(true);
        }
        Access access = judge(
                request,
                bearer.token(),
                parent.map(found -> ((Verification.Accepted) found).token().accessList())
                        .orElse(null));
        if (access instanceof Access.Allowed allowed) {
            return new Verdict.Allowed(
                    bearer.user().getUsername(),
                    bearer.user().getId(),
                    bearer.client().getClientId(),
                    bearer.token().getId(),
                    allowed);
        }
        return new Verdict.Forbidden((Access.Refused) access);
    }

    private boolean isForTheGate(AccessToken token) {
        return realm.isEnabled() && (audience == null || token.hasAudience(audience));
    }

    // A JWT that came from a path token is judged by both: the path token may have been narrowed since. Its grants
    // are of the path token's vocabulary, which may not be the realm's any more.
    private Access judge(AccessRequest request, AccessToken token, @Nullable AccessList parent) {
        Optional<Vocabulary> vocabulary = parent == null ? vocabulary() : Optional.of(parent.vocabulary());
        if (vocabulary.isEmpty()) {
            return new Access.Refused(null);
        }
        try {
            Access access = judge(request, PathClaims.read(vocabulary.get(), token));
            return access instanceof Access.Allowed && parent != null && !parent.permits(request)
                    ? Access.judge(parent, request)
                    : access;
        } catch (IllegalArgumentException e) {
            return new Access.Refused(Access.requiredScope(vocabulary.get(), request));
        }
    }

    private Access judge(AccessRequest request, @Nullable AccessList list) {
        if (list != null) {
            return Access.judge(list, request);
        }
        return vocabulary()
                .map(vocabulary -> Access.judgeUnrestricted(vocabulary, request))
                .orElse(new Access.Refused(null));
    }

    // A vocabulary that cannot be read allows nothing.
    private Optional<Vocabulary> vocabulary() {
        try {
            return Optional.of(TokenPolicy.vocabulary(realm));
        } catch (PolicyAttributes.InvalidPolicyException e) {
            return Optional.empty();
        }
    }
}
