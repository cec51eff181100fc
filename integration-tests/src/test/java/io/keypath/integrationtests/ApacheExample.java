package io.keypath.integrationtests;

import io.keypath.keycloakdist.Ports;
import io.keypath.keycloakdist.Programs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An Apache httpd with the configuration that users copy. */
record ApacheExample(OAuthExample process, URI uri) implements ProxyExample {

    /**
     * Starts it.
     *
     * @param home an empty folder
     * @param keycloak host and port
     * @param program host and port of what is protected
     */
    static ApacheExample start(Path home, String keycloak, String realm, String program) throws IOException {
        String binary = Programs.find("apache2")
                .orElseThrow(
                        () -> new AssertionError("apache2 is not installed: apt-get install apache2-bin lua-socket"))
                .toString();
        int port = Ports.free(1).get(0);
        // Started by root it becomes another user, who must be able to read these.
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        for (@Nullable Path at = home;
                at != null && at.startsWith(temporary) && !at.equals(temporary);
                at = at.getParent()) {
            Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (String file : List.of("httpd.conf", "gate.conf", "gate.lua")) {
            Files.copy(TestServer.root().resolve("examples/apache").resolve(file), home.resolve(file));
        }
        OAuthExample started = OAuthExample.start(
                home,
                Map.of(
                        "SITE",
                        "127.0.0.1:" + port,
                        "RUN",
                        home.toString(),
                        "KEYCLOAK",
                        keycloak,
                        "REALM",
                        realm,
                        "GATE",
                        "default",
                        "PROGRAM",
                        program,
                        "LUA",
                        home.toString()),
                binary,
                "-DFOREGROUND",
                "-f",
                home.resolve("httpd.conf").toString());
        Await.until("Apache listens", () -> Ports.answers(port), listening -> listening);
        return new ApacheExample(started, URI.create("http://127.0.0.1:" + port));
    }

    @Override
    public void close() {
        process.close();
    }
}
