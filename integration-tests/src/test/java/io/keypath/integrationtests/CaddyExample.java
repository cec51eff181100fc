package io.keypath.integrationtests;

import io.keypath.keycloakdist.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Caddy with the configuration that users copy. */
record CaddyExample(OAuthExample process, int port) implements ProxyExample {

    /**
     * Starts it.
     *
     * @param home an empty folder
     * @param keycloak host and port
     * @param program host and port of what is protected
     */
    static CaddyExample start(Path home, String keycloak, String realm, String program) throws IOException {
        OAuthExample.require("caddy", "caddy", "version");
        int port = Ports.free(1).get(0);
        Path example = TestServer.root().toRealPath().resolve("examples/caddy/Caddyfile");
        // Its administration has one fixed port for all Caddys of a machine.
        Files.writeString(home.resolve("Caddyfile"), "{\n\tadmin off\n}\nimport " + example + "\n");
        OAuthExample started = OAuthExample.start(
                home,
                Map.of(
                        "HOME",
                        home.toString(),
                        "SITE",
                        "http://:" + port,
                        "KEYCLOAK",
                        keycloak,
                        "REALM",
                        realm,
                        "PROGRAM",
                        program),
                "caddy",
                "run",
                "--config",
                "Caddyfile",
                "--adapter",
                "caddyfile");
        Await.until("Caddy listens", () -> Ports.answers(port), listening -> listening);
        return new CaddyExample(started, port);
    }

    @Override
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.close();
    }
}
