package io.keypath.http;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Whether the realm of a request may be used at all: Keycloak leaves these two checks to each resource. */
public final class Realms {

    private Realms() {}

    /** The request's realm; 403 when it is disabled or when it asks for HTTPS and the request came without. */
    public static RealmModel requireUsable(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        if (!realm.isEnabled()) {
            throw OAuthError.accessDenied("The realm is not enabled");
        }
        if (lacksHttps(session, realm)) {
            throw OAuthError.accessDenied("HTTPS is required");
        }
        return realm;
    }

    /** Whether the realm's "Require SSL" forbids the request as it came. */
    public static boolean lacksHttps(KeycloakSession session, RealmModel realm) {
        return !"https".equals(session.getContext().getUri().getBaseUri().getScheme())
                && realm.getSslRequired().isRequired(session.getContext().getConnection());
    }
}
