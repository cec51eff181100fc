package io.keypath.longlifetimegrant.service;

import com.google.auto.service.AutoService;
import io.keypath.tokens.service.TokenEngine;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Listens in every realm, whether it names the listener or not: else a token would outlive what ends it. */
@AutoService(EventListenerProviderFactory.class)
public final class LongLifetimeEventListenerFactory implements EventListenerProviderFactory {

    private static final String ID = "keypath-long-lifetime";

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new LongLifetimeEventListener(session);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        TokenEngine.cleanUpWithoutEngine(factory);
    }

    @Override
    public void close() {}
}
