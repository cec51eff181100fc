package io.keypath.quicklogin.service;

import io.keypath.core.AccessList;
import io.keypath.core.Grant;
import io.keypath.core.LifetimePolicy;
import io.keypath.core.Vocabulary;
import io.keypath.core.WebAddress;
import io.keypath.quicklogin.service.QuickLoginSettings.AppUrl;
import io.keypath.quicklogin.service.QuickLoginSettings.ResponseMode;
import io.keypath.quicklogin.service.QuickLoginSettings.TokenType;
import io.keypath.quicklogin.store.ClientAttributes;
import io.keypath.tokens.service.KeyBinding;
import io.keypath.tokens.service.TokenPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.ModelToRepresentation;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientRepresentation;

/** The clients of a realm that allow quick login; their settings are client attributes, and travel with a realm export. */
public final class QuickLoginClients {

    static final String ENABLED = "keypath.quick-login";
    static final String URLS = "keypath.quick-login.urls";
    static final String RESPONSE_MODE = "keypath.quick-login.response-mode";
    static final String TOKEN_TYPE = "keypath.quick-login.token-type";
    static final String ACCESS_LIST = "keypath.quick-login.access-list";
    static final String LIFETIME = "keypath.quick-login.lifetime";

    private static final String LIKE_REDIRECT_URIS = "+";

    // Keycloak removes an attribute that a representation has without a value.
    private static final String REMOVED = "";

    private static final Logger LOG = Logger.getLogger(QuickLoginClients.class);

    private final KeycloakSession session;
    private final RealmModel realm;

