package io.keypath.gate.rest;

import io.keypath.gate.service.Explanation;
import io.keypath.gate.service.GateSettings;
import io.keypath.gate.service.Gates;
import io.keypath.http.Answers;
import io.keypath.http.JsonBody;
import io.keypath.http.OAuthError;
import io.keypath.http.OwnerPermissions;
import io.keypath.http.Problems;
import io.keypath.tokens.service.AccessLists;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.TokenView;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.util.JsonSerialization;

/**
 * Administration at {@code /admin/realms/{realm}/gates}. Keycloak has authenticated the caller; each method asks for
 * view-realm or manage-realm.
 */
public final class GatesAdminResource {

    private static final String NAME = "name";
    private static final String GATE = "{name}";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;

    GatesAdminResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
    }

    /** All of the realm, by name. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        auth.realm().requireViewRealm();
        return Answers.ok(Gates.names(realm).stream().map(this::represent).toList());
    }

    @GET
    @Path(GATE)
    @Produces(MediaType.APPLICATION_JSON)
    public Response show(@PathParam(NAME) String name) {
        auth.realm().requireViewRealm();
        requireGate(name);
        return Answers.ok(represent(name));
    }

    /** Sets all of a gate, new or not; what is not sent has its default. */
    @PUT
    @Path(GATE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response set(@PathParam(NAME) String name, InputStream stream) {
        auth.realm().requireManageRealm();
        GateSettings settings = GateSettings.of(body(name, stream));
        requireClient(settings.signIn());
        boolean wasSet = Gates.isSet(realm, name);
        var set = GateRepresentation.of(name, settings);
        Gates.set(realm, name, json(GateRepresentation.of(null, settings)));
        record(wasSet ? OperationType.UPDATE : OperationType.CREATE, name, set);
        return wasSet ? Answers.ok(set) : Answers.created(set);
    }

    /** Removes a gate; of the gate {@code default}, its settings. */
    @DELETE
    @Path(GATE)
    public Response delete(@PathParam(NAME) String name) {
        auth.realm().requireManageRealm();
        requireGate(name);
        if (Gates.isSet(realm, name)) {
            Gates.remove(realm, name);
            record(OperationType.DELETE, name, null);
        }
        return Answers.noContent();
    }

    /** What the gate would answer a user, or a path token, and why. Nothing counts as used. */
    @POST
    @Path(GATE + "/explain")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response explain(@PathParam(NAME) String name, InputStream stream) {
        auth.realm().requireViewRealm();
        auth.users().requireQuery();
        requireGate(name);
        GateSettings settings = Gates.read(realm, name);
        ExplainBody asked = ExplainBody.read(stream, settings);
        return Problems.mapped(
                realm, () -> Answers.ok(asked.token() == null ? ofUser(asked, settings) : ofToken(asked, settings)));
    }

    private Explanation ofUser(ExplainBody asked, GateSettings settings) {
        UserModel user = session.users().getUserById(realm, String.valueOf(asked.user()));
        if (user == null) {
            auth.users().requireView();
            throw OAuthError.invalidRequest("user must be the id of a user of the realm");
        }
        auth.users().requireView(user);
        return Explanation.of(session, settings, user, null, null, asked.request());
    }

    private Explanation ofToken(ExplainBody asked, GateSettings settings) {
        TokenEngine engine = TokenEngine.of(session);
        if (engine == null) {
            throw OAuthError.notFound("Path tokens are switched off");
        }
        TokenView view = engine.tokens().get(null, String.valueOf(asked.token()));
        new OwnerPermissions(session, realm, auth).requireView(view.token());
        UserModel owner = session.users().getUserById(realm, view.token().ownerId());
        return Explanation.of(
                session,
                settings,
                owner,
                AccessLists.of(view.token()),
                view.stateReason() == null
                        ? null
                        : "The token is not active: " + view.stateReason().id(),
                asked.request());
    }

    private void requireGate(String name) {
        if (!Gates.names(realm).contains(name)) {
            throw OAuthError.notFound("There is no such gate");
        }
    }

    private void requireClient(@Nullable String clientId) {
        if (clientId != null && realm.getClientByClientId(clientId) == null) {
            throw OAuthError.invalidRequest("signIn must be the clientId of a client of the realm");
        }
    }

    // What was read may be sent back.
    private static JsonBody body(String name, InputStream stream) {
        var fields = new LinkedHashSet<>(GateSettings.FIELDS);
        fields.add(NAME);
        JsonBody body = JsonBody.read(stream, fields);
        if (!body.text(NAME, 32).orElse(name).equals(name)) {
            throw OAuthError.invalidRequest("name must be that of the address");
        }
        return body;
    }

    private Object represent(String name) {
        try {
            return GateRepresentation.of(name, Gates.read(realm, name));
        } catch (ErrorResponseException e) {
            return new GateRepresentation.Unreadable(name, e.getErrorDescription());
        }
    }

    private static String json(GateRepresentation gate) {
        try {
            return JsonSerialization.writeValueAsString(gate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void record(OperationType operation, String name, @Nullable Object settings) {
        AdminEventBuilder event =
                adminEvent.resource(ResourceType.CUSTOM).operation(operation).resourcePath("gates", name);
        (settings == null ? event : event.representation(settings)).success();
    }
}
