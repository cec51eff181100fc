package io.keypath.secretauthenticator.service;

import com.google.auto.service.AutoService;
import io.keypath.core.AddressBlock;
import io.keypath.core.TokenString;
import io.keypath.http.Outage;
import io.keypath.tokens.service.Clients;
import io.keypath.tokens.service.FindsClientBySecret;
import io.keypath.tokens.service.KeycloakClock;
import io.keypath.tokens.service.LoginStanding;
import io.keypath.tokens.service.OnBehalfOf;
import io.keypath.tokens.service.RequestSources;
import io.keypath.tokens.service.SecretVerification;
import io.keypath.tokens.service.TokenEngine;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.ClientAuthenticatorFactory;
import org.keycloak.authentication.authenticators.client.AbstractClientAuthenticator;
import org.keycloak.authentication.authenticators.client.ClientAuthUtil;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.delegate.ClientModelLazyDelegate;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.storage.StorageUnavailableException;

/**
 * Authenticates a client by {@code Authorization: Secret <secret>}, without a client_id. The secret is one of the client's
 * {@code kps_} secrets, the one of its Credentials tab, or a developer's. Whatever is wrong gets the same 401; an address
 * that sent too many wrong ones gets 429.
 */
@AutoService(ClientAuthenticatorFactory.class)
public final class SecretClientAuthenticator extends AbstractClientAuthenticator implements FindsClientBySecret {

    /** The type of clients that authenticate so. */
    public static final String ID = "keypath-secret";

    /** As metadata name it (RFC 8414, RFC 7591): a name of our own is to be an absolute URI. */
    public static final String METHOD = "urn:keypath:params:oauth:client-auth-method:secret";

    private static final String GUESSES = "guesses-per-minute";
    private static final int DEFAULT_GUESSES = 20;
    private static final int MOST_GUESSES = 100_000;

    private static final String TOKEN_ENDPOINT = "/protocol/openid-connect/token";
    private static final int TOO_MANY_REQUESTS = 429;

    private int guessesPerMinute = DEFAULT_GUESSES;
    private @Nullable FailedAttempts guesses;

    /** The client that a secret authenticates, or why it does not; {@code reason} is for metrics, nobody else learns it. */
    private record Result(
            @Nullable ClientModel client,
            @Nullable UserModel user,
            @Nullable String secretId,
            String reason) {

        static Result refused(String reason) {
            return new Result(null, null, null, reason);
        }
    }

    @Override
    public void init(Config.Scope config) {
        guessesPerMinute = config.getInt(GUESSES, DEFAULT_GUESSES);
        if (guessesPerMinute < 1 || guessesPerMinute > MOST_GUESSES) {
            throw new IllegalArgumentException("The option spi-client-authenticator--" + ID + "--" + GUESSES
                    + " must be from 1 to " + MOST_GUESSES);
        }
    }

    @Override
    public void authenticateClient(ClientAuthenticationFlowContext context) {
        try {
            authenticate(context);
        } catch (ModelException | PersistenceException | StorageUnavailableException e) {
            // Keycloak would put the blame on the client, with 400.
            refuse(context, Outage.answer(e).orElseThrow(() -> e));
        }
    }

    private void authenticate(ClientAuthenticationFlowContext context) {
        Outage.translateFor(context.getSession());
        List<String> headers = context.getHttpRequest().getHttpHeaders().getRequestHeader(HttpHeaders.AUTHORIZATION);
        if (!SecretHeader.isPresent(headers)) {
            // Counts only for a client of this type that was named without its secret.
            context.failure(AuthenticationFlowError.INVALID_CLIENT_CREDENTIALS, unauthorized(context.getRealm()));
            return;
        }
        FailedAttempts counted = guesses(context.getSession());
        String address = counter(context);
        String secret = SecretHeader.secret(headers).orElse("");
        boolean isGuessable = !TokenString.hasTokenPrefix(secret);
        long wait = counted.wait(address);
        // A kps_ secret cannot be guessed, so a good one is never kept waiting; any other might have been.
        Result result = isGuessable && counted.wait(address, secret) > 0
                ? Result.refused("throttled")
                : judge(context, secret, isGuessable);
        ClientModel client = result.client();
        if (client == null) {
            counted.wrong(address);
            SecretMetrics.count(wait > 0 ? "throttled" : result.reason());
            refuse(context, wait > 0 ? tooMany(wait) : unauthorized(context.getRealm()));
            return;
        }
        if (isGuessable) {
            counted.right(address, secret);
        }
        SecretMetrics.count(result.reason());
        accept(context, client, result);
    }