    public QuickLoginClients(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** A client that a referer belongs to, and where its token goes. */
    record Match(ClientModel client, QuickLoginSettings settings, String destination) {}

    /** The one client that has registered the referer; empty when there is none, or more than one. */
    Optional<Match> find(WebAddress referer) {
        // One that is off for the time being keeps its pages.
        List<ClientModel> owners = enabledClients().stream()
                .filter(client -> Boolean.parseBoolean(client.getAttribute(ENABLED)))
                .filter(client -> read(client, QuickLoginClients::urls).stream()
                        .flatMap(List::stream)
                        .anyMatch(url -> url.matches(referer).isPresent()))
                .toList();
        if (owners.size() > 1) {
            LOG.warnf(
                    "The clients %s of realm %s have registered the same quick login page: it is nobody's",
                    String.join(
                            ", ",
                            owners.stream()
                                    .map(ClientModel::getClientId)
                                    .sorted()
                                    .toList()),
                    realm.getName());
        }
        return owners.size() == 1 ? match(owners.get(0), referer) : Optional.empty();
    }

    /**
     * The other client whose pages a referer could belong to as well, if there is one. One that is off for the time being
     * keeps its pages: when it is mended or enabled again, they are not somebody else's.
     */
    public Optional<ClientModel> claimant(AppUrl url, ClientModel owner) {
        return enabledClients().stream()
                .filter(client -> !client.getId().equals(owner.getId()))
                .filter(client -> Boolean.parseBoolean(client.getAttribute(ENABLED)))
                .filter(client -> read(client, QuickLoginClients::urls).stream()
                        .flatMap(List::stream)
                        .anyMatch(url::overlaps))
                .findFirst();
    }

    /**
     * The settings by which a user can be logged in; empty when the client is disabled, does not allow quick login, or
     * they cannot be read or are not within the realm's policy.
     */
    public Optional<QuickLoginSettings> settings(ClientModel client) {
        return client.isEnabled()
                ? configured(client, found -> {
                    requireSuitable(client);
                    requireWithinPolicy(found);
                    return found;
                })
                : Optional.empty();
    }

    /** As {@link #settings}, of a disabled client too and whatever the realm's policy has become meanwhile. */
    public Optional<QuickLoginSettings> configured(ClientModel client) {
        return configured(client, UnaryOperator.identity());
    }

    /**
     * Refuses clients that cannot have it.
     *
     * @throws IllegalArgumentException when no page can have tokens of such a client
     */
    public static void requireSuitable(ClientModel client) {
        if (client.isBearerOnly() || !OIDCLoginProtocol.LOGIN_PROTOCOL.equals(client.getProtocol())) {
            throw new IllegalArgumentException("A bearer-only or SAML client has no such login");
        }
        if (Constants.defaultClients.contains(client.getClientId())) {
            throw new IllegalArgumentException(
                    "Keycloak's own clients have no quick login: make a client for the page");
        }
        if (KeyBinding.isRequired(client)) {
            throw new IllegalArgumentException("The client's tokens are bound to a key, which a page does not have");
        }
    }

    /**
     * Refuses settings that the realm does not allow.
     *
     * @throws IllegalArgumentException naming what the realm's policy for path tokens does not allow
     */
    public void requireWithinPolicy(QuickLoginSettings settings) {
        if (settings.tokenType() != TokenType.PATH_TOKEN) {
            return;
        }
        long most = TokenPolicy.of(realm).lifetimes().maxSeconds();
        Long lifetime = settings.lifetime();
        if (lifetime != null && (lifetime < LifetimePolicy.MIN_SECONDS || lifetime > most)) {
            throw new IllegalArgumentException(
                    "lifetime must be between " + LifetimePolicy.MIN_SECONDS + " and " + most + " seconds");
        }
    }

    private static Optional<QuickLoginSettings> configured(
            ClientModel client, UnaryOperator<QuickLoginSettings> check) {
        return Boolean.parseBoolean(client.getAttribute(ENABLED))
                ? read(client, found -> check.apply(settingsOf(found)))
                : Optional.empty();
    }

    private static <T> Optional<T> read(ClientModel client, Function<ClientModel, T> reader) {
        try {
            return Optional.of(reader.apply(client));
        } catch (IllegalArgumentException e) {
            LOG.warnf("The quick login of client %s is off: %s", client.getClientId(), e.getMessage());
            return Optional.empty();
        }
    }

    /** The client as it is to be with these settings. */
    public ClientRepresentation with(ClientModel client, QuickLoginSettings settings) {
        ClientRepresentation proposed = ModelToRepresentation.toRepresentation(client, session);
        Map<String, String> attributes = attributes(proposed);
        attributes.put(ENABLED, "true");
        attributes.put(
                URLS,
                String.join(" ", settings.urls().stream().map(AppUrl::toString).toList()));
        attributes.put(RESPONSE_MODE, settings.responseMode().id());
        attributes.put(TOKEN_TYPE, settings.tokenType().id());
        AccessList list = settings.accessList();
        attributes.put(ACCESS_LIST, list == null ? REMOVED : list.toString());
        Long lifetime = settings.lifetime();
        attributes.put(LIFETIME, lifetime == null ? REMOVED : lifetime.toString());
        var logoutPages = new LinkedHashSet<>(pages(settings.urls()));
        Set<String> others = othersLogoutPages(client);
        // Unset, Keycloak takes the redirect URIs; that shall stay so. First, for a "-" in front means none at all.
        logoutPages.addAll(others.isEmpty() ? Set.of(LIKE_REDIRECT_URIS) : others);
        attributes.put(OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS, postLogoutRedirectUris(logoutPages));
        proposed.setAttributes(attributes);
        proposed.setStandardFlowEnabled(true);
        Set<String> redirectUris = othersRedirectUris(client);
        redirectUris.add(callback());
        proposed.setRedirectUris(List.copyOf(redirectUris));
        return proposed;
    }

    /** The client as it is to be without quick login. */
    public ClientRepresentation without(ClientModel client) {
        ClientRepresentation proposed = ModelToRepresentation.toRepresentation(client, session);
        Map<String, String> attributes = attributes(proposed);
        List.of(ENABLED, URLS, RESPONSE_MODE, TOKEN_TYPE, ACCESS_LIST, LIFETIME)
                .forEach(name -> attributes.computeIfPresent(name, (same, value) -> REMOVED));
        attributes.computeIfPresent(
                OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS,
                (same, value) -> postLogoutRedirectUris(othersLogoutPages(client)));
        proposed.setAttributes(attributes);
        proposed.setRedirectUris(List.copyOf(othersRedirectUris(client)));
        return proposed;
    }

    /** The redirect URI that quick login uses at Keycloak's own login. */
    String callback() {
        return new CallbackUri(session).value();
    }

    private Optional<Match> match(ClientModel client, WebAddress referer) {
        return settings(client)
                .flatMap(settings ->
                        settings.destination(referer).map(destination -> new Match(client, settings, destination)));
    }

    private List<ClientModel> enabledClients() {
        return ClientAttributes.clientsWith(session, realm.getId(), ENABLED).stream()
                .map(realm::getClientById)
                .toList();
    }

    private static QuickLoginSettings settingsOf(ClientModel client) {
        String mode = client.getAttribute(RESPONSE_MODE);
        String type = client.getAttribute(TOKEN_TYPE);
        String list = client.getAttribute(ACCESS_LIST);
        String lifetime = client.getAttribute(LIFETIME);
        return new QuickLoginSettings(
                urls(client),
                mode == null
                        ? ResponseMode.FRAGMENT
                        : ResponseMode.byId(mode).orElseThrow(() -> unreadable(RESPONSE_MODE)),
                type == null ? TokenType.ACCESS_TOKEN : TokenType.byId(type).orElseThrow(() -> unreadable(TOKEN_TYPE)),
                list == null ? null : accessList(TokenPolicy.vocabulary(client.getRealm()), list),
                lifetime == null ? null : Long.valueOf(lifetime));
    }

    private static List<AppUrl> urls(ClientModel client) {
        String urls = client.getAttribute(URLS);
        if (urls == null) {
            throw unreadable(URLS);
        }
        return Arrays.stream(urls.split(" ", -1)).map(AppUrl::parse).toList();
    }

    private static AccessList accessList(Vocabulary vocabulary, String scope) {
        var grants = new ArrayList<Grant>();
        for (String grant : scope.split(" ", -1)) {
            grants.add(Grant.parse(vocabulary, grant));
        }
        return AccessList.of(vocabulary, grants);
    }

    private static Map<String, String> attributes(ClientRepresentation client) {
        Map<String, String> attributes = client.getAttributes();
        return attributes == null ? new HashMap<>() : new HashMap<>(attributes);
    }

    private static Set<String> othersRedirectUris(ClientModel client) {
        var redirectUris = new LinkedHashSet<>(client.getRedirectUris());
        redirectUris.removeIf(CallbackUri::isOne);
        return redirectUris;
    }

    private static Set<String> othersLogoutPages(ClientModel client) {
        Set<String> logoutPages = postLogoutRedirectUris(client);
        if (client.getAttribute(URLS) != null) {
            read(client, QuickLoginClients::urls).ifPresent(urls -> logoutPages.removeAll(pages(urls)));
        }
        return logoutPages;
    }

    private static List<String> pages(List<AppUrl> urls) {
        return urls.stream().map(AppUrl::logoutPage).toList();
    }

    private static Set<String> postLogoutRedirectUris(ClientModel client) {
        String uris = client.getAttribute(OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS);
        return uris == null || uris.isBlank()
                ? new LinkedHashSet<>()
                : new LinkedHashSet<>(Arrays.asList(uris.split(Constants.CFG_DELIMITER_PATTERN.pattern(), -1)));
    }

    private static String postLogoutRedirectUris(Set<String> uris) {
        return uris.isEmpty() || uris.equals(Set.of(LIKE_REDIRECT_URIS))
                ? REMOVED
                : String.join(Constants.CFG_DELIMITER, uris);
    }

    private static IllegalArgumentException unreadable(String attribute) {
        return new IllegalArgumentException("the attribute " + attribute + " cannot be read");
    }
}
