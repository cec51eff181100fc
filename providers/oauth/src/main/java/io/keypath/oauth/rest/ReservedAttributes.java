package io.keypath.oauth.rest;

import io.keypath.tokens.service.FindsClientBySecret;
import jakarta.ws.rs.core.Response;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.clientregistration.ErrorCodes;

/**
 * The attributes of a client whose names begin with {@code keypath.}: privileges, and pages to which tokens are sent. They
 * are for administrators; a client that registers itself neither sets nor changes nor loses one. Nor does it take a name
 * that Keypath gives, or choose a secret that is to say by itself which client it is: whether another client has the same
 * one would tell it that.
 */
final class ReservedAttributes {

    private static final String PREFIX = "keypath.";
    private static final String CLIENT_PREFIX = "keypath-";

    private ReservedAttributes() {}

    /** Registers a client; 400 {@code invalid_client_metadata}, and nothing is registered, when it has such an attribute. */
    static ClientRepresentation keepingNone(
            KeycloakSession session, EventBuilder event, Supplier<ClientRepresentation> registration) {
        ClientRepresentation answer = keeping(session, event, Map.of(), registration);
        if (isTakenFor(CLIENT_PREFIX, answer.getClientId())) {
            throw refused(event, "A client_id that begins with " + CLIENT_PREFIX + " is made by administrators only");
        }
        renew(session, answer);
        return answer;
    }

    /** Changes a client; 400 {@code invalid_client_metadata}, and nothing is changed, when such an attribute would be. */
    static ClientRepresentation keeping(
            KeycloakSession session, EventBuilder event, String clientId, Supplier<ClientRepresentation> update) {
        ClientModel client = client(session, clientId);
        String secret = client != null && FindsClientBySecret.isFor(session, client) ? client.getSecret() : null;
        ClientRepresentation answer = keeping(session, event, of(client), update);
        ClientModel updated = client(session, answer.getClientId());
        if (secret == null) {
            renew(session, answer);
        } else if (updated != null
                && FindsClientBySecret.isFor(session, updated)
                && !secret.equals(updated.getSecret())) {
            throw refused(event, "The secret of such a client is made by the server");
        }
        return answer;
    }

    // What came of it is looked at, not what was sent: by then Keycloak has checked who asks, and there is one place
    // to look at however a representation was converted. Keycloak rolls all of it back for the exception.
    private static ClientRepresentation keeping(
            KeycloakSession session,
            EventBuilder event,
            Map<String, String> before,
            Supplier<ClientRepresentation> registration) {
        ClientRepresentation answer = registration.get();
        Map<String, String> after = of(client(session, answer.getClientId()));
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                throw refused(event, "The attribute " + name + " is set by administrators only");
            }
        }
        return answer;
    }

    @SuppressWarnings("deprecation") // Nothing else says that the client has changed.
    private static void renew(KeycloakSession session, ClientRepresentation answer) {
        ClientModel client = client(session, answer.getClientId());
        if (client != null && FindsClientBySecret.isFor(session, client)) {
            answer.setSecret(KeycloakModelUtils.generateSecret(client));
            client.updateClient();
        }
    }

    private static ErrorResponseException refused(EventBuilder event, String problem) {
        event.detail(Details.REASON, problem).error(ErrorCodes.INVALID_CLIENT_METADATA);
        return new ErrorResponseException(ErrorCodes.INVALID_CLIENT_METADATA, problem, Response.Status.BAD_REQUEST);
    }

    private static @Nullable ClientModel client(KeycloakSession session, String clientId) {
        return session.getContext().getRealm().getClientByClientId(clientId);
    }

    // Databases that compare without case and accents, and pass over characters that do not show, take KEYPATH.x for
    // keypath.x: whoever had the one would keep administrators from setting the other. Which letters they take for
    // which is theirs to know (an h with a stroke for an h): any that is not ASCII could be any.
    private static boolean isTakenFor(String prefix, String name) {
        String folded = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("[^\\p{L}\\p{N}.-]", "")
                .toLowerCase(Locale.ROOT);
        if (folded.length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (folded.charAt(i) != prefix.charAt(i) && folded.charAt(i) < 0x80) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> of(@Nullable ClientModel client) {
        var reserved = new TreeMap<String, String>();
        if (client != null) {
            client.getAttributes().forEach((name, value) -> {
                if (isTakenFor(PREFIX, name)) {
                    reserved.put(name, value);
                }
            });
        }
        return reserved;
    }
}
