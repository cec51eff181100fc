package io.keypath.gate.rest;

import io.keypath.core.Sha256;
import io.keypath.gate.service.GateSettings;
import io.keypath.http.OAuthError;
import io.keypath.http.Realms;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * {@code /realms/{realm}/gate/{name}/sign-in}: the page that a proxy sends a browser to. It goes to quick login, comes back with
 * a token, changes that for the gate's cookie and goes to the page that was asked for; with the query {@code out} it offers to
 * sign out. It is to be passed on by the proxy, beside the gate's {@code session}.
 */
public final class SignInResource {

    private static final String STYLE = resource("sign-in.css");
    private static final String SCRIPT = resource("sign-in.js");
    private static final String PAGE =
            resource("sign-in.html").replace("{{style}}", STYLE).replace("{{script}}", SCRIPT);
    private static final String POLICY = "default-src 'none'; script-src '" + hash(SCRIPT) + "'; style-src '"
            + hash(STYLE) + "'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final String client;

    /** @param settings of the gate; null when there is none of its name or they cannot be read */
    SignInResource(KeycloakSession session, @Nullable GateSettings settings) {
        this.session = session;
        this.realm = Realms.requireUsable(session);
        if (settings == null || settings.signIn() == null) {
            throw OAuthError.notFound("Nobody signs in through this gate: its setting signIn names no client");
        }
        this.client = settings.signIn();
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page() {
        // Keycloak's own are for its login pages: they would let other pages frame this one and scripts of the site run
        // in it.
        Objects.requireNonNull(session.getProvider(SecurityHeadersProvider.class))
                .options()
                .skipHeaders();
        return Response.ok(
                        PAGE.replace(
                                        "{{quick-login}}",
                                        escaped(address().path("quick-login").build()))
                                .replace(
                                        "{{logout}}",
                                        escaped(address()
                                                .path("protocol/openid-connect/logout")
                                                .queryParam("client_id", "{client}")
                                                .build(client))),
                        MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .build();
    }

    private UriBuilder address() {
        return session.getContext().getUri().getBaseUriBuilder().path("realms").path(realm.getName());
    }

    private static String escaped(URI address) {
        return address.toString().replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }

    // Content Security Policy 3, section 2.3.1.
    private static String hash(String text) {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.digest(text));
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(SignInResource.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
