package io.keypath.secretauthenticator.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.RealmEndpoint;
import io.keypath.tokens.service.PathTokenProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/developer-secrets}; 404 when path tokens, which keep the secrets, are switched off. */
@AutoService(RealmResourceProviderFactory.class)
public final class DeveloperSecretsResourceFactory extends RealmEndpoint {

    public DeveloperSecretsResourceFactory() {
        super("developer-secrets", session -> {
            PathTokenProvider tokens = PathTokenProvider.of(session);
            return tokens == null ? null : new DeveloperSecretsResource(session, tokens);
        });
    }
}
