package io.keypath.http;

import static io.keypath.http.Problems.mapped;

import io.keypath.tokens.service.Credentials;
import io.keypath.tokens.service.IssuedToken;
import io.keypath.tokens.service.TokenAudit;
import io.keypath.tokens.service.TokenView;
import io.keypath.tokens.service.UserEvents;
import io.keypath.tokens.store.TokenFilter;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a user does with his own tokens or secrets, whichever they are: list, count, show, rotate, delete. */
public abstract class OwnCredentials {

    protected static final String ID = "{id}";

    private final AccountCaller caller;
    private final Credentials credentials;

    protected OwnCredentials(AccountCaller caller, Credentials credentials) {
        this.caller = caller;
        this.credentials = credentials;
    }

    /** Refuses the caller if he may make nothing here, a new string neither. */
    protected abstract void requireMaker();

    /** What an answer shows of one of them. */
    protected abstract Object represent(TokenView view);

    /** As {@link #represent(TokenView)}, with its string. */
    protected abstract Object represent(IssuedToken issued);

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(
            @QueryParam("first") @Nullable String first,
            @QueryParam("max") @Nullable String max,
            @QueryParam("search") @Nullable String search,
            @QueryParam("state") @Nullable String state,
            @QueryParam("sort") @Nullable String sort) {
        var page = Page.parse(first, max);
        var filter = filter(search);
        var wanted = Queries.state(state);
        var order = Queries.sort(sort);
        return answered(() -> Answers.ok(credentials.list(filter, wanted, order, page.first(), page.max()).stream()
                .map(this::represent)
                .toList()));
    }

    @GET
    @Path("count")
    @Produces(MediaType.APPLICATION_JSON)
    public Response count(@QueryParam("search") @Nullable String search, @QueryParam("state") @Nullable String state) {
        var filter = filter(search);
        var wanted = Queries.state(state);
        return answered(() -> Answers.ok(credentials.count(filter, wanted)));
    }

    @GET
    @Path(ID)
    @Produces(MediaType.APPLICATION_JSON)
    public Response show(@PathParam("id") String id) {
        return answered(() -> Answers.ok(represent(credentials.get(ownerId(), id))));
    }

    @POST
    @Path(ID + "/rotate")
    @Produces(MediaType.APPLICATION_JSON)
    public Response rotate(@PathParam("id") String id, InputStream body) {
        return answered(() -> {
            requireMaker();
            long overlap = CredentialBody.readOverlap(body);
            return Answers.created(represent(credentials.rotate(ownerId(), id, overlap, audit())));
        });
    }

    @DELETE
    @Path(ID)
    public Response delete(@PathParam("id") String id) {
        return answered(() -> {
            credentials.delete(ownerId(), id, audit());
            return Answers.noContent();
        });
    }

    protected final AccountCaller caller() {
        return caller;
    }

    protected final String ownerId() {
        return caller.user().getId();
    }

    protected final TokenAudit audit() {
        return new UserEvents(caller.client());
    }

    /** The answer, or what the service refuses as one. */
    protected final Response answered(Supplier<Response> call) {
        return mapped(caller.realm(), call);
    }

    private TokenFilter filter(@Nullable String search) {
        return TokenFilter.ofOwner(caller.realm().getId(), ownerId()).withSearch(Queries.search(search));
    }
}
