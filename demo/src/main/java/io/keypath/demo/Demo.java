package io.keypath.demo;

import io.keypath.keycloakdist.FileTree;
import io.keypath.keycloakdist.KeycloakServer;
import io.keypath.keycloakdist.KeycloakStartException;
import io.keypath.keycloakdist.Nginx;
import io.keypath.keycloakdist.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keycloak with Keypath and the demo realm, nginx in front of sample files, and a tour to paste. For {@code run.sh}; takes
 * the project's folder as its argument, and the ports from {@code KEYPATH_PORT} and {@code KEYPATH_PROXY_PORT}.
 */
public final class Demo {

    private static final int PORT = 8080;
    private static final int PROXY_PORT = 8081;

    private Demo() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path project = Path.of(arguments[0]).toAbsolutePath().normalize();
        Path folder = project.resolve(".run");
        Files.createDirectories(folder);
        Instant begin = Instant.now();
        List<Path> jars = builtJars(project);
        boolean hasThemes =
                !jars(project.resolve("themes/target"), "keypath-themes-").isEmpty();
        System.out.println("Starting Keycloak with " + names(jars) + " (log: .run/keycloak.log)");
        Path log = folder.resolve("keycloak.log");
        Files.deleteIfExists(log);
        try (KeycloakServer keycloak = KeycloakServer.builder()
                        .providers(jars)
                        .importRealms(realm(project, folder, hasThemes))
                        // nginx says where a call comes from; nobody else is believed.
                        .options("--proxy-headers=xforwarded", "--proxy-trusted-addresses=127.0.0.1")
                        .httpPort(Ports.freeOr(wished("KEYPATH_PORT", PORT)))
                        .logFile(log)
                        .start();
                Nginx nginx = proxy(project, folder, keycloak)) {
            long seconds = Duration.between(begin, Instant.now()).toSeconds();
            System.out.println(welcome(keycloak, nginx, hasThemes, seconds));
            while (keycloak.isAlive() && nginx.isAlive()) {
                Thread.sleep(500);
            }
            fail("A server has ended by itself; see .run/keycloak.log and .run/nginx/error.log");
        } catch (KeycloakStartException | IOException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    /** Unless this JVM was asked to end: then its shutdown hooks stop the servers, and that is no failure. */
    private static void fail(String message) {
        if (!isEnding()) {
            System.err.println(message);
            System.exit(1);
        }
    }

    // There is no other way to ask: hooks can be added until the end begins.
    private static boolean isEnding() {
        var hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static Nginx proxy(Path project, Path folder, KeycloakServer keycloak) throws IOException {
        Path binary = Nginx.find().orElseThrow(() -> new IOException("nginx is not installed: run ./run.sh"));
        Path example = project.resolve("examples/nginx");
        Path files = folder.resolve("files");
        FileTree.delete(files);
        FileTree.copy(example.resolve("files"), files);
        return Nginx.start(
                binary,
                example.resolve("nginx.conf"),
                keycloak.baseUri(),
                "demo",
                files,
                folder.resolve("nginx"),
                Ports.freeOr(wished("KEYPATH_PROXY_PORT", PROXY_PORT)));
    }

    private static String welcome(KeycloakServer keycloak, Nginx nginx, boolean hasThemes, long seconds) {
        return """

                Ready after %d s.
                  Account console  %s/realms/demo/account   (ada / ada, bob / bob)
                  Developer page   %s
                  Admin console    %s/admin   (%s / %s)
                  Files            %s/files/   (nginx asks the gate)
                  Quick login      %s/app/
                Ctrl-C stops everything; nothing is kept.

                To try, in another bash:
                %s""".formatted(
                seconds,
                keycloak.baseUri(),
                hasThemes ? keycloak.baseUri() + "/realms/demo/account/developer-settings" : "left out of this build",
                keycloak.baseUri(),
                keycloak.adminUser().name(),
                keycloak.adminUser().password(),
                nginx.baseUri(),
                nginx.baseUri(),
                new Tour(keycloak.baseUri(), nginx.baseUri()).text());
    }

    // A realm must not name a theme that the build left out.
    private static Path realm(Path project, Path folder, boolean hasThemes) throws IOException {
        Path export = project.resolve("realm-export");
        if (hasThemes) {
            return export;
        }
        String plain = Files.readString(export.resolve("demo-realm.json"))
                .replaceFirst("\\s*\"accountTheme\": \"keypath\",", "");
        return Files.writeString(folder.resolve("demo-realm.json"), plain);
    }

    private static List<Path> builtJars(Path project) throws IOException {
        var jars = new ArrayList<Path>();
        jars.addAll(jars(project.resolve("providers/bundle/target"), "keypath-"));
        jars.addAll(jars(project.resolve("themes/target"), "keypath-themes-"));
        if (jars.isEmpty()) {
            throw new IllegalStateException("nothing built below " + project + ": run ./run.sh");
        }
        return jars;
    }

    private static List<Path> jars(Path target, String prefix) throws IOException {
        if (!Files.isDirectory(target)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> isShipped(file.getFileName().toString(), prefix))
                    .toList();
        }
    }

    private static boolean isShipped(String name, String prefix) {
        return name.startsWith(prefix)
                && name.endsWith(".jar")
                && Stream.of("-sources", "-javadoc", "-tests").noneMatch(kind -> name.endsWith(kind + ".jar"));
    }

    private static String names(List<Path> jars) {
        return String.join(
                ", ", jars.stream().map(jar -> jar.getFileName().toString()).toList());
    }

    private static int wished(String variable, int otherwise) {
        String value = System.getenv(variable);
        return value == null || value.isEmpty() ? otherwise : Integer.parseInt(value);
    }
}