    // By realm and by the client that is named, too: who shares the address with a guesser and names his own client
    // does not wait for the guesses at others.
    private static String counter(ClientAuthenticationFlowContext context) {
        List<String> clientIds = clientIds(context);
        ClientModel named = clientIds.size() == 1 ? Clients.find(context.getRealm(), clientIds.get(0)) : null;
        return AddressBlock.of(RequestSources.address(context.getConnection()))
                + ' '
                + context.getRealm().getId()
                + ' '
                + (named == null ? "" : named.getId());
    }

    private static void accept(ClientAuthenticationFlowContext context, ClientModel client, Result result) {
        context.setClient(client);
        context.getEvent().client(client.getClientId());
        if (result.secretId() != null) {
            context.getEvent().detail("secret_id", result.secretId());
        }
        UserModel user = result.user();
        if (user != null) {
            OnBehalfOf.set(context.getSession(), user);
        }
        context.success();
    }

    // Keycloak listens to an authenticator only about a client of its type: an unknown one stands in.
    private static void refuse(ClientAuthenticationFlowContext context, Response response) {
        context.setClient(new ClientModelLazyDelegate(() -> null) {
            @Override
            public String getClientAuthenticatorType() {
                return ID;
            }

            @Override
            public boolean isPublicClient() {
                return false;
            }
        });
        context.failure(AuthenticationFlowError.INVALID_CLIENT_CREDENTIALS, response);
    }

    private static Result judge(ClientAuthenticationFlowContext context, String secret, boolean isGuessable) {
        KeycloakSession session = context.getSession();
        RealmModel realm = context.getRealm();
        List<String> clientIds = clientIds(context);
        Result result = isGuessable ? ofCredentialsTab(session, realm, secret, clientIds) : ofStored(context, secret);
        ClientModel client = result.client();
        if (client == null) {
            return result;
        }
        ClientModel named = context.getClient();
        if (!clientIds.stream().allMatch(client.getClientId()::equals)
                || (named != null && !named.getId().equals(client.getId()))) {
            return Result.refused("client_mismatch");
        }
        if (!client.isEnabled()
                || client.isPublicClient()
                || client.isBearerOnly()
                || !ID.equals(client.getClientAuthenticatorType())) {
            return Result.refused("client_unfit");
        }
        return result;
    }

    private static Result ofStored(ClientAuthenticationFlowContext context, String secret) {
        KeycloakSession session = context.getSession();
        RealmModel realm = context.getRealm();
        TokenEngine tokens = TokenEngine.of(session);
        Optional<TokenString> string = TokenString.parse(secret);
        if (tokens == null || string.isEmpty()) {
            return Result.refused("malformed");
        }
        SecretVerification verification =
                tokens.verifier().verifySecret(session, realm, string.get(), RequestSources.of(session));
        if (!(verification instanceof SecretVerification.Accepted accepted)) {
            return Result.refused(verification.toString());
        }
        UserModel user = accepted.user();
        if (user != null && !mayActFor(context, user, accepted.client())) {
            return Result.refused("not_permitted");
        }
        return new Result(accepted.client(), user, accepted.secret().id(), "accepted");
    }

