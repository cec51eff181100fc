package io.keypath.tokens.service;

import io.keypath.core.AccessList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.constants.ServiceAccountConstants;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.TokenManager.AccessTokenResponseBuilder;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.managers.UserSessionManager;

/**
 * Makes JWTs that hang on a row of ours and on no session. Their scopes may be fewer than the client's: then no mapper of
 * any other client scope runs, so that neither roles nor claims of it come with them.
 */
public final class NarrowedTokens {

    private final KeycloakSession session;
    private final ClientModel client;
    private final UserModel owner;

    public NarrowedTokens(KeycloakSession session, ClientModel client, UserModel owner) {
        this.session = session;
        this.client = client;
        this.owner = owner;
    }

    /**
     * A token of Keycloak's, as yet without what {@link #bind} adds.
     *
     * @param scope the only scopes; null for all that the client and the scope parameter bring
     * @param scopeParameter as a client would send it
     */
    public AccessTokenResponseBuilder build(
            TokenManager tokenManager,
            EventBuilder event,
            String grantType,
            @Nullable EffectiveScope scope,
            @Nullable String scopeParameter) {
        return build(tokenManager, event, open(grantType, scope, scopeParameter));
    }

    /** As {@link #build(TokenManager, EventBuilder, String, EffectiveScope, String)}, in what {@link #open} gave. */
    public AccessTokenResponseBuilder build(
            TokenManager tokenManager, EventBuilder event, ClientSessionContext clientSession) {
        return tokenManager
                .responseBuilder(
                        session.getContext().getRealm(),
                        client,
                        event,
                        session,
                        clientSession.getClientSession().getUserSession(),
                        clientSession)
                .generateAccessToken();
    }

    /** The sessions of one request in which a token is made: what client policies judge before there is one. */
    public ClientSessionContext open(
            String grantType, @Nullable EffectiveScope scope, @Nullable String scopeParameter) {
        RealmModel realm = session.getContext().getRealm();
        String address = session.getContext().getConnection().getRemoteHost();
        UserSessionModel userSession = new UserSessionManager(session)
                .createUserSession(
                        null,
                        realm,
                        owner,
                        owner.getUsername(),
                        address,
                        "keypath",
                        false,
                        null,
                        null,
                        UserSessionModel.SessionPersistenceState.TRANSIENT);
        if (owner.getServiceAccountClientLink() != null) {
            // What Keycloak's mappers of a service account read.
            userSession.setNote(ServiceAccountConstants.CLIENT_ID, client.getClientId());
            userSession.setNote(ServiceAccountConstants.CLIENT_HOST, address);
            userSession.setNote(ServiceAccountConstants.CLIENT_ADDRESS, address);
        }
        var authSession = new AuthenticationSessionManager(session)
                .createAuthenticationSession(realm, false)
                .createAuthenticationSession(client);
        authSession.setAuthenticatedUser(owner);
        authSession.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        authSession.setClientNote(
                OIDCLoginProtocol.ISSUER,
                Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        authSession.setClientNote(OIDCLoginProtocol.SCOPE_PARAM, scopeParameter);
        var clientSession =
                TokenManager.attachAuthenticationSession(session, userSession, authSession, mapped(scope), false);
        clientSession.setAttribute(Constants.GRANT_TYPE, grantType);
        return clientSession;
    }

    /**
     * Writes into the token what it is restricted to and what it hangs on.
     *
     * @param parentHash SHA-256 of the row's string
     * @param paths null for no restriction
     * @param scope as of {@link #build}
     */
    public void bind(AccessToken token, String parentHash, @Nullable AccessList paths, @Nullable EffectiveScope scope) {
        token.setSessionId(null);
        String names = scope == null ? token.getScope() : String.join(" ", scope.scopes());
        String granted = paths == null ? "" : paths.toString();
        token.setScope((names + " " + granted).strip());
        if (paths != null) {
            token.setAuthorizationDetails(PathClaims.write(paths));
        }
        token.setOtherClaims("client_id", client.getClientId());
        PathClaims.setParent(token, parentHash);
        token.audience(audience(token).toArray(String[]::new));
    }

    // RFC 9068 section 2.2 wants an audience: the client itself, and what the client's own mappers add.
    private Set<String> audience(AccessToken token) {
        var audience = new LinkedHashSet<String>();
        audience.add(client.getClientId());
        if (token.getAudience() != null) {
            audience.addAll(List.of(token.getAudience()));
        }
        audience.remove(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        return audience;
    }

    // Which client scopes' mappers may run; null for all. A client's own mappers, under its name, always may.
    private @Nullable Set<String> mapped(@Nullable EffectiveScope scope) {
        if (scope == null) {
            return null;
        }
        var names = new HashSet<String>(scope.scopes());
        // Keycloak goes by the name alone: a client that is named as a scope would open that scope.
        String name = client.getName();
        if (name == null || !client.getClientScopes(true).containsKey(name)) {
            names.add(name);
        }
        return names;
    }
}
