package io.keypath.quicklogin.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keypath.core.AccessList;
import io.keypath.http.AccessListBody;
import io.keypath.http.ClientChange;
import io.keypath.http.JsonBody;
import io.keypath.http.OAuthError;
import io.keypath.quicklogin.service.CallbackUri;
import io.keypath.quicklogin.service.QuickLoginClients;
import io.keypath.quicklogin.service.QuickLoginSettings;
import io.keypath.quicklogin.service.QuickLoginSettings.AppUrl;
import io.keypath.quicklogin.service.QuickLoginSettings.ResponseMode;
import io.keypath.quicklogin.service.QuickLoginSettings.TokenType;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.TokenPolicy;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Turns quick login on for a client, with all that it needs, and off again: {@code /admin/realms/{realm}/quick-login}. */
public final class QuickLoginAdminResource {

    private static final String CLIENT = "{clientUuid}";

    private static final String URLS = "urls";
    private static final String RESPONSE_MODE = "responseMode";
    private static final String TOKEN_TYPE = "tokenType";
    private static final String ACCESS_LIST = "accessList";
    private static final String LIFETIME = "lifetime";

    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;
    private final QuickLoginClients clients;
    private final ClientChange change;
    private final CallbackUri callback;
    private final boolean givesPathTokens;

    QuickLoginAdminResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
        this.clients = new QuickLoginClients(session);
        this.change = new ClientChange(session, auth);
        this.callback = new CallbackUri(session);
        this.givesPathTokens = TokenEngine.of(session) != null;
    }

    /** @param redirectUri null when Keycloak's login would not come back to it: the settings must be set again */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Representation(
            List<String> urls,
            String responseMode,
            String tokenType,
            @Nullable List<Entry> accessList,
            @Nullable Long lifetime,
            @Nullable String redirectUri) {

        record Entry(String path, String access) {}
    }

    @GET
    @Path(CLIENT)
    @Produces(MediaType.APPLICATION_JSON)
    public Response show(@PathParam("clientUuid") String clientUuid) {
        ClientModel client = client(clientUuid);
        auth.clients().requireView(client);
        return clients.configured(client)
                .map(settings -> answer(representation(settings, callback.isUsable(client))))
                .orElseThrow(() -> OAuthError.notFound("Quick login is off for this client"));
    }

    @PUT
    @Path(CLIENT)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response set(@PathParam("clientUuid") String clientUuid, InputStream body) {
        ClientModel client = client(clientUuid);
        auth.clients().requireConfigure(client);
        QuickLoginSettings settings = settings(body);
        requireSuitable(client);
        requireUnclaimed(client, settings);
        change.apply(client, clients.with(client, settings));
        // A client policy may have made another client of it.
        requireSuitable(client);
        adminEvent
                .resource(ResourceType.CUSTOM)
                .operation(OperationType.UPDATE)
                .resourcePath("quick-login", clientUuid)
                .representation(representation(settings, true))
                .success();
        return answer(representation(settings, true));
    }

    @DELETE
    @Path(CLIENT)
    public Response remove(@PathParam("clientUuid") String clientUuid) {
        ClientModel client = client(clientUuid);
        auth.clients().requireConfigure(client);
        change.apply(client, clients.without(client));
        adminEvent
                .resource(ResourceType.CUSTOM)
                .operation(OperationType.DELETE)
                .resourcePath("quick-login", clientUuid)
                .success();
        return Response.noContent().build();
    }

    private ClientModel client(String clientUuid) {
        ClientModel client = realm.getClientById(clientUuid);
        if (client == null) {
            // To whom may not list clients, each looks the same.
            auth.clients().requireList();
            throw OAuthError.notFound("There is no such client");
        }
        return client;
    }

    private static void requireSuitable(ClientModel client) {
        try {
            QuickLoginClients.requireSuitable(client);
        } catch (IllegalArgumentException e) {
            throw OAuthError.invalidRequest(String.valueOf(e.getMessage()));
        }
    }

    // One address, one client: else nobody could say whose token a page gets.
    private void requireUnclaimed(ClientModel client, QuickLoginSettings settings) {
        for (AppUrl url : settings.urls()) {
            clients.claimant(url, client).ifPresent(other -> {
                throw OAuthError.invalidRequest("urls: " + url + " belongs to another client");
            });
        }
    }

    private QuickLoginSettings settings(InputStream stream) {
        JsonBody body = JsonBody.read(stream, Set.of(URLS, RESPONSE_MODE, TOKEN_TYPE, ACCESS_LIST, LIFETIME));
        try {
            var settings = new QuickLoginSettings(
                    urls(body),
                    body.text(RESPONSE_MODE, 20)
                            .map(id -> ResponseMode.byId(id)
                                    .orElseThrow(() -> new IllegalArgumentException(RESPONSE_MODE + " must be one of "
                                            + QuickLoginSettings.names(ResponseMode.values()))))
                            .orElse(ResponseMode.FRAGMENT),
                    body.text(TOKEN_TYPE, 20)
                            .map(id -> TokenType.byId(id)
                                    .orElseThrow(() -> new IllegalArgumentException(TOKEN_TYPE + " must be one of "
                                            + QuickLoginSettings.names(TokenType.values()))))
                            .orElse(TokenType.ACCESS_TOKEN),
                    accessList(body),
                    body.wholeNumber(LIFETIME));
            clients.requireWithinPolicy(settings);
            if (settings.tokenType() == TokenType.PATH_TOKEN && !givesPathTokens) {
                throw new IllegalArgumentException(TOKEN_TYPE + " must be " + TokenType.ACCESS_TOKEN.id()
                        + ": path tokens are switched off on this server");
            }
            return settings;
        } catch (IllegalArgumentException e) {
            throw OAuthError.invalidRequest(String.valueOf(e.getMessage()));
        }
    }

    private static List<AppUrl> urls(JsonBody body) {
        var urls = new ArrayList<AppUrl>();
        for (String url : body.texts(URLS, QuickLoginSettings.MAX_URLS, 1024)
                .orElseThrow(() -> OAuthError.invalidRequest(URLS + " is required"))) {
            try {
                AppUrl page = AppUrl.parse(url);
                if (urls.contains(page)) {
                    throw new IllegalArgumentException("is the same page as an earlier one");
                }
                urls.add(page);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(URLS + "[" + urls.size() + "] " + String.valueOf(e.getMessage()), e);
            }
        }
        return urls;
    }

    private @Nullable AccessList accessList(JsonBody body) {
        return AccessListBody.read(body, ACCESS_LIST)
                .map(list -> list.in(TokenPolicy.vocabulary(realm)))
                .orElse(null);
    }

    private static Response answer(Representation body) {
        return Response.ok(body, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Representation representation(QuickLoginSettings settings, boolean isUsable) {
        AccessList list = settings.accessList();
        return new Representation(
                settings.urls().stream().map(AppUrl::toString).toList(),
                settings.responseMode().id(),
                settings.tokenType().id(),
                list == null
                        ? null
                        : list.grants().stream()
                                .map(grant -> new Representation.Entry(
                                        grant.path().value(), grant.action().name()))
                                .toList(),
                settings.lifetime(),
                isUsable ? callback.value() : null);
    }
}
