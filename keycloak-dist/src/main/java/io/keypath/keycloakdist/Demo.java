package io.keypath.keycloakdist;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keycloak with Keypath and the demo realm, nginx in front of sample files where there is one, and a tour to paste. For {@code run.sh}; takes
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
        System.out.println("Starting Keycloak with " + names(jars) + " (log: .run/keycloak.log)");
        Path log = folder.resolve("keycloak.log");
        Files.deleteIfExists(log);
        try (KeycloakServer keycloak = KeycloakServer.builder()
                        .providers(jars)
                        .importRealms(project.resolve("realm-export"))
                        // nginx says where a call comes from; nobody else is believed.
                        .options("--proxy-headers=xforwarded", "--proxy-trusted-addresses=127.0.0.1")
                        .httpPort(Ports.freeOr(wished("KEYPATH_PORT", PORT)))
                        .logFile(log)
                        .start();
                Proxy proxy = Proxy.start(project, folder, keycloak)) {
            long seconds = Duration.between(begin, Instant.now()).toSeconds();
            System.out.println(welcome(keycloak, proxy, seconds));
            while (keycloak.isAlive() && proxy.isAlive()) {
                Thread.sleep(500);
            }
            System.err.println("A server has ended by itself; see .run/keycloak.log and .run/nginx/error.log");
            System.exit(1);
        } catch (KeycloakStartException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static String welcome(KeycloakServer keycloak, Proxy proxy, long seconds) {
        return """

                Ready after %d s.
                  Account console  %s/realms/demo/account   (ada / ada, bob / bob)
                  Admin console    %s/admin   (%s / %s)
                  Files            %s
                  Quick login      %s
                Ctrl-C stops everything; nothing is kept.

                To try, in another bash:
                %s""".formatted(
                        seconds,
                        keycloak.baseUri(),
                        keycloak.baseUri(),
                        keycloak.adminUser().name(),
                        keycloak.adminUser().password(),
                        proxy.uri()
                                .map(uri -> uri + "/files/   (nginx asks the gate)")
                                .orElse("no nginx here; apt-get install nginx-light for files behind the gate"),
                        proxy.uri().map(uri -> uri + "/app/").orElse("needs nginx too"),
                        new Tour(keycloak.baseUri(), proxy.uri()).text());
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

    /** nginx, or nothing where there is none. */
    private record Proxy(Optional<Nginx> nginx) implements AutoCloseable {

        static Proxy start(Path project, Path folder, KeycloakServer keycloak) throws IOException {
            Optional<Path> binary = Nginx.find();
            if (binary.isEmpty()) {
                return new Proxy(Optional.empty());
            }
            Path example = project.resolve("examples/nginx");
            Path files = folder.resolve("files");
            FileTree.delete(files);
            FileTree.copy(example.resolve("files"), files);
            int port = Ports.freeOr(wished("KEYPATH_PROXY_PORT", PROXY_PORT));
            return new Proxy(Optional.of(Nginx.start(
                    binary.get(),
                    example.resolve("nginx.conf"),
                    keycloak.baseUri(),
                    "demo",
                    files,
                    folder.resolve("nginx"),
                    port)));
        }

        Optional<URI> uri() {
            return nginx.map(Nginx::baseUri);
        }

        boolean isAlive() {
            return nginx.isEmpty() || nginx.get().isAlive();
        }

        @Override
        public void close() {
            nginx.ifPresent(Nginx::close);
        }
    }
}
