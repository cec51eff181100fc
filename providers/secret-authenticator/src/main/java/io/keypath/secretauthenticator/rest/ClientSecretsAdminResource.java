package io.keypath.secretauthenticator.rest;

import static io.keypath.http.Problems.mapped;

import io.keypath.http.AdminEvents;
import io.keypath.http.Answers;
import io.keypath.http.ClientChange;
import io.keypath.http.CredentialBody;
import io.keypath.http.OAuthError;
import io.keypath.http.OwnerPermissions;
import io.keypath.http.Page;
import io.keypath.http.Queries;
import io.keypath.secretauthenticator.service.SecretPolicy;
import io.keypath.secretauthenticator.service.Secrets;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.TokenView;
import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenFilter;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.ModelToRepresentation;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Administration at {@code /admin/realms/{realm}/client-secrets/{clientUuid}}. Keycloak has authenticated the caller; each
 * method asks for the right to view or to configure the client, the policy for view-realm or manage-realm. Developer
 * secrets, of whatever client, are their users': to be seen and deleted here by whoever may view or manage these users, made
 * and rotated by themselves.
 */
public final class ClientSecretsAdminResource {

    private static final String CLIENT = "{clientUuid}";
    private static final String SECRET = CLIENT + "/{id}";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;
    private final Secrets secrets;
    private final OwnerPermissions owners;

    ClientSecretsAdminResource(
            KeycloakSession session,
            RealmModel realm,
            AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent,
            TokenEngine tokens) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
        this.secrets = Secrets.ofAll(session, tokens);
        this.owners = new OwnerPermissions(session, realm, auth);
    }

    @GET
    @Path(CLIENT)
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(
            @PathParam("clientUuid") String clientUuid,
            @QueryParam("first") @Nullable String first,
            @QueryParam("max") @Nullable String max,
            @QueryParam("search") @Nullable String search,
            @QueryParam("state") @Nullable String state) {
        ClientModel client = viewed(clientUuid);
        var page = Page.parse(first, max);
        var filter = filter(client, search);
        var wanted = Queries.state(state);
        return mapped(
                realm,
                () -> Answers.ok(secrets.list(filter, wanted, page.first(), page.max(), owners.viewable()).stream()
                        .map(SecretRepresentation::of)
                        .toList()));
    }

    @GET
    @Path(CLIENT + "/count")
    @Produces(MediaType.APPLICATION_JSON)
    public Response count(
            @PathParam("clientUuid") String clientUuid,
            @QueryParam("search") @Nullable String search,
            @QueryParam("state") @Nullable String state) {
        ClientModel client = viewed(clientUuid);
        var filter = filter(client, search);
        var wanted = Queries.state(state);
        return mapped(realm, () -> Answers.ok(secrets.count(filter, wanted, owners.viewable())));
    }

    @POST
    @Path(CLIENT)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(@PathParam("clientUuid") String clientUuid, InputStream stream) {
        ClientModel client = configured(clientUuid);
        requireClientsOwn(client);
        requirePermitted(client);
        var body = SecretBody.read(stream);
        return mapped(
                realm,
                () -> Answers.created(
                        SecretRepresentation.of(secrets.issue(client, body.name(), body.validFor(), audit(client)))));
    }

    @GET
    @Path(SECRET)
    @Produces(MediaType.APPLICATION_JSON)
    public Response show(@PathParam("clientUuid") String clientUuid, @PathParam("id") String id) {
        ClientModel client = viewed(clientUuid);
        return mapped(realm, () -> {
            TokenView secret = secret(client, id);
            owners.requireView(secret.token());
            return Answers.ok(SecretRepresentation.of(secret));
        });
    }

    @POST
    @Path(SECRET + "/rotate")
    @Produces(MediaType.APPLICATION_JSON)
    public Response rotate(@PathParam("clientUuid") String clientUuid, @PathParam("id") String id, InputStream body) {
        ClientModel client = configured(clientUuid);
        requirePermitted(client);
        long overlap = CredentialBody.readOverlap(body);
        return mapped(realm, () -> {
            StoredCredential secret = secret(client, id).token();
            if (secret.kind().isOwnedByUser()) {
                owners.requireView(secret);
                throw ofUsers();
            }
            return Answers.created(SecretRepresentation.of(secrets.rotate(client.getId(), id, overlap, audit(client))));
        });
    }

    @DELETE
    @Path(SECRET)
    public Response delete(@PathParam("clientUuid") String clientUuid, @PathParam("id") String id) {
        ClientModel client = viewed(clientUuid);
        return mapped(realm, () -> {
            StoredCredential secret = secret(client, id).token();
            if (secret.kind().isOwnedByUser()) {
                owners.requireManage(secret);
            } else {
                auth.clients().requireConfigure(client);
            }
            secrets.delete(secret.ownerId(), id, audit(client));
            return Answers.noContent();
        });
    }

    @GET
    @Path("policy")
    @Produces(MediaType.APPLICATION_JSON)
    public Response policy() {
        auth.realm().requireViewRealm();
        return mapped(realm, () -> Answers.ok(SecretPolicyRepresentation.of(session, secrets.policy())));
    }

    @PUT
    @Path("policy")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response setPolicy(InputStream body) {
        auth.realm().requireManageRealm();
        SecretPolicy policy = SecretPolicyRepresentation.read(body);
        mapped(realm, () -> {
            Secrets.setPolicy(session, policy);
            return policy;
        });
        adminEvent
                .resource(ResourceType.CUSTOM)
                .operation(OperationType.UPDATE)
                .resourcePath("client-secrets", "policy")
                .representation(policy.attributes())
                .success();
        return Answers.ok(SecretPolicyRepresentation.of(session, policy));
    }

    private ClientModel viewed(String clientUuid) {
        ClientModel client = realm.getClientById(clientUuid);
        if (client == null) {
            auth.clients().requireView();
            throw unknownClient();
        }
        auth.clients().requireView(client);
        return client;
    }

    private ClientModel configured(String clientUuid) {
        ClientModel client = realm.getClientById(clientUuid);
        if (client == null) {
            auth.clients().requireManage();
            throw unknownClient();
        }
        auth.clients().requireConfigure(client);
        return client;
    }

    // A new secret changes the client, though nothing of its representation.
    private void requirePermitted(ClientModel client) {
        new ClientChange(session, auth)
                .requirePermitted(client, ModelToRepresentation.toRepresentation(client, session));
    }

    private static RuntimeException unknownClient() {
        return OAuthError.notFound("There is no such client");
    }

    // Whoever could make a secret of a user could be that user.
    private static void requireClientsOwn(ClientModel client) {
        if (Secrets.isOfDevelopers(client)) {
            throw ofUsers();
        }
    }

    private static RuntimeException ofUsers() {
        return OAuthError.invalidRequest("Developer secrets are made and rotated by their users");
    }

    private TokenView secret(ClientModel client, String id) {
        TokenView view = secrets.get(null, id);
        if (!view.token().clientUuid().equals(client.getId())) {
            throw OAuthError.notFound("There is no such secret");
        }
        return view;
    }

    private TokenFilter filter(ClientModel client, @Nullable String search) {
        return TokenFilter.ofClient(realm.getId(), client.getId()).withSearch(Queries.search(search));
    }

    private AdminEvents audit(ClientModel client) {
        return new AdminEvents(adminEvent, "client-secrets/" + client.getId());
    }
}
