package io.keypath.gate.rest;

import io.keypath.gate.service.CookieSettings;
import io.keypath.http.OAuthError;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * The cookie of a gate's sessions in the headers of requests and answers.
 *
 * @param name as the gate's settings have it
 */
record SessionCookie(String name, CookieSettings settings) {

    // Bytes of name and value (draft-ietf-httpbis-rfc6265bis section 5.6).
    private static final int MOST_OF_A_BROWSER = 4_096;

    static SessionCookie of(String gate, CookieSettings settings) {
        return new SessionCookie(settings.nameFor(gate), settings);
    }

    /** Its values, one for each time that it was sent; an empty one is none. */
    List<String> sent(KeycloakSession session) {
        @Nullable
        List<String> headers =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(HttpHeaders.COOKIE);
        var values = new ArrayList<String>();
        if (headers != null) {
            for (String header : headers) {
                collect(header, values);
            }
        }
        return values;
    }

    // Not by JAX-RS, which keeps one of two.
    private void collect(String header, List<String> values) {
        for (int start = 0; start < header.length(); ) {
            int semicolon = header.indexOf(';', start);
            int end = semicolon < 0 ? header.length() : semicolon;
            String pair = header.substring(start, end).strip();
            if (pair.length() > name.length() && pair.charAt(name.length()) == '=' && pair.startsWith(name)) {
                values.add(pair.substring(name.length() + 1));
            }
            start = end + 1;
        }
    }

    /**
     * The value of a {@code Set-Cookie} header (RFC 6265 section 4.1).
     *
     * @throws org.keycloak.services.ErrorResponseException a 400, when browsers would drop a cookie of this length
     */
    String set(String value, long maxAge) {
        int length = name.length() + value.length();
        if (length > MOST_OF_A_BROWSER) {
            throw OAuthError.invalidRequest(
                    "The token says too much of what it reaches for a cookie: name and value have " + length
                            + " bytes of at most " + MOST_OF_A_BROWSER + "; a path token, of any length, fits");
        }
        return name
                + '='
                + value
                + "; Path="
                + settings.path()
                + (settings.domain() == null ? "" : "; Domain=" + settings.domain())
                + "; Max-Age="
                + maxAge
                + "; Secure; HttpOnly; SameSite="
                + settings.sameSite();
    }

    /** As {@link #set}, so that the browser forgets it. */
    String forget() {
        return set("", 0);
    }
}
