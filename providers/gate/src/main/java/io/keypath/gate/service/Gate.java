package io.keypath.gate.service;

import io.keypath.core.Access;
import io.keypath.core.AccessList;
import io.keypath.core.AccessRequest;
import io.keypath.core.Vocabulary;
import io.keypath.tokens.service.RealmVocabulary;
import io.keypath.tokens.service.TokenEngine;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Judges a request that a reverse proxy asks about: who holds its credential, and what the holder may do. Decides nothing
 * about paths itself: core does.
 */
public final class Gate {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Holders holders;
    private final Passwords passwords;
    private final String name;

    /** A gate of the session's realm. */
    public Gate(KeycloakSession session, TokenEngine tokens, String name, GateSettings settings, Passwords passwords) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.holders = new Holders(session, realm, tokens, settings.audience());
        this.passwords = passwords;
        this.name = name;
    }

    public Verdict judge(AccessRequest request, Credential credential) {
        if (credential instanceof Credential.Missing) {
            return new Verdict.Unauthenticated(false);
        }
        Holder holder = credential instanceof Credential.Password password ? holder(password) : holders.of(credential);
        if (holder == null) {
            return new Verdict.Unauthenticated(true);
        }
        Access access = access(holder, request);
        return access instanceof Access.Allowed allowed
                ? new Verdict.Allowed(
                        holder.user().getUsername(),
                        holder.user().getId(),
                        holder.clientId(),
                        holder.tokenId(),
                        allowed)
                : new Verdict.Forbidden((Access.Refused) access);
    }

    // He reaches what one of Keycloak's own access tokens of his would.
    private @Nullable Holder holder(Credential.Password password) {
        UserModel user = realm.isEnabled() ? passwords.verify(session, realm, name, password) : null;
        return user == null ? null : new Holder(user, null, null, Optional.of(List.of()));
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
