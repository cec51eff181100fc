package io.keypath.integrationtests;

import io.keypath.keycloakdist.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A real HAProxy. */
class HaproxyIT extends ProxyContract {

    private record Haproxy(OAuthExample process, URI uri) implements ProxyExample {

        @Override
        public void close() {
            process.close();
        }
    }

    @Override
    ProxyExample start(Path home, String keycloak, String realm, String program) throws IOException {
        OAuthExample.require("haproxy", "haproxy", "-v");
        int port = Ports.free(1).get(0);
        Path example = TestServer.root().toRealPath().resolve("examples/haproxy");
        OAuthExample started = OAuthExample.start(
                home,
                Map.of(
                        "SITE",
                        "127.0.0.1:" + port,
                        "KEYCLOAK",
                        keycloak,
                        "REALM",
                        realm,
                        "GATE",
                        "default",
                        "PROGRAM",
                        program,
                        "LUA",
                        example.toString()),
                "haproxy",
                "-db",
                "-f",
                example.resolve("haproxy.cfg").toString());
        Await.until("HAProxy listens", () -> Ports.answers(port), listening -> listening);
        return new Haproxy(started, URI.create("http://127.0.0.1:" + port));
    }
}
