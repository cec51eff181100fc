package io.keypath.integrationtests;

import io.keypath.keycloakdist.Ports;
import io.keypath.keycloakdist.Programs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** An HAProxy with the configuration that users copy. */
record HaproxyExample(OAuthExample process, URI uri) implements ProxyExample {

    /**
     * Starts it.
     *
     * @param home an empty folder
     * @param keycloak host and port
     * @param program host and port of what is protected
     */
    static HaproxyExample start(Path home, String keycloak, String realm, String program) throws IOException {
        String binary = Programs.find("haproxy")
                .orElseThrow(() -> new AssertionError("haproxy is not installed: apt-get install haproxy"))
                .toString();
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
                binary,
                "-db",
                "-f",
                example.resolve("haproxy.cfg").toString());
        Await.until("HAProxy listens", () -> Ports.answers(port), listening -> listening);
        return new HaproxyExample(started, URI.create("http://127.0.0.1:" + port));
    }

    @Override
    public void close() {
        process.close();
    }
}
