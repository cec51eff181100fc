package io.keypath.tokens.service;

import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenStore;
import java.time.Duration;
import org.keycloak.cache.LocalCache;
import org.keycloak.cache.LocalCacheConfiguration;
import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Notices that a string is used which a rotation retired: either somebody forgot a script, or somebody else has the old
 * string. The string is refused in any case; here it becomes an event, and the end of the whole token where the realm
 * wants that.
 */
final class ReuseDetection {

    // One event an hour for each string and node: whoever holds a dead string must not be able to fill the event store.
    private static final Duration QUIET = Duration.ofHours(1);
    private static final int QUIET_SIZE = 10_000;

    private final TokenCache cache;
    private final LocalCache<String, Boolean> reported;

    ReuseDetection(KeycloakSession session, TokenCache cache) {
        this.cache = cache;
        this.reported = session.getProvider(LocalCacheProvider.class)
                .create(LocalCacheConfiguration.<String, Boolean>builder()
                        .name("keypathTokenReuse")
                        .maxSize(QUIET_SIZE)
                        .expirationAfterCreate((hash, reported) -> QUIET)
                        .build());
    }

    /** Called when the string with this SHA-256 was shown after it was retired. */
    void detected(KeycloakSession session, RealmModel realm, String hash) {
        boolean disables = disables(realm);
        if (!disables && reported.get(hash) != null) {
            return;
        }
        reported.put(hash, true);
        TokenStore.of(session).findString(realm.getId(), hash).ifPresent(string -> {
            record(session, realm, string.token(), disables);
            note(session, realm, string.token(), hash);
        });
    }

    private void record(KeycloakSession session, RealmModel realm, StoredCredential token, boolean disables) {
        if (disables) {
            disable(session, token);
        }
        new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.UPDATE_CREDENTIAL)
                .user(token.ownerId())
                .detail(Details.CREDENTIAL_TYPE, CredentialName.of(token))
                .detail("token_kind", token.kind().id())
                .detail(Details.TOKEN_ID, token.id())
                .detail("token_name", EventText.of(token.name()))
                .detail("token_disabled", Boolean.toString(disables))
                .error("rotated_token_reused");
    }

    // In a transaction of its own: the check that found it out may be one that fails.
    private static void note(KeycloakSession session, RealmModel realm, StoredCredential token, String hash) {
        if (Notices.areOn(realm)) {
            try {
                KeycloakModelUtils.runJobInTransaction(
                        session.getKeycloakSessionFactory(),
                        inner -> Notices.reused(inner, realm, token, hash, Time.currentTimeMillis() / 1000));
            } catch (ModelDuplicateException e) {
                // Another request or node has put it down: what is wanted.
            }
        }
    }

    void close() {
        reported.close();
    }

    private void disable(KeycloakSession session, StoredCredential token) {
        var hashes = KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), inner -> {
            TokenStore store = TokenStore.of(inner);
            store.lock(token.realmId(), token.id()).ifPresent(locked -> store.update(locked.withEnabled(false)));
            return store.usableHashes(token, 0);
        });
        cache.evict(session, hashes);
    }

    // An attribute that cannot be read must not leave a token alive that it might want ended.
    private static boolean disables(RealmModel realm) {
        try {
            return TokenPolicy.reuseDisables(realm);
        } catch (PolicyAttributes.InvalidPolicyException e) {
            return true;
        }
    }
}
