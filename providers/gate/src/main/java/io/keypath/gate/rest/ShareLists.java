package io.keypath.gate.rest;

import io.keypath.gate.service.Shares;
import io.keypath.gate.store.StoredShare;
import io.keypath.http.Answers;
import io.keypath.http.OAuthError;
import io.keypath.http.Page;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What users do with their shares and administrators with all. */
public abstract class ShareLists {

    private static final String ID = "{id}";

    private final Shares shares;
    private final boolean administrator;

    ShareLists(Shares shares, boolean administrator) {
        this.shares = shares;
        this.administrator = administrator;
    }

    /** What is done to a share, as it is told. */
    enum Deed {
        MADE,
        CHANGED,
        DELETED
    }

    abstract void requireView();

    abstract void requireManage();

    abstract void record(Deed deed, StoredShare share, ShareRepresentation shown);

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(
            @QueryParam("path") @Nullable String path,
            @QueryParam("principal") @Nullable String principal,
            @QueryParam("state") @Nullable String state,
            @QueryParam("first") @Nullable String first,
            @QueryParam("max") @Nullable String max) {
        requireView();
        var page = Page.parse(first, max);
        return answer(shares.list(path, principal, active(state), page.first(), page.max()));
    }

    @GET
    @Path("count")
    @Produces(MediaType.APPLICATION_JSON)
    public Response count(
            @QueryParam("path") @Nullable String path,
            @QueryParam("principal") @Nullable String principal,
            @QueryParam("state") @Nullable String state) {
        requireView();
        return Answers.ok(shares.count(path, principal, active(state)));
    }

    /** Those that reach a path: at it, and above it. */
    @GET
    @Path("reaching")
    @Produces(MediaType.APPLICATION_JSON)
    public Response reaching(
            @QueryParam("path") @Nullable String path,
            @QueryParam("first") @Nullable String first,
            @QueryParam("max") @Nullable String max) {
        requireView();
        if (path == null) {
            throw OAuthError.invalidRequest("path is required");
        }
        var page = Page.parse(first, max);
        return answer(shares.reaching(path, page.first(), page.max()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response make(InputStream stream) {
        requireManage();
        Shares.Made made = shares.make(ShareBody.readNew(stream));
        record(Deed.MADE, made.share(), represent(made.share()));
        return Answers.created(ShareRepresentation.of(shares, made, administrator));
    }

    @GET
    @Path(ID)
    @Produces(MediaType.APPLICATION_JSON)
    public Response show(@PathParam("id") String id) {
        requireView();
        return Answers.ok(represent(shares.get(id)));
    }

    @PATCH
    @Path(ID)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response change(@PathParam("id") String id, InputStream stream) {
        requireManage();
        StoredShare changed = shares.change(id, ShareBody.readChange(stream));
        var shown = represent(changed);
        record(Deed.CHANGED, changed, shown);
        return Answers.ok(shown);
    }

    @DELETE
    @Path(ID)
    public Response delete(@PathParam("id") String id) {
        requireManage();
        StoredShare deleted = shares.delete(id);
        record(Deed.DELETED, deleted, represent(deleted));
        return Answers.noContent();
    }

    final Shares shares() {
        return shares;
    }

    final Response answer(List<StoredShare> list) {
        return Answers.ok(list.stream().map(this::represent).toList());
    }

    private ShareRepresentation represent(StoredShare share) {
        return ShareRepresentation.of(shares, share, administrator);
    }

    private static @Nullable Boolean active(@Nullable String state) {
        if (state == null) {
            return null;
        }
        return switch (state) {
            case "active" -> true;
            case "expired" -> false;
            default -> throw OAuthError.invalidRequest("state must be active or expired");
        };
    }
}
