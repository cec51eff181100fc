package io.keypath.secretauthenticator.service;

import com.google.auto.service.AutoService;
import io.keypath.http.Outage;
import io.keypath.tokens.service.FindsClientBySecret;
import io.keypath.tokens.service.KeycloakClock;
import io.keypath.tokens.service.OnBehalfOf;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.ClientAuthenticatorFactory;
import org.keycloak.authentication.authenticators.client.AbstractClientAuthenticator;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
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

    private int guessesPerMinute = DEFAULT_GUESSES;
    private @Nullable FailedAttempts failedAttempts;

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
            SecretRefusal.answer(context, Outage.answer(e).orElseThrow(() -> e));
        }
    }

    private void authenticate(ClientAuthenticationFlowContext context) {
        Outage.translateFor(context.getSession());
        RealmModel realm = context.getRealm();
        SecretRequest request = SecretRequest.of(context);
        if (request == null) {
            // Counts only for a client of this type that was named without its secret.
            context.failure(AuthenticationFlowError.INVALID_CLIENT_CREDENTIALS, SecretRefusal.unauthorized(realm));
            return;
        }
        FailedAttempts counted = failedAttempts(context.getSession());
        String counter = request.counter(context);
        long wait = counted.wait(counter);
        // A kps_ secret cannot be guessed, so a good one is never kept waiting; any other might have been.
        SecretCheck.Result result = request.isGuessable() && counted.wait(counter, request.secret()) > 0
                ? new SecretCheck.Refused("throttled")
                : new SecretCheck(context.getSession(), realm, context.getClient()).of(request);
        if (result instanceof SecretCheck.Accepted accepted) {
            if (request.isGuessable()) {
                counted.right(counter, request.secret());
            }
            SecretMetrics.count(result.reason());
            accept(context, accepted);
            return;
        }
        counted.wrong(counter);
        SecretMetrics.count(wait > 0 ? "throttled" : result.reason());
        SecretRefusal.answer(context, wait > 0 ? SecretRefusal.tooMany(wait) : SecretRefusal.unauthorized(realm));
    }

    private static void accept(ClientAuthenticationFlowContext context, SecretCheck.Accepted accepted) {
        context.setClient(accepted.client());
        context.getEvent().client(accepted.client().getClientId());
        if (accepted.secretId() != null) {
            context.getEvent().detail("secret_id", accepted.secretId());
        }
        UserModel user = accepted.user();
        if (user != null) {
            OnBehalfOf.set(context.getSession(), user);
        }
        context.success();
    }

    private synchronized FailedAttempts failedAttempts(KeycloakSession session) {
        FailedAttempts here = failedAttempts;
        if (here == null) {
            here = new FailedAttempts(session, guessesPerMinute, new KeycloakClock());
            failedAttempts = here;
        }
        return here;
    }

    @Override
    public void close() {
        FailedAttempts here = failedAttempts;
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
