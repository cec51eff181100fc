package io.keypath.tokens.service;

import io.keypath.tokens.store.TokenFilter;
import io.keypath.tokens.store.TokenStore;
import java.util.function.Function;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/** Removes tokens with the user, client or realm that they belong to, in the transaction of that removal. */
final class TokenCleanup implements ProviderEventListener {

    private final Function<KeycloakSession, Eviction> evictions;

    TokenCleanup(Function<KeycloakSession, Eviction> evictions) {
        this.evictions = evictions;
    }

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof UserModel.UserPreRemovedEvent removed) {
            // A partial import removes a service account without the event below.
            removals(removed.getKeycloakSession()).note(removed.getRealm(), removed.getUser());
        } else if (event instanceof UserModel.UserRemovedEvent removed) {
            removals(removed.getKeycloakSession()).note(removed.getRealm(), removed.getUser());
        } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
            removals(removed.getKeycloakSession()).note(removed.getClient());
        } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
            String realmId = removed.getRealm().getId();
            TokenStore store = TokenStore.of(removed.getKeycloakSession());
            store.delete(TokenFilter.ofRealm(realmId));
            store.deleteOwners(realmId);
        }
    }

    private Removals removals(KeycloakSession session) {
        return Removals.of(session, evictions);
    }
}
