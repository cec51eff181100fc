package io.keypath.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.CommunicationException;
import javax.naming.InterruptedNamingException;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.TimeLimitExceededException;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.storage.StorageUnavailableException;

/**
 * The database or a user federation is away for a while. Requests that Keypath serves are then answered with 503 and
 * {@code Retry-After}: nothing is known of the token, so it is neither good nor bad.
 */
public final class Outage {

    /** Seconds after which a client may try again. */
    private static final int RETRY_AFTER = 5;

    // Of nested causes no more are of interest, and a chain that ends in itself must not be walked for ever.
    private static final int MOST_CAUSES = 20;

    private static final String SERVED = "keypath.served";

    private Outage() {}

    /** From here on the request is served by Keypath, and an outage that ends it is answered as one. */
    public static void translateFor(KeycloakSession session) {
        session.setAttribute(SERVED, true);
    }

    static boolean isTranslatedFor(KeycloakSession session) {
        return Boolean.TRUE.equals(session.getAttribute(SERVED));
    }

    /** The answer, if it is an outage that made Keycloak throw this. */
    public static Optional<Response> answer(Throwable thrown) {
        return isIn(thrown)
                ? Optional.of(Response.status(Response.Status.SERVICE_UNAVAILABLE)
                        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(new OAuth2ErrorRepresentation(
                                OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                                "The server cannot reach what it keeps its data in; try again later"))
                        .build())
                : Optional.empty();
    }

    /** For the log: what was away. */
    static String reason(Throwable thrown) {
        return causes(thrown).filter(Outage::isOne).findFirst().orElse(thrown).toString();
    }

    static boolean isIn(Throwable thrown) {
        return causes(thrown).anyMatch(Outage::isOne);
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES);
    }

    private static boolean isOne(Throwable thrown) {
        return thrown instanceof StorageUnavailableException
                || thrown instanceof SQLTransientConnectionException
                || thrown instanceof SQLNonTransientConnectionException
                || thrown instanceof SQLRecoverableException
                || (thrown instanceof SQLException sql && isLostConnection(sql.getSQLState()))
                || thrown instanceof CommunicationException
                || thrown instanceof ServiceUnavailableException
                || thrown instanceof TimeLimitExceededException
                || thrown instanceof InterruptedNamingException
                // JNDI has no type of its own for an answer that does not come.
                || thrown.getClass() == NamingException.class;
    }

    // Class 08 is a connection's; 57P01 to 57P03 PostgreSQL's that shuts down or starts. The pool's own errors, as
    // that of no connection in time, have none.
    private static boolean isLostConnection(@Nullable String state) {
        return state == null || state.startsWith("08") || state.startsWith("57P0");
    }
}
