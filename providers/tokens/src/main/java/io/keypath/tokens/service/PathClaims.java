package io.keypath.tokens.service;

import io.keypath.core.AccessList;
import io.keypath.core.Grant;
import io.keypath.core.ScopeGrants;
import io.keypath.core.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AuthorizationDetailsJSONRepresentation;

/**
 * What one of Keycloak's access tokens says of paths: grants in its {@code scope}, {@code authorization_details} of the
 * type {@code keypath} (RFC 9396), and the token that it was exchanged from.
 */
public final class PathClaims {

    /** The type of {@code authorization_details}. */
    public static final String TYPE = "keypath";

    /** Claim of a JWT that was exchanged from a path token: SHA-256 of the string, by which its end is found. */
    private static final String PARENT = "keypath_parent";

    private PathClaims() {}

    /** Whether the token was made by Keypath or is restricted to paths, so that it must not act for its whole user. */
    public static boolean isRestricted(RealmModel realm, AccessToken token) {
        return parent(token) != null
                || !details(token).isEmpty()
                || ScopeGrants.arePresent(RealmVocabulary.of(realm).orElse(null), token.getScope());
    }

    /** SHA-256 of the path token's string that the token was exchanged from; null when it was not. */
    public static @Nullable String parent(AccessToken token) {
        return token.getOtherClaims().get(PARENT) instanceof String parent ? parent : null;
    }

    public static void setParent(AccessToken token, String hash) {
        token.setOtherClaims(PARENT, hash);
    }

    /**
     * The paths that the token is restricted to.
     *
     * @return null for a token without such a restriction
     * @throws IllegalArgumentException when one is there that cannot be read, or when two contradict each other
     */
    public static @Nullable AccessList read(Vocabulary vocabulary, AccessToken token) {
        AccessList scope = ScopeGrants.read(vocabulary, token.getScope());
        List<AuthorizationDetailsJSONRepresentation> details = details(token);
        if (details.isEmpty()) {
            return scope;
        }
        AccessList list = read(vocabulary, details);
        if (scope == null || list.isWithin(scope)) {
            return list;
        }
        if (scope.isWithin(list)) {
            return scope;
        }
        throw new IllegalArgumentException("scope and authorization_details do not agree");
    }

    /**
     * Reads {@code authorization_details}, each with one {@code identifier}, a path, and its {@code actions}.
     *
     * @throws IllegalArgumentException when a part is missing, unknown, or there is another that is not understood
     */
    public static AccessList read(Vocabulary vocabulary, List<AuthorizationDetailsJSONRepresentation> details) {
        var grants = new ArrayList<Grant>();
        for (AuthorizationDetailsJSONRepresentation detail : details) {
            String path = detail.getIdentifier();
            List<String> actions = detail.getActions();
            if (path == null || actions == null || actions.isEmpty()) {
                throw new IllegalArgumentException("authorization_details of type keypath need identifier and actions");
            }
            if (detail.getLocations() != null
                    || detail.getDatatypes() != null
                    || detail.getPrivileges() != null
                    || !detail.getCustomData().isEmpty()) {
                throw new IllegalArgumentException(
                        "authorization_details of type keypath have type, identifier and actions only");
            }
            for (String action : actions) {
                if (action == null) {
                    throw new IllegalArgumentException("actions must be texts");
                }
                grants.add(Grant.of(vocabulary, action, path));
            }
        }
        return AccessList.of(vocabulary, grants);
    }

    /** An access list as {@code authorization_details}, one for each path. */
    public static List<AuthorizationDetailsJSONRepresentation> write(AccessList list) {
        Map<String, List<String>> actions = new LinkedHashMap<>();
        for (Grant grant : list.grants()) {
            actions.computeIfAbsent(grant.path().value(), path -> new ArrayList<>())
                    .add(grant.action().name());
        }
        return actions.entrySet().stream()
                .map(entry -> {
                    var detail = new AuthorizationDetailsJSONRepresentation();
                    detail.setType(TYPE);
                    detail.setIdentifier(entry.getKey());
                    detail.setActions(entry.getValue());
                    return detail;
                })
                .toList();
    }

    /** Its {@code authorization_details} of the type {@code keypath}. */
    public static List<AuthorizationDetailsJSONRepresentation> details(AccessToken token) {
        List<AuthorizationDetailsJSONRepresentation> details = token.getAuthorizationDetails();
        return details == null
                ? List.of()
                : details.stream()
                        .filter(detail -> detail != null && TYPE.equals(detail.getType()))
                        .toList();
    }
}
