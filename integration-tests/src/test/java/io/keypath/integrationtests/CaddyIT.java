package io.keypath.integrationtests;

import java.io.IOException;
import java.nio.file.Path;

/** A real Caddy. */
class CaddyIT extends ProxyContract {

    @Override
    ProxyExample start(Path home, String keycloak, String realm, String program) throws IOException {
        return CaddyExample.start(home, keycloak, realm, program);
    }
}
