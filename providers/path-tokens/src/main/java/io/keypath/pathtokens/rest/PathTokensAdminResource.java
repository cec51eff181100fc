package io.keypath.pathtokens.rest;

import static io.keypath.http.Problems.mapped;

import io.keypath.core.CanonicalPath;
import io.keypath.core.InvalidPathException;
import io.keypath.http.AdminEvents;
import io.keypath.http.Answers;
import io.keypath.http.JsonBody;
import io.keypath.http.OAuthError;
import io.keypath.http.OwnerPermissions;
import io.keypath.http.Page;
import io.keypath.http.Queries;
import io.keypath.tokens.service.Clients;
import io.keypath.tokens.service.PathTokens;
import io.keypath.tokens.service.TokenPolicy;
import io.keypath.tokens.service.TokenProblem;
import io.keypath.tokens.service.TokenView;
import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenFilter;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.Profile;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Administration at {@code /admin/realms/{realm}/path-tokens}. Keycloak has authenticated the caller; each method asks what
 * he may do with the owner of each token, the policy for view-realm or manage-realm.
 */
public final class PathTokensAdminResource {

    private static final String ID = "{id}";
    private static final String USER = "user";
    private static final String CLIENT = "client";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;
    private final PathTokens tokens;
    private final OwnerPermissions owners;

    PathTokensAdminResource(
            KeycloakSession session,
            RealmModel realm,
            AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent,
            PathTokens tokens) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
        this.tokens = tokens;
        this.owners = new OwnerPermissions(session, realm, auth);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(
            @QueryParam(USER) @Nullable String user,
            @QueryParam(CLIENT) @Nullable String client,
            @QueryParam("path") @Nullable String path,
            @QueryParam("search") @Nullable String search,
            @QueryParam("state") @Nullable String state,
            @QueryParam("first") @Nullable String first,
            @QueryParam("max") @Nullable String max) {
        auth.users().requireQuery();
        var page = Page.parse(first, max);
        var filter = filter(user, client, path, search);
        var wanted = Queries.state(state);
        return mapped(
                realm,
                () -> Answers.ok(tokens.list(filter, wanted, page.first(), page.max(), owners.viewable()).stream()
                        .map(TokenRepresentation::of)
                        .toList()));
    }

    @GET
    @Path("count")
    @Produces(MediaType.APPLICATION_JSON)
    public Response count(
            @QueryParam(USER) @Nullable String user,
            @QueryParam(CLIENT) @Nullable String client,
            @QueryParam("path") @Nullable String path,
            @QueryParam("search") @Nullable String search,
            @QueryParam("state") @Nullable String state) {
        auth.users().requireQuery();
        var filter = filter(user, client, path, search);
        var wanted = Queries.state(state);
        return mapped(realm, () -> Answers.ok(tokens.count(filter, wanted, owners.viewable())));
    }

    /**
     * For a user ({@code user}: its id) or a service account ({@code client}: clientId of its client). Whoever has a token
     * of somebody acts as that one: for a user this takes the right to impersonate him, for a service account the right to
     * manage its client, which gives its secret too.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(InputStream stream) {
        JsonBody body = TokenBody.readCreation(stream, USER, CLIENT);
        Owner owner = owner(body);
        requireCreation(owner);
        return mapped(realm, () -> {
            var request = TokenBody.creation(body, tokens.policy().vocabulary());
            tokens.requireStanding(owner.user());
            return Answers.created(
                    TokenRepresentation.of(tokens.issue(owner.user(), owner.client(), request, audit())));
        });
    }

    @GET
    @Path(ID)
    @Produces(MediaType.APPLICATION_JSON)
    public Response show(@PathParam("id") String id) {
        return mapped(realm, () -> {
            TokenView view = require(id);
            owners.requireView(view.token());
            return Answers.ok(TokenRepresentation.of(view));
        });
    }

    @DELETE
    @Path(ID)
    public Response delete(@PathParam("id") String id) {
        return mapped(realm, () -> {
            StoredCredential token = require(id).token();
            owners.requireManage(token);
            tokens.delete(token.ownerId(), id, audit());
            return Answers.noContent();
        });
    }

    /**
     * All of a user, of a client or under a path, as far as the caller may manage their owners; 400 without any of these. Who
     * may manage nobody of whom there is something gets 403.
     */
    @DELETE
    @Produces(MediaType.APPLICATION_JSON)
    public Response deleteAll(
            @QueryParam(USER) @Nullable String user,
            @QueryParam(CLIENT) @Nullable String client,
            @QueryParam("path") @Nullable String path) {
        auth.users().requireQuery();
        requireExactFilter();
        if (user != null) {
            owners.requireManage(Queries.userId(user));
        }
        var filter = filter(user, client, path, null);
        return mapped(realm, () -> {
            int count = tokens.deleteAll(filter, owners.manageable());
            if (count == 0 && user == null) {
                auth.users().requireManage();
            }
            Map<String, Object> deleted = new LinkedHashMap<>();
            deleted.put("deleted", count);
            Optional.ofNullable(user).ifPresent(value -> deleted.put(USER, value));
            Optional.ofNullable(client).ifPresent(value -> deleted.put(CLIENT, value));
            Optional.ofNullable(path).ifPresent(value -> deleted.put("path", value));
            adminEvent
                    .resource(ResourceType.CUSTOM)
                    .operation(OperationType.DELETE)
                    .resourcePath("path-tokens")
                    .representation(deleted)
                    .success();
            return Answers.ok(deleted);
        });
    }

