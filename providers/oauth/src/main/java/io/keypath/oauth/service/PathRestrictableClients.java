package io.keypath.oauth.service;

import io.keypath.core.ScopeGrants;
import io.keypath.core.Vocabulary;
import io.keypath.tokens.service.RealmVocabulary;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;

/** Which clients may get tokens that are restricted to paths. */
public final class PathRestrictableClients {

    /** Client attribute: the client may ask for {@code authorization_details} of the type {@code keypath}. */
    static final String MAY_ASK = "keypath.authorization-details";

    private PathRestrictableClients() {}

    /**
     * Whether the client may ask for {@code authorization_details} of the type {@code keypath}. Keycloak's own never may,
     * whatever their attributes: a page could send its user there with such a request, and the consoles know nothing of it.
     */
    public static boolean mayAsk(@Nullable ClientModel client) {
        return client != null && !isKeycloaksOwn(client) && Boolean.parseBoolean(client.getAttribute(MAY_ASK));
    }

    /** Whether a login through the client may be restricted, by what it asked for or by a scope that is a grant. */
    public static boolean mayBeRestricted(ClientModel client) {
        Vocabulary vocabulary = RealmVocabulary.of(client.getRealm()).orElse(null);
        return mayAsk(client)
                || Stream.of(true, false)
                        .flatMap(byDefault -> client.getClientScopes(byDefault).keySet().stream())
                        .anyMatch(scope -> ScopeGrants.isGrant(vocabulary, scope));
    }

    /** Whether a scope that was asked for, or one that the client's tokens have by default, is a grant. */
    public static boolean isGranted(ClientModel client, @Nullable String scope) {
        Vocabulary vocabulary = RealmVocabulary.of(client.getRealm()).orElse(null);
        return ScopeGrants.arePresent(vocabulary, scope)
                || client.getClientScopes(true).keySet().stream()
                        .anyMatch(name -> ScopeGrants.isGrant(vocabulary, name));
    }

    private static boolean isKeycloaksOwn(ClientModel client) {
        String clientId = client.getClientId();
        // The realm of administrators has one more client for each other realm.
        return Constants.defaultClients.contains(clientId)
                || (client.getRealm().getName().equals(Config.getAdminRealm()) && clientId.endsWith("-realm"));
    }
}
