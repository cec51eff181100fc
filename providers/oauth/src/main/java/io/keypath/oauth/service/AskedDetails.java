package io.keypath.oauth.service;

import com.fasterxml.jackson.core.type.TypeReference;
import io.keypath.tokens.service.PathClaims;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.representations.AuthorizationDetailsJSONRepresentation;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.JsonSerialization;

/**
 * The {@code authorization_details} of the type {@code keypath} that one authorization request asked for. Keycloak (26.7)
 * keeps what it accepted in the client session, where nothing clears it: later logins would have it, and two tabs would
 * overwrite each other. They travel as one more value of the request's scope instead, for the scope is what Keycloak keeps
 * with the code, and with nothing that outlives it. No client scope can be asked for under that name by a client: Keycloak
 * refuses scopes that it does not know before this value is there.
 */
public record AskedDetails(List<AuthorizationDetailsJSONRepresentation> details) {

    private static final String VALUE = "keypath.authorization-details:";

    public AskedDetails {
        details = List.copyOf(details);
    }

    /**
     * Takes them out of what Keycloak would keep in the client session, and binds them to the code to come.
     *
     * @param tab the authentication session of one request, before the login
     */
    public static AskedDetails bind(AuthenticationSessionModel tab) {
        String accepted = tab.getClientNote(OAuth2Constants.AUTHORIZATION_DETAILS);
        if (accepted == null) {
            return new AskedDetails(List.of());
        }
        List<AuthorizationDetailsJSONRepresentation> all = read(accepted);
        var asked = new AskedDetails(ours(all));
        if (asked.details.isEmpty()) {
            return asked;
        }
        List<AuthorizationDetailsJSONRepresentation> others = others(all);
        String rest = others.isEmpty() ? null : write(others);
        for (String prefix : List.of("", AuthorizationEndpoint.LOGIN_SESSION_NOTE_ADDITIONAL_REQ_PARAMS_PREFIX)) {
            tab.setClientNote(prefix + OAuth2Constants.AUTHORIZATION_DETAILS, rest);
        }
        String scope = tab.getClientNote(OAuth2Constants.SCOPE);
        String value = VALUE
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(write(asked.details).getBytes(StandardCharsets.UTF_8));
        tab.setClientNote(OAuth2Constants.SCOPE, scope == null ? value : scope + " " + value);
        return asked;
    }

    /** What the request behind a code asked for. */
    public static AskedDetails ofCode(@Nullable String scope) {
        if (scope != null) {
            for (String value : scope.split(" ", -1)) {
                if (value.startsWith(VALUE)) {
                    byte[] json = Base64.getUrlDecoder().decode(value.substring(VALUE.length()));
                    return new AskedDetails(read(new String(json, StandardCharsets.UTF_8)));
                }
            }
        }
        return new AskedDetails(List.of());
    }

    public static List<AuthorizationDetailsJSONRepresentation> ours(List<AuthorizationDetailsJSONRepresentation> all) {
        return all.stream()
                .filter(detail -> PathClaims.TYPE.equals(detail.getType()))
                .toList();
    }

    public static List<AuthorizationDetailsJSONRepresentation> others(
            List<AuthorizationDetailsJSONRepresentation> all) {
        return all.stream()
                .filter(detail -> !PathClaims.TYPE.equals(detail.getType()))
                .toList();
    }

    private static List<AuthorizationDetailsJSONRepresentation> read(String json) {
        try {
            return JsonSerialization.readValue(json, new TypeReference<>() {});
        } catch (IOException e) {
            throw new IllegalStateException("Keycloak has read it before", e);
        }
    }

    private static String write(List<AuthorizationDetailsJSONRepresentation> details) {
        try {
            return JsonSerialization.writeValueAsString(details);
        } catch (IOException e) {
            throw new IllegalStateException("What was read can be written", e);
        }
    }
}
