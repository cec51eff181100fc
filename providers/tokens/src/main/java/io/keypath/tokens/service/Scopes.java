package io.keypath.tokens.service;

import io.keypath.core.ScopeGrants;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Which OAuth scopes a token may carry: those of its client that its owner is permitted, as in Keycloak's own tokens. */
public final class Scopes {

    private static final int MAX_LENGTH = 1000;

    private Scopes() {}

    /** The scopes, each once; null for none. */
    static @Nullable String require(@Nullable String requested, ClientModel client, UserModel owner) {
        if (requested == null) {
            return null;
        }
        if (requested.length() > MAX_LENGTH) {
            throw new TokenProblem(
                    TokenProblem.Kind.INVALID_SCOPE, "scope must have at most " + MAX_LENGTH + " characters");
        }
        Set<String> scopes = split(requested);
        requireNoGrant(client.getRealm(), requested);
        if (!permitted(scopes, client, owner).equals(scopes)) {
            throw new TokenProblem(
                    TokenProblem.Kind.INVALID_SCOPE,
                    "scope must hold client scopes of " + client.getClientId()
                            + " that its owner may have, separated by one space; paths go into accessList");
        }
        return String.join(" ", scopes);
    }

    /** INVALID_SCOPE for a scope that restricts paths: read as one without a path, it would leave the token's JWTs nothing. */
    public static void requireNoGrant(RealmModel realm, String scopes) {
        split(scopes).stream()
                .filter(scope -> isGrant(realm, scope))
                .findFirst()
                .ifPresent(scope -> {
                    throw new TokenProblem(
                            TokenProblem.Kind.INVALID_SCOPE,
                            "scope: " + scope
                                    + " is an action of this realm's access lists; paths and actions go into accessList");
                });
    }

    private static boolean isGrant(RealmModel realm, String scope) {
        return ScopeGrants.isGrant(RealmVocabulary.of(realm).orElse(null), scope);
    }

    static Set<String> split(String scope) {
        return new LinkedHashSet<>(Arrays.asList(scope.split(" ", -1)));
    }

    /** Those of the scopes that the client has and the user is permitted. */
    static Set<String> permitted(Set<String> scopes, ClientModel client, UserModel owner) {
        if (scopes.isEmpty()) {
            return scopes;
        }
        Map<String, ClientScopeModel> known = new HashMap<>(client.getClientScopes(true));
        known.putAll(client.getClientScopes(false));
        return scopes.stream()
                .filter(scope -> isPermitted(scope, known.get(scope), owner) && !isGrant(client.getRealm(), scope))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Those of a token's scopes that its client and user still have, and all its grants. */
    public static String thatHold(String scope, ClientModel client, UserModel owner) {
        Set<String> all = split(scope);
        Set<String> permitted = permitted(all, client, owner);
        return all.stream()
                .filter(value -> permitted.contains(value) || isGrant(client.getRealm(), value))
                .collect(Collectors.joining(" "));
    }

    private static boolean isPermitted(String name, @Nullable ClientScopeModel scope, UserModel owner) {
        if (name.equals(OAuth2Constants.SCOPE_OPENID)) {
            return true;
        }
        // A token is not a session: there is nothing to keep offline.
        if (scope == null || name.equals(OAuth2Constants.OFFLINE_ACCESS)) {
            return false;
        }
        // Keycloak's own rule: a scope with role mappings is for users who have one of the roles.
        return scope.getScopeMappingsStream().findAny().isEmpty()
                || scope.getScopeMappingsStream().anyMatch(owner::hasRole);
    }
}
