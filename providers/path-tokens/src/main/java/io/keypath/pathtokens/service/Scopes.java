package io.keypath.pathtokens.service;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** Which OAuth scopes a token may carry: those of its client that its owner is permitted, as in Keycloak's own tokens. */
final class Scopes {

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
        Map<String, ClientScopeModel> known = new HashMap<>(client.getClientScopes(true));
        known.putAll(client.getClientScopes(false));
        var scopes = new LinkedHashSet<>(Arrays.asList(requested.split(" ", -1)));
        for (String scope : scopes) {
            ClientScopeModel model = known.get(scope);
            boolean permitted = scope.equals(OAuth2Constants.SCOPE_OPENID)
                    || (model != null
                            // A token is not a session: there is nothing to keep offline.
                            && !scope.equals(OAuth2Constants.OFFLINE_ACCESS)
                            && isPermitted(model, owner));
            if (!permitted) {
                throw new TokenProblem(
                        TokenProblem.Kind.INVALID_SCOPE,
                        "scope must hold client scopes of " + client.getClientId()
                                + " that its owner may have, separated by one space; paths go into accessList");
            }
        }
        return String.join(" ", scopes);
    }

    // Keycloak's own rule: a scope with role mappings is for users who have one of the roles.
    private static boolean isPermitted(ClientScopeModel scope, UserModel owner) {
        return scope.getScopeMappingsStream().findAny().isEmpty()
                || scope.getScopeMappingsStream().anyMatch((RoleModel role) -> owner.hasRole(role));
    }
}
