package io.keypath.pathtokens.rest;

import io.keypath.http.AccountCaller;
import io.keypath.http.Answers;
import io.keypath.http.OwnCredentials;
import io.keypath.tokens.service.IssuedToken;
import io.keypath.tokens.service.PathTokens;
import io.keypath.tokens.service.TokenView;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** A user's own tokens. */
public final class OwnTokensResource extends OwnCredentials {

    private final PathTokens tokens;

    OwnTokensResource(AccountCaller caller, PathTokens tokens) {
        super(caller, tokens);
        this.tokens = tokens;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(InputStream body) {
        return answered(() -> {
            requireMaker();
            var request = TokenBody.creation(
                    TokenBody.readCreation(body), tokens.policy().vocabulary());
            return Answers.created(represent(tokens.issue(caller().user(), caller().client(), request, audit())));
        });
    }

    @GET
    @Path("policy")
    @Produces(MediaType.APPLICATION_JSON)
    public Response policy() {
        return answered(
                () -> Answers.ok(PolicyRepresentation.of(tokens.policy(), tokens.hasCreatorRole(caller().user()))));
    }

    @PATCH
    @Path(ID)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response change(@PathParam("id") String id, InputStream body) {
        var change = TokenBody.readChange(body);
        return answered(() -> Answers.ok(represent(tokens.change(ownerId(), id, change, audit()))));
    }

    @Override
    protected void requireMaker() {
        caller().requireMaker();
        tokens.requireCreator(caller().user(), caller().authTime());
    }

    @Override
    protected Object represent(TokenView view) {
        return TokenRepresentation.of(view);
    }

    @Override
    protected Object represent(IssuedToken issued) {
        return TokenRepresentation.of(issued);
    }
}
