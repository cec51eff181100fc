package io.keypath.oauth.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keypath.core.AccessList;
import io.keypath.core.TokenString;
import io.keypath.http.Outage;
import io.keypath.oauth.service.ClaimsThatHold;
import io.keypath.tokens.service.CachedCredential;
import io.keypath.tokens.service.EffectiveScope;
import io.keypath.tokens.service.PathClaims;
import io.keypath.tokens.service.RequestSource;
import io.keypath.tokens.service.Scopes;
import io.keypath.tokens.service.TokenEngine;
import io.keypath.tokens.service.UserFederation;
import io.keypath.tokens.service.Verification;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.Urls;
import org.keycloak.util.JsonSerialization;
import org.keycloak.util.TokenUtil;

/**
 * Introspection (RFC 7662) that knows path tokens beside Keycloak's own access tokens. For the latter it is Keycloak's own
 * provider, but that a JWT which came from a path token dies with it and shows what it is restricted to.
 *
 * <p>The request comes from a resource server: where the token's holder is, it cannot tell. A token that is restricted to
 * origins or networks is therefore not active here.
 */
final class PathTokenIntrospectionProvider extends AccessTokenIntrospectionProvider<AccessToken> {

    /** Client attribute: the client may introspect the path tokens of the realm. */
    static final String MAY_INTROSPECT = "keypath.introspect";

    private final @Nullable TokenEngine tokens;

    PathTokenIntrospectionProvider(KeycloakSession session) {
        super(session);
        this.tokens = TokenEngine.of(session);
    }

    @Override
    public Response introspect(String token, EventBuilder event) {
        try {
            return judge(token, event);
        } catch (RuntimeException e) {
            // Keycloak's own part wraps what its models throw, and its endpoint would call the request bad.
            throw Outage.answer(e)
                    .<RuntimeException>map(ErrorResponseException::new)
                    .orElse(e);
        }
    }

    private Response judge(String token, EventBuilder event) {
        if (tokens == null || !TokenString.hasTokenPrefix(token)) {
            return super.introspect(token, event);
        }
        Optional<Verification.Accepted> accepted =
                mayIntrospect(session.getContext().getClient())
                        ? TokenString.parse(token)
                                .map(string -> tokens.verifier().verify(session, realm, string, RequestSource.UNKNOWN))
                                .filter(Verification.Accepted.class::isInstance)
                                .map(Verification.Accepted.class::cast)
                        : Optional.empty();
        // A dead token is counted by the verifier; an event for each would let anybody fill the event store.
        if (accepted.isEmpty()) {
            return answer(JsonSerialization.createObjectNode().put("active", false));
        }
        CachedCredential live = accepted.get().token();
        event.detail(Details.TOKEN_ID, live.id()).user(live.ownerId()).success();
        return answer(active(live, accepted.get().owner(), accepted.get().client()));
    }

    @Override
    protected boolean introspectionChecks(String token) {
        if (!super.introspectionChecks(token)) {
            AccessToken refused = this.token;
            String subject = refused == null ? null : refused.getSubject();
            UserFederation.reached(subject == null ? null : session.users().getUserById(realm, subject));
            return false;
        }
        // Switched off, nobody can tell whether what the JWT hangs on is still there.
        return tokens == null
                ? PathClaims.parent(this.token) == null
                : tokens.verifier()
                        .verifyParent(session, realm, this.token, RequestSource.UNKNOWN)
                        .map(this::covers)
                        .orElse(true);
    }

    // A parent that was narrowed since leaves no JWT alive that reaches more.
    private boolean covers(Verification parent) {
        if (!(parent instanceof Verification.Accepted accepted)) {
            return false;
        }
        // Keycloak may know the user by his name alone, and a name may come to somebody else.
        if (userSession != null
                && !userSession.getUser().getId().equals(accepted.owner().getId())) {
            return false;
        }
        AccessList list = accepted.token().accessList();
        if (list == null) {
            return true;
        }
        try {
            AccessList narrowed = PathClaims.read(list.vocabulary(), token);
            return narrowed != null && narrowed.isWithin(list);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    // What such a token is restricted to stands in the token itself. Keycloak would compute claims afresh from all
    // scopes of the client: here they only say what of the token's own claims still holds.
    @Override
    @SuppressWarnings("ReferenceEquality") // Keycloak returns the same token when there is nothing to transform.
    public AccessToken transformAccessToken(AccessToken token, UserSessionModel userSession) {
        AccessToken transformed = super.transformAccessToken(token, userSession);
        if (PathClaims.parent(token) != null) {
            AccessToken held = ClaimsThatHold.of(token, transformed == token ? new AccessToken() : transformed);
            held.setScope(scopesThatHold(token, userSession));
            return held;
        }
        if (transformed != token && PathClaims.isRestricted(realm, token)) {
            transformed.setAuthorizationDetails(token.getAuthorizationDetails());
        }
        return transformed;
    }

    // Paths are the row's, which was asked; a scope may need a role that is gone, or have been taken from the client.
    private @Nullable String scopesThatHold(AccessToken token, @Nullable UserSessionModel userSession) {
        ClientModel client = realm.getClientByClientId(token.getIssuedFor());
        String scope = token.getScope();
        if (scope == null || client == null || userSession == null) {
            return scope;
        }
        return Scopes.thatHold(scope, client, userSession.getUser());
    }

    private ObjectNode active(CachedCredential token, UserModel owner, ClientModel client) {
        ObjectNode answer = JsonSerialization.createObjectNode();
        answer.put("active", true);
        answer.put("token_type", TokenUtil.TOKEN_TYPE_BEARER);
        answer.put("client_id", client.getClientId());
        answer.put("username", owner.getUsername());
        answer.put("sub", owner.getId());
        answer.put("iat", token.issuedAt());
        Long endsAt = token.endsAt();
        if (endsAt != null) {
            answer.put("exp", endsAt);
        }
        answer.put("iss", Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        answer.put("jti", token.id());
        String scope = EffectiveScope.of(token, client, owner).withGrants(token.accessList());
        if (!scope.isEmpty()) {
            answer.put("scope", scope);
        }
        AccessList list = token.accessList();
        if (list != null) {
            answer.set("authorization_details", JsonSerialization.mapper.valueToTree(PathClaims.write(list)));
        }
        return answer;
    }

    // Keycloak's audience rule (26.7): a path token names no audience, so the client needs to be let in.
    private boolean mayIntrospect(ClientModel client) {
        var protocol = (OIDCLoginProtocol) session.getProvider(LoginProtocol.class, OIDCLoginProtocol.LOGIN_PROTOCOL);
        return Boolean.parseBoolean(client.getAttribute(MAY_INTROSPECT))
                || OIDCAdvancedConfigWrapper.fromClientModel(client).isAllowTokenIntrospectionWithoutAudienceCheck()
                || protocol.getConfig().isAllowTokenIntrospectionWithoutAudienceCheck();
    }

    private static Response answer(ObjectNode body) {
        try {
            return Response.ok(JsonSerialization.mapper.writeValueAsBytes(body))
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of JSON nodes has always a text", e);
        }
    }
}
