package io.keypath.secretauthenticator.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.RealmEndpoint;
import io.keypath.tokens.service.TokenEngine;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/developer-secrets}; 404 when path tokens, which keep the secrets, are switched off. */
@AutoService(RealmResourceProviderFactory.class)
public final class DeveloperSecretsResourceProviderFactory extends RealmEndpoint {

    public DeveloperSecretsResourceProviderFactory() {
        super("developer-secrets", session -> {
            TokenEngine engine = TokenEngine.of(session);
            return engine == null ? null : DeveloperSecretsResource.enter(session, engine);
        });
    }
}
