package io.keypath.secretauthenticator.service;

import io.keypath.core.TokenString;
import io.keypath.tokens.service.Clients;
import io.keypath.tokens.service.LoginStanding;
import io.keypath.tokens.service.RequestSources;
import io.keypath.tokens.service.SecretVerification;
import io.keypath.tokens.service.TokenEngine;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Whose a secret is, and whether it may be used so.
 *
 * @param named the client that Keycloak has found by itself; null for none
 */
record SecretCheck(
        KeycloakSession session, RealmModel realm, @Nullable ClientModel named) {

    /** The reason is for metrics, nobody else learns it. */
    sealed interface Result {
        String reason();
    }

    /**
     * The secret authenticates a client.
     *
     * @param user on whose behalf; null for the client's own
     * @param secretId null for the one of the Credentials tab
     */
    record Accepted(
            ClientModel client,
            @Nullable UserModel user,
            @Nullable String secretId) implements Result {
        @Override
        public String reason() {
            return "accepted";
        }
    }

    record Refused(String reason) implements Result {}

    Result of(SecretRequest request) {
        Result result = request.isGuessable() ? ofCredentialsTab(request) : ofStored(request);
        return result instanceof Accepted accepted ? fit(accepted, request.clientIds()) : result;
    }

    private Result fit(Accepted accepted, List<String> clientIds) {
        ClientModel client = accepted.client();
        if (!clientIds.stream().allMatch(client.getClientId()::equals)
                || (named != null && !named.getId().equals(client.getId()))) {
            return new Refused("client_mismatch");
        }
        if (!client.isEnabled()
                || client.isPublicClient()
                || client.isBearerOnly()
                || !SecretClientAuthenticator.ID.equals(client.getClientAuthenticatorType())) {
            return new Refused("client_unfit");
        }
        return accepted;
    }

    private Result ofStored(SecretRequest request) {
        TokenEngine tokens = TokenEngine.of(session);
        Optional<TokenString> string = TokenString.parse(request.secret());
        if (tokens == null || string.isEmpty()) {
            return new Refused("malformed");
        }
        SecretVerification verification =
                tokens.verifier().verifySecret(session, realm, string.get(), RequestSources.of(session));
        if (!(verification instanceof SecretVerification.Accepted accepted)) {
            return new Refused(verification.toString());
        }
        UserModel user = accepted.user();
        if (user != null && !mayActFor(user, accepted.client(), request)) {
            return new Refused("not_permitted");
        }
        return new Accepted(accepted.client(), user, accepted.secret().id());
    }

    // A developer secret is for the token endpoint and the grant types that the realm names, and for nothing else.
    private boolean mayActFor(UserModel user, ClientModel client, SecretRequest request) {
        ClientModel developers = Developers.client(realm);
        return developers != null
                && developers.getId().equals(client.getId())
                && Developers.isOne(session, realm, user)
                // It stands for his password: what keeps that out keeps this out.
                && LoginStanding.isGood(session, realm, user)
                && request.isOfTokenEndpoint()
                && Developers.permits(session, realm, request.grantType());
    }

    private Result ofCredentialsTab(SecretRequest request) {
        String secret = request.secret();
        ClientModel client;
        if (secret.isEmpty()) {
            client = null;
        } else if (request.clientIds().isEmpty()) {
            client = ClientSecretIndex.find(session, realm, secret);
        } else {
            ClientModel said = Clients.find(realm, request.clientIds().get(0));
            client = said != null && ClientSecretIndex.isSecretOf(session, said, secret) ? said : null;
        }
        return client == null ? new Refused("unknown") : new Accepted(client, null, null);
    }
}
