package io.keypath.secretauthenticator.service;

import io.keypath.core.AddressBlock;
import io.keypath.core.TokenString;
import io.keypath.tokens.service.Clients;
import io.keypath.tokens.service.RequestSources;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/**
 * What a request shows to be authenticated, as yet unchecked.
 *
 * @param secret empty when there is none that could be one
 * @param clientIds as the request names its client; one is right, more are not
 * @param grantTypes as its form names them
 * @param isOfTokenEndpoint whether it came there
 */
record SecretRequest(String secret, List<String> clientIds, List<String> grantTypes, boolean isOfTokenEndpoint) {

    private static final String TOKEN_ENDPOINT = "/protocol/openid-connect/token";

    @Override
    public String toString() {
        return "SecretRequest[redacted]";
    }

    /** Null when the request does not use the scheme. */
    static @Nullable SecretRequest of(ClientAuthenticationFlowContext context) {
        List<String> headers = context.getHttpRequest().getHttpHeaders().getRequestHeader(HttpHeaders.AUTHORIZATION);
        return SecretHeader.isPresent(headers)
                ? new SecretRequest(
                        SecretHeader.secret(headers).orElse(""),
                        clientIds(context),
                        form(context, OAuth2Constants.GRANT_TYPE),
                        ("/realms/" + context.getRealm().getName() + TOKEN_ENDPOINT)
                                .equals(context.getUriInfo().getPath()))
                : null;
    }

    /** Whether the secret might be found by trying: only those that we make ourselves are long enough for sure. */
    boolean isGuessable() {
        return !TokenString.hasTokenPrefix(secret);
    }

    /** Null when none is named, or more than one. */
    @Nullable
    String grantType() {
        return grantTypes.size() == 1 ? grantTypes.get(0) : null;
    }

    /**
     * Whose wrong secrets are counted together: by address, realm and, too, the client that is named. Who shares the
     * address with a guesser and names his own client does not wait for the guesses at others.
     */
    String counter(ClientAuthenticationFlowContext context) {
        RealmModel realm = context.getRealm();
        ClientModel named = clientIds.size() == 1 ? Clients.find(realm, clientIds.get(0)) : null;
        return AddressBlock.of(RequestSources.address(context.getConnection()))
                + ' '
                + realm.getId()
                + ' '
                + (named == null ? "" : named.getId());
    }

    private static List<String> clientIds(ClientAuthenticationFlowContext context) {
        List<String> sent = form(context, OAuth2Constants.CLIENT_ID);
        if (!sent.isEmpty()) {
            return sent;
        }
        // Keycloak's own endpoints leave it here when it was sent in another way.
        String named = context.getSession().getAttribute(OAuth2Constants.CLIENT_ID, String.class);
        return named == null ? List.of() : List.of(named);
    }

    private static List<String> form(ClientAuthenticationFlowContext context, String parameter) {
        MediaType type = context.getHttpRequest().getHttpHeaders().getMediaType();
        if (type == null || !type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
            return List.of();
        }
        List<String> values =
                context.getHttpRequest().getDecodedFormParameters().get(parameter);
        return values == null ? List.of() : values;
    }
}
