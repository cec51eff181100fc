package io.keypath.integrationtests;

import io.keypath.keycloakdist.Jvm;
import io.keypath.keycloakdist.KeycloakBuilder;
import io.keypath.keycloakdist.KeycloakServer;
import io.keypath.keycloakdist.RunningKeycloak;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The one Keycloak of all tests, with the bundle that users get; it ends with this JVM. */
final class TestServer {

    private static @Nullable RunningKeycloak keycloak;

    private TestServer() {}

    static synchronized RunningKeycloak keycloak() {
        if (keycloak == null) {
            keycloak = builder().jvm(Jvm.LONG_RUN).launch();
        }
        return keycloak;
    }

    /** Another one like it. */
    static KeycloakBuilder builder() {
        return bare().providers(
                        Stream.concat(Stream.of(bundle()), themes().stream()).toList())
                // The batches of last uses and notices come at once, so that tests can wait for them.
                .options(
                        "--spi-path-tokens--keypath--last-use-interval=1",
                        "--spi-path-tokens--keypath--notice-interval=1");
    }

    /** One without us. What any test needs of Keycloak's own is on in all, so that one build serves them. */
    static KeycloakBuilder bare() {
        return KeycloakServer.builder()
                .buildOptions("--features=client-secret-rotation", "--https-client-auth=request")
                .options("--proxy-headers=xforwarded");
    }

    static Path bundle() {
        return Path.of(property("keypath.bundle"));
    }

    /** The jar of the themes; empty when the build left them out. */
    static Optional<Path> themes() {
        return Optional.of(Path.of(property("keypath.themes"))).filter(Files::exists);
    }

    /** The root of the project's files. */
    static Path root() {
        return Path.of(property("keypath.root"));
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("The system property " + name + " is missing: run this test with Maven");
        }
        return value;
    }
}
