package io.keypath.gate.service;

import io.keypath.core.Access;
import io.keypath.core.AccessList;
import io.keypath.core.AccessRequest;
import io.keypath.core.Vocabulary;
import io.keypath.tokens.service.RealmVocabulary;
import io.keypath.tokens.service.TokenEngine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Judges a request that a reverse proxy asks about: who holds its credential, and what the holder may do. Decides nothing
 * about paths itself: core does.
 */
public final class Gate {

    private final RealmModel realm;
    private final Holders holders;

    /**
     * A gate of the session's realm.
     *
     * @param audience that one of Keycloak's own access tokens must have; null for any
     */
    public Gate(KeycloakSession session, TokenEngine tokens, @Nullable String audience) {
        this.realm = session.getContext().getRealm();
        this.holders = new Holders(session, realm, tokens, audience);
    }

    public Verdict judge(AccessRequest request, Credential credential) {
        if (credential instanceof Credential.Missing) {
            return new Verdict.Unauthenticated(false);
        }
        Holder holder = holders.of(credential);
        if (holder == null) {
            return new Verdict.Unauthenticated(true);
        }
        Access access = access(holder, request);
        return access instanceof Access.Allowed allowed
                ? new Verdict.Allowed(
                        holder.user().getUsername(),
                        holder.user().getId(),
                        holder.client().getClientId(),
                        holder.tokenId(),
                        allowed)
                : new Verdict.Forbidden((Access.Refused) access);
    }

    private Access access(Holder holder, AccessRequest request) {
        List<AccessList> restrictions = holder.restrictions().orElse(null);
        if (restrictions != null && !restrictions.isEmpty()) {
            return judge(restrictions, request);
        }
        // A vocabulary that cannot be read allows nothing.
        Vocabulary vocabulary = RealmVocabulary.of(realm).orElse(null);
        if (vocabulary == null) {
            return new Access.Refused(null);
        }
        return restrictions == null
                ? new Access.Refused(Access.requiredScope(vocabulary, request))
                : Access.judgeUnrestricted(vocabulary, request);
    }

    // What is allowed is told by the first, the credential's own.
    private static Access judge(List<AccessList> restrictions, AccessRequest request) {
        Access first = Access.judge(restrictions.get(0), request);
        for (int i = 1; i < restrictions.size() && first instanceof Access.Allowed; i++) {
            if (!restrictions.get(i).permits(request)) {
                return Access.judge(restrictions.get(i), request);
            }
        }
        return first;
    }
}
