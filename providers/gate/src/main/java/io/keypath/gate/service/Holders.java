package io.keypath.gate.service;

import io.keypath.core.AccessList;
import io.keypath.core.Vocabulary;
import io.keypath.tokens.service.AccessTokens;
import io.keypath.tokens.service.PathClaims;
import io.keypath.tokens.service.RealmVocabulary;
import io.keypath.tokens.service.RequestSources;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.Verification;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/** Finds who holds a credential. Whatever is wrong with it, there is nobody. */
record Holders(
        KeycloakSession session,
        RealmModel realm,
        TokenEngine tokens,
        @Nullable String audience) {

    @Nullable
    Holder of(Credential credential) {
        if (credential instanceof Credential.PathToken pathToken) {
            return ofPathToken(
                    tokens.verifier().verify(session, realm, pathToken.string(), RequestSources.of(session)));
        }
        if (credential instanceof Credential.Bearer bearer) {
            return ofAccessToken(AccessTokens.verifyForResourceServer(session, bearer.token()));
        }
        return credential instanceof Credential.Session held ? ofSession(held.session()) : null;
    }

    private @Nullable Holder ofSession(GateSession held) {
        if (!held.token().isMadeByPathToken()) {
            return ofAccessToken(AccessTokens.verifyOfType(session, held.signed(), SessionToken.TYPE));
        }
        Verification parent = tokens.verifier()
                .verifyParent(session, realm, held.token(), RequestSources.of(session))
                .orElse(null);
        return parent == null ? null : ofPathToken(parent);
    }

    private static @Nullable Holder ofPathToken(Verification verification) {
        return verification instanceof Verification.Accepted accepted
                ? new Holder(
                        accepted.owner(),
                        accepted.client(),
                        accepted.token().id(),
                        Optional.of(lists(accepted.token().accessList(), null)))
                : null;
    }

    private @Nullable Holder ofAccessToken(@Nullable AuthResult bearer) {
        if (bearer == null || !isForTheGate(bearer.token())) {
            return null;
        }
        Verification parent = tokens.verifier()
                .verifyParent(session, realm, bearer.token(), RequestSources.of(session))
                .orElse(null);
        AccessList parentList = null;
        if (parent != null) {
            // Keycloak may know the user by his name alone, and a name may come to somebody else.
            if (!(parent instanceof Verification.Accepted accepted)
                    || !accepted.owner().getId().equals(bearer.user().getId())) {
                return null;
            }
            parentList = accepted.token().accessList();
        }
        return new Holder(
                bearer.user(), bearer.client(), bearer.token().getId(), restrictions(bearer.token(), parentList));
    }

    private boolean isForTheGate(AccessToken token) {
        return realm.isEnabled() && (audience == null || token.hasAudience(audience));
    }

    // A JWT that came from a path token is restricted by both: the path token may have been narrowed since. Its grants
    // are of the path token's vocabulary, which may not be the realm's any more.
    private Optional<List<AccessList>> restrictions(AccessToken token, @Nullable AccessList parent) {
        Vocabulary vocabulary = parent == null ? RealmVocabulary.of(realm).orElse(null) : parent.vocabulary();
        if (vocabulary == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(lists(PathClaims.read(vocabulary, token), parent));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<AccessList> lists(@Nullable AccessList own, @Nullable AccessList parent) {
        if (own == null) {
            return parent == null ? List.of() : List.of(parent);
        }
        return parent == null ? List.of(own) : List.of(own, parent);
    }
}
