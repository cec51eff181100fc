package io.keypath.tokens.service;

import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenFilter;
import io.keypath.tokens.store.TokenKind;
import io.keypath.tokens.store.TokenStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.ClientManager;
import org.keycloak.services.managers.RealmManager;

/**
 * The users and clients that one transaction removes, and what becomes of their tokens. That is known when it commits: a
 * partial import that overwrites a client removes it and makes another one of the same clientId, with a new id. That one
 * has the tokens then, and the secrets, and its service account has the API keys. Whoever is not made again loses his
 * tokens, and an event tells of each.
 *
 * <p>A user is his id: one who comes back with another id is another user, for a name may come to somebody else.
 */
final class Removals extends AbstractKeycloakTransaction {

    private static final String ATTRIBUTE = Removals.class.getName();

    private record RemovedClient(String realmId, String uuid, String clientId, EventBuilder event) {}

    /** @param serviceAccountOf id of the client whose service account it is; null for any other user */
    private record RemovedUser(
            String realmId, String id, @Nullable String serviceAccountOf, EventBuilder event) {}

    private final KeycloakSession session;
    private final TokenStore store;
    private final Map<String, RemovedClient> clients = new LinkedHashMap<>();
    private final Map<String, RemovedUser> users = new LinkedHashMap<>();
    private final Map<String, ClientModel> replaced = new HashMap<>();
    private final List<String> moved = new ArrayList<>();

    private Removals(KeycloakSession session) {
        this.session = session;
        this.store = TokenStore.of(session);
    }

    /** Those of the session's transaction. */
    static Removals of(KeycloakSession session, Function<KeycloakSession, Eviction> evictions) {
        Removals there = session.getAttribute(ATTRIBUTE, Removals.class);
        if (there != null) {
            return there;
        }
        var removals = new Removals(session);
        session.setAttribute(ATTRIBUTE, removals);
        // Providers that join the transaction cannot do so any more when it commits (Keycloak 26.7): these are made
        // now.
        session.realms();
        session.users();
        session.revokedTokens();
        session.getTransactionManager().enlistPrepare(removals);
        session.getTransactionManager().enlistAfterCompletion(removals.new AfterCommit(evictions.apply(session)));
        return removals;
    }

    /** A client is about to be removed. */
    void note(ClientModel client) {
        RealmModel realm = client.getRealm();
        if (store.count(TokenFilter.ofClient(realm.getId(), client.getId())) > 0) {
            clients.put(
                    client.getId(),
                    new RemovedClient(realm.getId(), client.getId(), client.getClientId(), event(realm)));
        }
    }

    /** A user is about to be removed, or was. */
    void note(RealmModel realm, UserModel user) {
        users.computeIfAbsent(
                user.getId(),
                id -> new RemovedUser(realm.getId(), id, user.getServiceAccountClientLink(), event(realm)));
    }

    // With all listeners of the realm, which have joined the transaction when the first event is sent.
    private EventBuilder event(RealmModel realm) {
        return new EventBuilder(realm, session, session.getContext().getConnection());
    }

    @Override
    protected void commitImpl() {
        // Looking for a user may find that the directory has no such user any more, and remove that one too.
        while (!clients.isEmpty() || !users.isEmpty()) {
            drained(clients).forEach(this::decide);
            drained(users).forEach(this::decide);
        }
    }

    @Override
    protected void rollbackImpl() {
        // Nothing was removed.
    }

    private static <T> List<T> drained(Map<String, T> map) {
        List<T> all = List.copyOf(map.values());
        map.clear();
        return all;
    }

    private void decide(RemovedClient removed) {
        RealmModel realm = session.realms().getRealm(removed.realmId());
        if (realm == null) {
            // Removed with all that was in it.
            return;
        }
        TokenFilter theirs = TokenFilter.ofClient(removed.realmId(), removed.uuid());
        ClientModel successor = Clients.find(realm, removed.clientId());
        if (successor == null) {
            end(theirs, removed.event().client(removed.clientId()).detail(Details.REASON, "client_removed"));
            return;
        }
        replaced.put(removed.uuid(), successor);
        // A node that keeps one of them would look for the old client.
        moved.addAll(store.usableHashes(theirs, 0));
        store.moveClient(removed.realmId(), removed.uuid(), successor.getId());
    }

    private void decide(RemovedUser removed) {
        TokenFilter his = TokenFilter.ofOwner(removed.realmId(), removed.id());
        RealmModel realm = session.realms().getRealm(removed.realmId());
        if (realm != null && store.count(his) > 0) {
            decide(realm, removed, his);
        }
    }

    private void decide(RealmModel realm, RemovedUser removed, TokenFilter his) {
        if (session.users().getUserById(realm, removed.id()) != null) {
            // Made again under his id, or not removed after all.
            return;
        }
        EventBuilder event = removed.event().detail(Details.REASON, "user_removed");
        ClientModel client = removed.serviceAccountOf() == null ? null : replaced.get(removed.serviceAccountOf());
        UserModel account = client == null ? null : serviceAccount(client);
        if (client != null) {
            event.client(client);
        }
        if (account != null) {
            // Their JWTs name the account that is gone.
            end(his.withKinds(TokenKind.jwts()), event);
            moved.addAll(store.usableHashes(his, 0));
            store.moveOwner(removed.realmId(), removed.id(), account.getId());
        } else {
            end(his, event);
        }
        store.deleteOwner(removed.realmId(), removed.id());
    }

    // As Keycloak does with the first grant of client credentials: an import makes none.
    private @Nullable UserModel serviceAccount(ClientModel client) {
        if (!client.isServiceAccountsEnabled()) {
            return null;
        }
        UserModel account = session.users().getServiceAccount(client);
        if (account == null) {
            new ClientManager(new RealmManager(session)).enableServiceAccount(client);
            account = session.users().getServiceAccount(client);
        }
        return account;
    }

    private void end(TokenFilter filter, EventBuilder event) {
        List<StoredCredential> tokens = store.withoutGrants(filter);
        long now = new KeycloakClock().instant().getEpochSecond();
        // Keycloak knows the user of a JWT without a session by his name too, and a name may come to somebody else.
        tokens.forEach(token -> CredentialLedger.revokeJwt(session, token, now));
        store.flush();
        store.delete(tokens);
        tokens.forEach(token -> UserEvents.describe(event.clone(), TokenAudit.Change.DELETED, token)
                .success());
    }

    /** What moved is evicted; of what ended, caches need no word: a check asks Keycloak for user and client each time. */
    private final class AfterCommit extends AbstractKeycloakTransaction {

        private final Eviction eviction;

        AfterCommit(Eviction eviction) {
            this.eviction = eviction;
        }

        @Override
        protected void commitImpl() {
            eviction.evict(session, moved);
        }

        @Override
        protected void rollbackImpl() {
            // Nothing moved.
        }
    }
}
