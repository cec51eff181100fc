package io.keypath.integrationtests;

import java.io.IOException;
import java.nio.file.Path;

/** A real Apache httpd. */
class ApacheIT extends ProxyContract {

    @Override
    ProxyExample start(Path home, String keycloak, String realm, String program) throws IOException {
        return ApacheExample.start(home, keycloak, realm, program);
    }
}
