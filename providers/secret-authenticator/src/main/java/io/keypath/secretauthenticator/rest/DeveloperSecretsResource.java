package io.keypath.secretauthenticator.rest;

import io.keypath.http.AccountCaller;
import io.keypath.http.Answers;
import io.keypath.http.OwnCredentials;
import io.keypath.secretauthenticator.service.Secrets;
import io.keypath.tokens.service.IssuedToken;
import io.keypath.tokens.service.PathTokens;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.TokenView;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.models.KeycloakSession;

/**
 * A user's own secrets, at {@code /realms/{realm}/developer-secrets}. Making and rotating need the role that the policy
 * names; who lost it may still see what is left and delete it.
 */
public final class DeveloperSecretsResource extends OwnCredentials {

    private final KeycloakSession session;
    private final PathTokens tokens;
    private final Secrets secrets;

    private DeveloperSecretsResource(
            KeycloakSession session, AccountCaller caller, PathTokens tokens, Secrets secrets) {
        super(caller, secrets);
        this.session = session;
        this.tokens = tokens;
        this.secrets = secrets;
    }

    /** Of the caller, once he is known. */
    static Object enter(KeycloakSession session, TokenEngine engine) {
        return AccountCaller.enter(
                session,
                caller -> new DeveloperSecretsResource(
                        session, caller, engine.tokens(), Secrets.ofDevelopers(session, engine)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(InputStream stream) {
        return answered(() -> {
            requireMaker();
            var body = SecretBody.read(stream);
            return Answers.created(represent(secrets.issue(caller().user(), body.name(), body.validFor(), audit())));
        });
    }

    @GET
    @Path("policy")
    @Produces(MediaType.APPLICATION_JSON)
    public Response policy() {
        return answered(() -> Answers.ok(
                SecretPolicyRepresentation.of(session, secrets.policy(), secrets.isDeveloper(caller().user()))));
    }

    @Override
    protected void requireMaker() {
        caller().requireMaker();
        tokens.requireStanding(caller().user());
        secrets.requireDeveloper(caller().user());
        tokens.requireRecentLogin(caller().authTime());
    }

    @Override
    protected Object represent(TokenView view) {
        return SecretRepresentation.of(view);
    }

    @Override
    protected Object represent(IssuedToken issued) {
        return SecretRepresentation.of(issued);
    }
}