    // A developer secret is for the token endpoint and the grant types that the realm names, and for nothing else.
    private static boolean mayActFor(ClientAuthenticationFlowContext context, UserModel user, ClientModel client) {
        RealmModel realm = context.getRealm();
        ClientModel developers = Developers.client(realm);
        return developers != null
                && developers.getId().equals(client.getId())
                && Developers.isOne(context.getSession(), realm, user)
                // It stands for his password: what keeps that out keeps this out.
                && LoginStanding.isGood(context.getSession(), realm, user)
                && ("/realms/" + realm.getName() + TOKEN_ENDPOINT)
                        .equals(context.getUriInfo().getPath())
                && Developers.permits(
                        context.getSession(),
                        realm,
                        form(context, OAuth2Constants.GRANT_TYPE).stream()
                                .reduce((one, other) -> "")
                                .orElse(null));
    }

    private static Result ofCredentialsTab(
            KeycloakSession session, RealmModel realm, String secret, List<String> clientIds) {
        ClientModel client;
        if (secret.isEmpty()) {
            client = null;
        } else if (clientIds.isEmpty()) {
            client = ClientSecretIndex.find(session, realm, secret);
        } else {
            ClientModel named = Clients.find(realm, clientIds.get(0));
            client = named != null && ClientSecretIndex.isSecretOf(session, named, secret) ? named : null;
        }
        return client == null ? Result.refused("unknown") : new Result(client, null, null, "accepted");
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
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        List<String> values = form.get(parameter);
        return values == null ? List.of() : values;
    }

    // RFC 6749 section 5.2: 401, and a challenge of the scheme that the client used.
    private static Response unauthorized(RealmModel realm) {
        return withHeader(
                ClientAuthUtil.errorResponse(
                        Response.Status.UNAUTHORIZED.getStatusCode(),
                        OAuthErrorException.INVALID_CLIENT,
                        "Invalid client or Invalid client credentials"),
                HttpHeaders.WWW_AUTHENTICATE,
                SecretHeader.SCHEME + " realm=\"" + realm.getName().replaceAll("[\\\\\"]", "\\\\$0") + '"');
    }

    // RFC 6585 section 4.
    private static Response tooMany(long seconds) {
        return withHeader(
                ClientAuthUtil.errorResponse(
                        TOO_MANY_REQUESTS,
                        OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                        "Too many wrong secrets from this address; try again in " + seconds + " seconds"),
                HttpHeaders.RETRY_AFTER,
                Long.toString(seconds));
    }

    private static Response withHeader(Response response, String name, String value) {
        return Response.fromResponse(response).header(name, value).build();
    }

    private synchronized FailedAttempts guesses(KeycloakSession session) {
        FailedAttempts here = guesses;
        if (here == null) {
            here = new FailedAttempts(session, guessesPerMinute, new KeycloakClock());
            guesses = here;
        }
        return here;
    }

    @Override
    public void close() {
        FailedAttempts here = guesses;
        if (here != null) {
            here.close();
        }
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Authorization: Secret";
    }

    @Override
    public String getHelpText() {
        return "Authenticates the client by the header 'Authorization: Secret', without a client_id: by the secret here or"
                + " by one of the client's kps_ secrets";
    }

    @Override
    public boolean isConfigurable() {
        return false;
    }

    @Override
    public AuthenticationExecutionModel.Requirement[] getRequirementChoices() {
        return REQUIREMENT_CHOICES;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public List<ProviderConfigProperty> getConfigPropertiesPerClient() {
        return List.of();
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(GUESSES)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .helpText("Wrong secrets of an address in a minute before it has to wait, 1 to 100,000.")
                .defaultValue(DEFAULT_GUESSES)
                .add()
                .build();
    }

    @Override
    public Map<String, Object> getAdapterConfiguration(KeycloakSession session, ClientModel client) {
        // Whoever shows one secret gets this, for an adapter: it must not be another one, which outlives the first.
        return Map.of();
    }

    @Override
    public Set<String> getProtocolAuthenticatorMethods(String loginProtocol) {
        return OIDCLoginProtocol.LOGIN_PROTOCOL.equals(loginProtocol) ? Set.of(METHOD) : Set.of();
    }

    @Override
    public boolean supportsSecret() {
        return true;
    }
}
