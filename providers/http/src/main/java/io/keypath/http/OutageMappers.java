package io.keypath.http;

import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.services.error.KeycloakErrorHandler;
import org.keycloak.storage.StorageUnavailableException;

/**
 * Answers an {@link Outage} in requests that Keypath serves. All else, and every other request, is left to Keycloak's own
 * handler, which would answer 500. One for each type that Keycloak throws when a storage is away.
 */
final class OutageMappers {

    private static final Logger LOG = Logger.getLogger(OutageMappers.class);

    private OutageMappers() {}

    private static Response answer(KeycloakSession session, RuntimeException thrown) {
        Optional<Response> outage = Outage.isTranslatedFor(session) ? Outage.answer(thrown) : Optional.empty();
        if (outage.isEmpty()) {
            return KeycloakErrorHandler.getResponse(session, thrown);
        }
        session.getTransactionManager().setRollbackOnly();
        // Each request of an outage comes here: one line will do.
        LOG.warnf("Answered 503: %s", Outage.reason(thrown));
        LOG.debug("What was thrown", thrown);
        return outage.get();
    }

    /** The database. */
    @Provider
    public static final class OfDatabase implements ExceptionMapper<PersistenceException> {

        @Context
        @SuppressWarnings("NullAway.Init") // JAX-RS sets it.
        KeycloakSession session;

        @Override
        public Response toResponse(PersistenceException thrown) {
            return answer(session, thrown);
        }
    }

    /** The database as Keycloak's models put it, and LDAP. */
    @Provider
    public static final class OfModel implements ExceptionMapper<ModelException> {

        @Context
        @SuppressWarnings("NullAway.Init") // JAX-RS sets it.
        KeycloakSession session;

        @Override
        public Response toResponse(ModelException thrown) {
            return answer(session, thrown);
        }
    }

    /** Other user federations. */
    @Provider
    public static final class OfStorage implements ExceptionMapper<StorageUnavailableException> {

        @Context
        @SuppressWarnings("NullAway.Init") // JAX-RS sets it.
        KeycloakSession session;

        @Override
        public Response toResponse(StorageUnavailableException thrown) {
            return answer(session, thrown);
        }
    }
}
