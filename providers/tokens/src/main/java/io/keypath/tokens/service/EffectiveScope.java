package io.keypath.tokens.service;

import io.keypath.core.AccessList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/**
 * The OAuth scopes that a token has now: those that it was given, without what its client has no more or its owner is no
 * more permitted.
 *
 * @param scopes in the order in which they were given
 */
public record EffectiveScope(Set<String> scopes) {

    public EffectiveScope {
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }

    public static EffectiveScope of(CachedCredential token, ClientModel client, UserModel owner) {
        String scope = token.scope();
        return new EffectiveScope(scope == null ? Set.of() : Scopes.permitted(Scopes.split(scope), client, owner));
    }

    /** The scopes that the client, too, may ask for. */
    public EffectiveScope within(ClientModel client, UserModel owner) {
        return new EffectiveScope(Scopes.permitted(scopes, client, owner));
    }

    /** As a scope parameter; empty for none. */
    public String withGrants(@Nullable AccessList list) {
        String names = String.join(" ", scopes);
        if (list == null) {
            return names;
        }
        return names.isEmpty() ? list.toString() : names + " " + list;
    }
}
