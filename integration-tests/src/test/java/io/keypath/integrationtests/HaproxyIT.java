package io.keypath.integrationtests;

import java.io.IOException;
import java.nio.file.Path;

/** A real HAProxy. */
class HaproxyIT extends ProxyContract {

    @Override
    ProxyExample start(Path home, String keycloak, String realm, String program) throws IOException {
        return HaproxyExample.start(home, keycloak, realm, program);
    }
}
