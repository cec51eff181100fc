package io.keypath.integrationtests;

import io.keypath.keycloakdist.RunningKeycloak;
import org.jspecify.annotations.Nullable;

/** A Keycloak without the bundle, to compare with; it ends with this JVM. */
final class OAuthBareServer {

    private static @Nullable RunningKeycloak keycloak;

    private OAuthBareServer() {}

    static synchronized RunningKeycloak keycloak() {
        if (keycloak == null) {
            keycloak = TestServer.bare().launch();
        }
        return keycloak;
    }
}
