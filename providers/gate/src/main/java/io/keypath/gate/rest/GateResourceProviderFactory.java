package io.keypath.gate.rest;

import com.google.auto.service.AutoService;
import io.keypath.gate.service.Gates;
import io.keypath.http.RealmEndpoint;
import io.keypath.tokens.service.TokenEngine;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/gate}; 404 when path tokens are switched off. */
@AutoService(RealmResourceProviderFactory.class)
public final class GateResourceProviderFactory extends RealmEndpoint {

    public GateResourceProviderFactory() {
        this(new Gates());
    }

    private GateResourceProviderFactory(Gates gates) {
        super("gate", session -> {
            TokenEngine tokens = TokenEngine.of(session);
            return tokens == null ? null : new GateResource(session, tokens, gates);
        });
    }
}