    @GET
    @Path("policy")
    @Produces(MediaType.APPLICATION_JSON)
    public Response policy() {
        auth.realm().requireViewRealm();
        return mapped(realm, () -> Answers.ok(PolicyRepresentation.of(tokens.policy())));
    }

    @PUT
    @Path("policy")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response setPolicy(InputStream body) {
        auth.realm().requireManageRealm();
        TokenPolicy policy = PolicyRepresentation.read(body);
        String creatorRole = policy.creatorRole();
        if (creatorRole != null && KeycloakModelUtils.getRoleFromString(session, realm, creatorRole) == null) {
            throw OAuthError.invalidRequest("creatorRole must be a role of the realm, or client.role");
        }
        policy.attributes().forEach(realm::setAttribute);
        PolicyRepresentation set = PolicyRepresentation.of(policy);
        adminEvent
                .resource(ResourceType.CUSTOM)
                .operation(OperationType.UPDATE)
                .resourcePath("path-tokens", "policy")
                .representation(policy.attributes())
                .success();
        return Answers.ok(set);
    }

    // A filter that is misread deletes too much: what is empty, double or unknown is refused.
    private void requireExactFilter() {
        Map<String, List<String>> query = session.getContext().getUri().getQueryParameters();
        boolean exact = !query.isEmpty()
                && query.entrySet().stream()
                        .allMatch(entry -> Set.of(USER, CLIENT, "path").contains(entry.getKey())
                                && entry.getValue().size() == 1
                                && !entry.getValue().get(0).isBlank());
        if (!exact) {
            throw OAuthError.invalidRequest("user, client or path is required, each at most once, and nothing else");
        }
    }

    private TokenView require(String id) {
        try {
            return tokens.get(null, id);
        } catch (TokenProblem e) {
            // As Keycloak does with users: who may not look for them does not learn which ids there are.
            auth.users().requireQuery();
            throw e;
        }
    }

    /** @param client its own of a service account */
    private record Owner(UserModel user, ClientModel client) {

        boolean isServiceAccount() {
            return user.getServiceAccountClientLink() != null;
        }
    }

    private void requireCreation(Owner owner) {
        auth.users().requireManage(owner.user());
        if (owner.isServiceAccount()) {
            auth.clients().requireManage(owner.client());
        } else if (Profile.isFeatureEnabled(Profile.Feature.IMPERSONATION)) {
            auth.users().requireImpersonate(owner.user());
        } else {
            throw new ForbiddenException();
        }
    }

    private Owner owner(JsonBody body) {
        Optional<String> userId = body.text(USER, 255);
        Optional<String> clientId = body.text(CLIENT, 255);
        if (userId.isPresent() == clientId.isPresent()) {
            throw OAuthError.invalidRequest("Either user or client is required");
        }
        if (userId.isPresent()) {
            UserModel user = session.users().getUserById(realm, userId.get());
            ClientModel account = Clients.find(realm, Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
            if (user == null || account == null) {
                auth.users().requireQuery();
                throw OAuthError.invalidRequest("user must be the id of a user of the realm");
            }
            ClientModel ownClient = serviceAccountClient(user);
            return new Owner(user, ownClient == null ? account : ownClient);
        }
        ClientModel client = Clients.find(realm, clientId.orElseThrow());
        UserModel account = client == null ? null : session.users().getServiceAccount(client);
        if (client == null || account == null) {
            auth.clients().requireList();
            throw OAuthError.invalidRequest("client must be the clientId of a client with a service account");
        }
        return new Owner(account, client);
    }

    private @Nullable ClientModel serviceAccountClient(UserModel user) {
        String link = user.getServiceAccountClientLink();
        return link == null ? null : realm.getClientById(link);
    }

    private TokenFilter filter(
            @Nullable String user, @Nullable String client, @Nullable String path, @Nullable String search) {
        return new TokenFilter(
                realm.getId(),
                null,
                user == null ? null : Queries.userId(user),
                client == null ? null : clientUuid(client),
                path == null ? null : canonical(path),
                Queries.search(search),
                null);
    }

    private String clientUuid(String clientId) {
        ClientModel client = Clients.find(realm, clientId);
        if (client == null) {
            throw OAuthError.invalidRequest("client must be the clientId of a client of the realm");
        }
        return client.getId();
    }

    private static String canonical(String path) {
        try {
            return CanonicalPath.of(path).value();
        } catch (InvalidPathException e) {
            throw OAuthError.invalidRequest("path: " + String.valueOf(e.getMessage()));
        }
    }

    private AdminEvents audit() {
        return new AdminEvents(adminEvent, "path-tokens");
    }
}
