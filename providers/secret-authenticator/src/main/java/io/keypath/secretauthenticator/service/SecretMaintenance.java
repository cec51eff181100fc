package io.keypath.secretauthenticator.service;

import com.google.auto.service.AutoService;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.authentication.ClientAuthenticator;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;

/**
 * Keeps what the authenticator needs in each realm: its place in the client flow, the index of client secrets, and the
 * client of developers. It stands apart from the authenticator so that it can clean up when that is switched off.
 */
@AutoService(EventListenerProviderFactory.class)
public final class SecretMaintenance implements EventListenerProviderFactory {

    private static final Logger LOG = Logger.getLogger(SecretMaintenance.class);

    private static final String ID = "keypath-secret-upkeep";
    private static final String CLIENTS = "clients/";

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(SecretMaintenance::onProviderEvent);
    }

    /** For the realms' events too that do not list this listener. */
    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new Listener(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void close() {}

    @Override
    public String getId() {
        return ID;
    }

    private static void onProviderEvent(ProviderEvent event) {
        if (event instanceof PostMigrationEvent migrated) {
            started(migrated.getFactory());
        } else if (event instanceof RealmModel.RealmPostCreateEvent created) {
            prepare(created.getKeycloakSession(), created.getCreatedRealm());
        } else if (event instanceof ClientModel.ClientUpdatedEvent updated) {
            update(updated.getKeycloakSession(), updated.getUpdatedClient());
        } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
            ClientSecretIndex.remove(removed.getKeycloakSession(), removed.getClient());
        } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
            ClientSecretIndex.removeAll(removed.getKeycloakSession(), removed.getRealm());
        }
    }

    private static void started(KeycloakSessionFactory factory) {
        var realms = KeycloakModelUtils.runJobInTransactionWithResult(
                factory,
                session -> session.realms()
                        .getRealmsStream()
                        .map(RealmModel::getId)
                        .toList());
        for (String id : realms) {
            try {
                KeycloakModelUtils.runJobInTransaction(factory, session -> {
                    RealmModel realm = session.realms().getRealm(id);
                    if (realm != null) {
                        session.getContext().setRealm(realm);
                        prepare(session, realm);
                    }
                });
            } catch (ModelException e) {
                // Another node that starts at the same time did it.
                LOG.debugf(e, "The realm %s was prepared by another node", id);
            }
        }
    }

    private static void prepare(KeycloakSession session, RealmModel realm) {
        if (isOn(session)) {
            ClientFlow.install(realm);
            ClientSecretIndex.complete(session, realm);
            Developers.addClient(session, realm);
        } else {
            ClientFlow.uninstall(realm);
            // Whoever switches it off may take the jar away: what is indexed then would not follow the clients.
            ClientSecretIndex.removeAll(session, realm);
        }
    }

    private static boolean isOn(KeycloakSession session) {
        return session.getKeycloakSessionFactory()
                        .getProviderFactory(ClientAuthenticator.class, SecretClientAuthenticator.ID)
                != null;
    }

    private static void update(KeycloakSession session, ClientModel client) {
        if (isOn(session)) {
            ClientSecretIndex.update(session, client);
        }
    }

    /** Keycloak tells of a regenerated secret by no other event than these. */
    private record Listener(KeycloakSession session) implements EventListenerProvider {

        @Override
        public void onEvent(Event event) {
            if (event.getType() == EventType.CLIENT_REGISTER || event.getType() == EventType.CLIENT_UPDATE) {
                inRealm(event.getRealmId(), realm -> update(realm.getClientByClientId(event.getClientId())));
            }
        }

        @Override
        public void onEvent(AdminEvent event, boolean includeRepresentation) {
            String path = event.getResourcePath();
            if (event.getResourceType() == ResourceType.CLIENT && path != null && path.startsWith(CLIENTS)) {
                String uuid = path.substring(CLIENTS.length()).split("/", 2)[0];
                inRealm(event.getRealmId(), realm -> update(realm.getClientById(uuid)));
            }
        }

        private void inRealm(@Nullable String realmId, Consumer<RealmModel> work) {
            RealmModel realm = realmId == null ? null : session.realms().getRealm(realmId);
            if (realm != null) {
                work.accept(realm);
            }
        }

        private void update(@Nullable ClientModel client) {
            if (client != null) {
                SecretMaintenance.update(session, client);
            }
        }

        @Override
        public void close() {}
    }
}
