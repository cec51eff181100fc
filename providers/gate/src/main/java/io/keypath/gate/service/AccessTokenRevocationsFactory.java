package io.keypath.gate.service;

import com.google.auto.service.AutoService;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Listens in all realms, whatever their event settings are. */
@AutoService(EventListenerProviderFactory.class)
public final class AccessTokenRevocationsFactory implements EventListenerProviderFactory {

    @Override
    public String getId() {
        return "keypath-gate-sessions";
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new AccessTokenRevocations(session);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public void init(Config.Scope config) {
        // Nothing to set.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Nothing to prepare.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
