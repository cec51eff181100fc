package io.keypath.keycloakdist;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A child nginx with a configuration of {@code examples/nginx}, on the loopback address. */
public final class Nginx implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration START = Duration.ofSeconds(10);

    private final int port;
    private final Path folder;
    private final LeashedProcess process;
    private final Thread shutdownHook = new Thread(this::stop, "nginx-shutdown");

    private Nginx(int port, Path folder, LeashedProcess process) {
        this.port = port;
        this.folder = folder;
        this.process = process;
    }

    /** The nginx of this machine, if it has one. */
    public static Optional<Path> find() {
        return Programs.find("nginx");
    }

    /**
     * Fills the template in, starts nginx, and waits until it listens.
     *
     * @param template the configuration with its {@code __PLACEHOLDERS__}
     * @param files what to serve; is written to
     * @param folder for nginx's own files and the filled-in configuration; made if need be
     * @param port 0: a free one
     */
    public static Nginx start(Path binary, Path template, URI keycloak, String realm, Path files, Path folder, int port)
            throws IOException {
        int chosen = port == 0 ? Ports.free(1).get(0) : port;
        Files.createDirectories(folder);
        Path page = template.toAbsolutePath().resolve("../../quick-login").normalize();
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(
                configuration,
                Files.readString(template)
                        .replace("__PORT__", Integer.toString(chosen))
                        .replace("__KEYCLOAK__", keycloak.getAuthority())
                        .replace("__REALM__", realm)
                        .replace("__APP__", page.toString())
                        .replace("__FILES__", files.toAbsolutePath().toString())
                        .replace("__RUN__", folder.toAbsolutePath().toString()));
        Path errors = folder.resolve("error.log").toAbsolutePath();
        // What a killed nginx leaves behind keeps the next one from starting.
        Files.deleteIfExists(folder.resolve("program.sock"));
        var command = new ArrayList<>(List.of(binary.toString(), "-e", errors.toString()));
        command.addAll(List.of("-c", configuration.toAbsolutePath().toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            // Else its workers become "nobody", who cannot enter root's folders.
            command.addAll(List.of("-g", "user root;"));
        }
        var nginx = new Nginx(chosen, folder, LeashedProcess.start(command, Map.of(), errors));
        Runtime.getRuntime().addShutdownHook(nginx.shutdownHook);
        nginx.awaitReady();
        return nginx;
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!Ports.answers(port)) {
            if (!process.isAlive() || System.nanoTime() >= deadline) {
                close();
                throw new IOException("nginx did not start\n" + LogFile.tail(errorLog()));
            }
            process.await(Duration.ofMillis(20));
        }
    }

    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public Path errorLog() {
        return folder.resolve("error.log");
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    private void stop() {
        process.stop(GRACE);
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook with it.
        }
    }
}
