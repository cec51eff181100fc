package io.keypath.pathtokens.rest;

import static io.keypath.http.Problems.mapped;

import io.keypath.http.AccountCaller;
import io.keypath.http.Answers;
import io.keypath.http.CredentialBody;
import io.keypath.http.JsonBody;
import io.keypath.http.Page;
import io.keypath.http.Queries;
import io.keypath.tokens.service.PathTokens;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.UserEvents;
import io.keypath.tokens.store.TokenFilter;
import io.keypath.tokens.store.TokenState;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
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

/** Self-service at {@code /realms/{realm}/path-tokens}. Each method authenticates; OPTIONS and /revoke need no caller. */
public final class PathTokensResource {

    private static final String ID = "{id}";

    private final KeycloakSession session;
    private final TokenEngine provider;
    private final PathTokens tokens;

    PathTokensResource(KeycloakSession session, TokenEngine provider) {
        this.session = session;
        this.provider = provider;
        this.tokens = provider.tokens();
    }

    @OPTIONS
    @Path("{any: .*}")
    public Response preflight() {
        return AccountCaller.preflight();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(InputStream body) {
        AccountCaller caller = AccountCaller.authenticate(session);
        caller.requireMaker();
        JsonBody sent = TokenBody.readCreation(body);
        return mapped(caller.realm(), () -> {
            var request = TokenBody.creation(sent, tokens.policy().vocabulary());
            tokens.requireCreator(caller.user(), caller.authTime());
            var issued = tokens.issue(caller.user(), caller.client(), request, new UserEvents(caller.client()));
            return Answers.created(TokenRepresentation.of(issued));
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
                () -> Answers.ok(tokens.list(filter, wanted, page.first(), page.max()).stream()
                        .map(TokenRepresentation::of)
                        .toList()));
    }

    @GET
    @Path("count")
    @Produces(MediaType.APPLICATION_JSON)
    public Response count(@QueryParam("search") @Nullable String search, @QueryParam("state") @Nullable String state) {
        AccountCaller caller = AccountCaller.authenticate(session);
        var filter = filter(caller, search);
        TokenState wanted = Queries.state(state);
        return mapped(caller.realm(), () -> Answers.ok(tokens.count(filter, wanted)));
    }

    @GET
    @Path("policy")
    @Produces(MediaType.APPLICATION_JSON)
    public Response policy() {
        AccountCaller caller = AccountCaller.authenticate(session);
        return mapped(caller.realm(), () -> Answers.ok(PolicyRepresentation.of(tokens.policy())));
    }

    @GET
    @Path(ID)
    @Produces(MediaType.APPLICATION_JSON)
    public Response show(@PathParam("id") String id) {
        AccountCaller caller = AccountCaller.authenticate(session);
        return mapped(
                caller.realm(),
                () -> Answers.ok(TokenRepresentation.of(tokens.get(caller.user().getId(), id))));
    }

    @PATCH
    @Path(ID)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response change(@PathParam("id") String id, InputStream body) {
        AccountCaller caller = AccountCaller.authenticate(session);
        var change = TokenBody.readChange(body);
        return mapped(
                caller.realm(),
                () -> Answers.ok(TokenRepresentation.of(
                        tokens.change(caller.user().getId(), id, change, new UserEvents(caller.client())))));
    }

    @POST
    @Path(ID + "/rotate")
    @Produces(MediaType.APPLICATION_JSON)
    public Response rotate(@PathParam("id") String id, InputStream body) {
        AccountCaller caller = AccountCaller.authenticate(session);
        caller.requireMaker();
        long overlap = CredentialBody.readOverlap(body);
        return mapped(caller.realm(), () -> {
            tokens.requireCreator(caller.user(), caller.authTime());
            var issued = tokens.rotate(caller.user().getId(), id, overlap, new UserEvents(caller.client()));
            return Answers.created(TokenRepresentation.of(issued));
        });
    }

    @DELETE
    @Path(ID)
    public Response delete(@PathParam("id") String id) {
        AccountCaller caller = AccountCaller.authenticate(session);
        return mapped(caller.realm(), () -> {
            tokens.delete(caller.user().getId(), id, new UserEvents(caller.client()));
            return Answers.noContent();
        });
    }

    /** What a token may do about itself: the token is the credential, not its owner's login. */
    @Path("self")
    public OwnTokenResource self() {
        return new OwnTokenResource(session, provider);
    }

    @Path("revoke")
    public RevocationResource revoke() {
        return new RevocationResource(session, tokens);
    }

    private static TokenFilter filter(AccountCaller caller, @Nullable String search) {
        return new TokenFilter(
                caller.realm().getId(), null, caller.user().getId(), null, null, Queries.search(search), null);
    }
}
