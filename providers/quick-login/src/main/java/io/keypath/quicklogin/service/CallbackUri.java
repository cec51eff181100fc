package io.keypath.quicklogin.service;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.utils.RedirectUtils;
import org.keycloak.urls.UrlType;

/**
 * Where Keycloak's own login comes back to, which must be among the redirect URIs of the client. A realm may be renamed,
 * imported elsewhere or served at another address afterwards; then it is registered anew when it is needed.
 */
public final class CallbackUri {

    private static final Logger LOG = Logger.getLogger(CallbackUri.class);

    private static final Pattern SHAPE =
            Pattern.compile("(https?://[^/?#*\\s]+)?(/[^?#*\\s]*)?/realms/[^/?#*\\s]+/quick-login/callback");

    private final KeycloakSession session;
    private final RealmModel realm;

    public CallbackUri(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Whether a redirect URI of a client is, or was at another time or place, that of quick login. */
    static boolean isOne(String redirectUri) {
        return SHAPE.matcher(redirectUri).matches();
    }

    public String value() {
        return session.getContext()
                .getUri(UrlType.FRONTEND)
                .getBaseUriBuilder()
                .path("realms")
                .path(realm.getName())
                .path("quick-login")
                .path("callback")
                .build()
                .toString();
    }

    /** Whether a login of the client would come back here, or would once it is {@linkplain #register registered}. */
    public boolean isUsable(ClientModel client) {
        return isRegistered(client) || registrable(client) != null;
    }

    /** Registers it with the client, if it is not; false when only an administrator can. */
    boolean register(ClientModel client) {
        if (isRegistered(client)) {
            return true;
        }
        String uri = registrable(client);
        if (uri == null) {
            return false;
        }
        Set<String> redirectUris = new LinkedHashSet<>(client.getRedirectUris());
        redirectUris.removeIf(CallbackUri::isOne);
        redirectUris.add(uri);
        String clientUuid = client.getId();
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(), inner -> {
                ClientModel same = inner.getContext().getRealm().getClientById(clientUuid);
                if (same != null) {
                    same.setRedirectUris(redirectUris);
                }
            });
            LOG.infof(
                    "The address of realm %s has changed: quick login of client %s comes back to %s now",
                    realm.getName(), client.getClientId(), uri);
        } catch (ModelDuplicateException e) {
            // Another request registered it: what was wanted.
        }
        return true;
    }

    private boolean isRegistered(ClientModel client) {
        return RedirectUtils.verifyRedirectUri(session, value(), client) != null;
    }

    // Absolute only at an address that an administrator has vouched for: Host and X-Forwarded-Prefix of a request
    // may be anybody's, and whoever could register an address of his own would get the codes of all logins. A
    // relative one follows the host of each request, but Keycloak takes it as the app's where the client has a root
    // URL.
    private @Nullable String registrable(ClientModel client) {
        String callback = value();
        String base = base(callback);
        Set<String> known = knownBases(client);
        if (known.contains(base)) {
            return callback;
        }
        String path = withoutOrigin(base);
        String rootUrl = client.getRootUrl();
        return (rootUrl == null || rootUrl.isBlank())
                        && known.stream().anyMatch(other -> withoutOrigin(other).equals(path))
                ? withoutOrigin(callback)
                : null;
    }

    // Addresses of Keycloak as they are in front of /realms.
    private Set<String> knownBases(ClientModel client) {
        var bases = new HashSet<String>();
        client.getRedirectUris().stream()
                .filter(CallbackUri::isOne)
                .map(CallbackUri::base)
                .forEach(bases::add);
        for (String url : new String[] {
            realm.getAttribute("frontendUrl"), Config.scope("hostname", "v2").get("hostname")
        }) {
            if (url != null && url.matches("https?://[^?#]+")) {
                bases.add(url.replaceFirst("/+$", ""));
            }
        }
        return bases;
    }

    private static String withoutOrigin(String uri) {
        return uri.replaceFirst("^https?://[^/]+", "");
    }

    private static String base(String callback) {
        return callback.substring(0, callback.lastIndexOf("/realms/"));
    }
}
