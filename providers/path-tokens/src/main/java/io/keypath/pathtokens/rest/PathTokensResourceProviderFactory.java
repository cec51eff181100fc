package io.keypath.pathtokens.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.RealmEndpoint;
import io.keypath.tokens.service.TokenEngine;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/path-tokens}; 404 when path tokens are switched off. */
@AutoService(RealmResourceProviderFactory.class)
public final class PathTokensResourceProviderFactory extends RealmEndpoint {

    public PathTokensResourceProviderFactory() {
        super("path-tokens", session -> {
            TokenEngine provider = TokenEngine.of(session);
            return provider == null ? null : new PathTokensResource(session, provider);
        });
    }
}
