package io.keypath.gate.service;

import io.keypath.core.Access;
import io.keypath.core.AccessList;
import io.keypath.core.AccessRequest;
import io.keypath.core.TokenString;
import io.keypath.core.Vocabulary;
import io.keypath.gate.store.Principal;
import io.keypath.tokens.service.KeycloakClock;
import io.keypath.tokens.service.RealmVocabulary;
import io.keypath.tokens.service.RequestSources;
import io.keypath.tokens.service.TokenEngine;
import java.util.ArrayList;
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
    private final ShareUses uses;
    private final String name;
    private final GateSettings settings;

    /** A gate of the session's realm. */
    public Gate(
            KeycloakSession session,
            TokenEngine tokens,
            String name,
            GateSettings settings,
            Passwords passwords,
            ShareUses uses) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.holders = new Holders(session, realm, tokens, settings.audience());
        this.passwords = passwords;
        this.uses = uses;
        this.name = name;
        this.settings = settings;
    }

    /**
     * The answer to a request.
     *
     * @param keys of links, as they were sent
     */
    public Verdict judge(AccessRequest request, Credential credential, List<String> keys) {
        Holder holder = null;
        Verdict refused = new Verdict.Unauthenticated(!keys.isEmpty());
        if (!(credential instanceof Credential.Missing)) {
            holder = credential instanceof Credential.Password password ? holder(password) : holders.of(credential);
            if (holder == null) {
                // Whoever shows what is not good any more is to learn it, whatever else would let him in.
                return new Verdict.Unauthenticated(true);
            }
            Access access = access(holder, request);
            if (access instanceof Access.Allowed allowed) {
                return allowed(holder, allowed);
            }
            refused = new Verdict.Forbidden((Access.Refused) access);
        }
        return open(request, keys) instanceof Access.Allowed allowed ? allowed(holder, allowed) : refused;
    }

    private static Verdict allowed(@Nullable Holder holder, Access.Allowed access) {
        return holder == null
                ? new Verdict.Allowed("", "", "", null, access)
                : new Verdict.Allowed(
                        holder.user().getUsername(),
                        holder.user().getId(),
                        holder.clientId(),
                        holder.tokenId(),
                        access);
    }

    // What is shared with anyone, or with whoever has a link.
    private Access open(AccessRequest request, List<String> keys) {
        var principals = new ArrayList<Principal>(List.of(Principal.ANYONE));
        // A second key makes both unusable, as with tokens.
        if (keys.size() == 1) {
            TokenString.parse(keys.get(0))
                    .filter(key -> key.kind() == TokenString.Kind.SECRET)
                    .map(Principal::ofLink)
                    .ifPresent(principals::add);
        }
        boolean hasKey = principals.size() > 1;
        if (!realm.isEnabled() || (!hasKey && !PublicShares.exist(session, realm.getId()))) {
            return new Access.Refused(null);
        }
        Reach.Given given = reach().of(principals, request);
        Access access = given.judge(request, given.vocabulary().all());
        if (access instanceof Access.Allowed) {
            long now = new KeycloakClock().instant().getEpochSecond();
            given.shares().stream()
                    .filter(share -> share.principal().kind() == Principal.Kind.LINK)
                    .forEach(share -> uses.note(share.id(), now));
        }
        return access;
    }

    private Reach reach() {
        return new Reach(session, realm, RequestSources.of(session).origin());
    }

    // He reaches what one of Keycloak's own access tokens of his would.
    private @Nullable Holder holder(Credential.Password password) {
        UserModel user = realm.isEnabled() ? passwords.verify(session, realm, name, password) : null;
        return user == null ? null : new Holder(user, null, null, Optional.of(List.of()));
    }

    private Access access(Holder holder, AccessRequest request) {
        Access own = own(holder, request);
        return settings.members() && own instanceof Access.Allowed ? asMember(holder, request) : own;
    }

    // What he has now, and no more than his credential has of it.
    private Access asMember(Holder holder, AccessRequest request) {
        Reach.Given given = reach().of(holder.user(), request);
        int most = given.vocabulary().all();
        for (AccessList restriction : holder.restrictions().orElseThrow()) {
            if (restriction.vocabulary() == given.vocabulary()) {
                most &= restriction.maskAt(request.target());
            }
        }
        return given.judge(request, most);
    }

    // By his credential alone.
    private Access own(Holder holder, AccessRequest request) {
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
