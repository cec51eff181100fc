package io.keypath.http;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.models.KeycloakSession;

/** The form of a request to an OAuth endpoint. */
public final class FormBody {

    private FormBody() {}

    /** Its parameters; 400 for a body that is something else (Keycloak 26.7 reads a multipart body too, and fails on files). */
    public static MultivaluedMap<String, String> read(KeycloakSession session) {
        MediaType type = session.getContext().getHttpRequest().getHttpHeaders().getMediaType();
        if (type == null || !type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
            throw OAuthError.invalidRequest("The body must be " + MediaType.APPLICATION_FORM_URLENCODED);
        }
        return session.getContext().getHttpRequest().getDecodedFormParameters();
    }
}
