package io.keypath.pathtokens.service;

import io.keypath.accountapi.KeycloakClock;
import io.keypath.pathtokens.store.TokenFilter;
import io.keypath.pathtokens.store.TokenKind;
import io.keypath.pathtokens.store.TokenStore;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Removes tokens with the user, client or realm that they belong to, in the transaction of that removal. Caches need no
 * word of it: a check asks Keycloak for realm, client and user each time.
 */
final class TokenCleanup implements ProviderEventListener {

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof UserModel.UserRemovedEvent removed) {
            String realmId = removed.getRealm().getId();
            String ownerId = removed.getUser().getId();
            TokenStore store = delete(removed.getKeycloakSession(), TokenFilter.ofOwner(realmId, ownerId));
            store.deleteOwner(realmId, ownerId);
        } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
            ClientModel client = removed.getClient();
            delete(
                    removed.getKeycloakSession(),
                    TokenFilter.ofClient(client.getRealm().getId(), client.getId()));
        } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
            String realmId = removed.getRealm().getId();
            TokenStore store = TokenStore.of(removed.getKeycloakSession());
            store.delete(TokenFilter.ofRealm(realmId));
            store.deleteOwners(realmId);
        }
    }

    // Keycloak knows the user of a JWT without a session by his name too, and a name may come to somebody else.
    private static TokenStore delete(KeycloakSession session, TokenFilter filter) {
        TokenStore store = TokenStore.of(session);
        long now = new KeycloakClock().instant().getEpochSecond();
        store.list(filter.withKinds(Set.of(TokenKind.LONG_LIFETIME)), 0, Integer.MAX_VALUE)
                .forEach(token -> TokenLedger.revokeJwt(session, token, now));
        store.delete(filter);
        return store;
    }
}
