package io.keypath.secretauthenticator.rest;

import static io.keypath.http.Problems.mapped;

import io.keypath.http.AccountCaller;
import io.keypath.http.Answers;
import io.keypath.http.CredentialBody;
import io.keypath.http.Page;
import io.keypath.http.Queries;
import io.keypath.secretauthenticator.service.Secrets;
import io.keypath.tokens.service.PathTokens;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.UserEvents;
import io.keypath.tokens.store.TokenFilter;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * Self-service at {@code /realms/{realm}/developer-secrets}. Making and rotating need the role that the policy names; who
 * lost it may still see what is left and delete it.
 */
public final class DeveloperSecretsResource {

    private static final String ID = "{id}";

    private final KeycloakSession session;
    private final PathTokens tokens;
    private final Secrets secrets;

    DeveloperSecretsResource(KeycloakSession session, TokenEngine provider) {
        this.session = session;
        this.tokens = provider.tokens();
        this.secrets = Secrets.ofDevelopers(session, provider);
    }

    @OPTIONS
    @Path("{any: .*}")
    public Response preflight() {
        return AccountCaller.preflight();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(InputStream stream) {
        AccountCaller caller = AccountCaller.authenticate(session);
        var body = SecretBody.read(stream);
        return mapped(caller.realm(), () -> {
            requireMaker(caller);
            return Answers.created(SecretRepresentation.of(
                    secrets.issue(caller.user(), body.name(), body.validFor(), new UserEvents(caller.client()))));
        });
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(
            @QueryParam("first") @Nullable String first,
            @QueryParam("max") @Nullable String max,
            @QueryParam("search") @Nullable String search,
            @QueryParam("state") @Nullable String state) {
        AccountCaller caller = AccountCaller.authenticate(session);
        var page = Page.parse(first, max);
        var filter = filter(caller, search);
        var wanted = Queries.state(state);
        return mapped(
                caller.realm(),
                () -> Answers.ok(secrets.list(filter, wanted, page.first(), page.max()).stream()
                        .map(SecretRepresentation::of)
                        .toList()));
    }

    @GET
    @Path("count")
    @Produces(MediaType.APPLICATION_JSON)
    public Response count(@QueryParam("search") @Nullable String search, @QueryParam("state") @Nullable String state) {
        AccountCaller caller = AccountCaller.authenticate(session);
        var filter = filter(caller, search);
        var wanted = Queries.state(state);
        return mapped(caller.realm(), () -> Answers.ok(secrets.count(filter, wanted)));
    }

    @GET
    @Path("policy")
    @Produces(MediaType.APPLICATION_JSON)
    public Response policy() {
        AccountCaller caller = AccountCaller.authenticate(session);
        return mapped(caller.realm(), () -> Answers.ok(SecretPolicyRepresentation.of(session, secrets.policy())));
    }

    @GET
    @Path(ID)
    @Produces(MediaType.APPLICATION_JSON)
    public Response show(@PathParam("id") String id) {
        AccountCaller caller = AccountCaller.authenticate(session);
        return mapped(
                caller.realm(),
                () -> Answers.ok(
                        SecretRepresentation.of(secrets.get(caller.user().getId(), id))));
    }

    @POST
    @Path(ID + "/rotate")
    @Produces(MediaType.APPLICATION_JSON)
    public Response rotate(@PathParam("id") String id, InputStream body) {
        AccountCaller caller = AccountCaller.authenticate(session);
        long overlap = CredentialBody.readOverlap(body);
        return mapped(caller.realm(), () -> {
            requireMaker(caller);
            return Answers.created(SecretRepresentation.of(
                    secrets.rotate(caller.user().getId(), id, overlap, new UserEvents(caller.client()))));
        });
    }

    @DELETE
    @Path(ID)
    public Response delete(@PathParam("id") String id) {
        AccountCaller caller = AccountCaller.authenticate(session);
        return mapped(caller.realm(), () -> {
            secrets.delete(caller.user().getId(), id, new UserEvents(caller.client()));
            return Answers.noContent();
        });
    }

    private void requireMaker(AccountCaller caller) {
        caller.requireMaker();
        tokens.requireStanding(caller.user());
        secrets.requireDeveloper(caller.user());
        tokens.requireRecentLogin(caller.authTime());
    }

    private static TokenFilter filter(AccountCaller caller, @Nullable String search) {
        return new TokenFilter(
                caller.realm().getId(), null, caller.user().getId(), null, null, Queries.search(search), null);
    }
}
