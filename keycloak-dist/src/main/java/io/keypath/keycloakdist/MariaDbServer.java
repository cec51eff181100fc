package io.keypath.keycloakdist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A child MariaDB with its defaults, on the loopback address: its comparisons know no case, no accents and no trailing
 * blanks. It can be stopped and started again with the same data on the same port.
 */
public final class MariaDbServer implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration START = Duration.ofSeconds(60);
    private static final String DATABASE = "keycloak";

    private final Path folder;
    private final int port;
    private final Thread shutdownHook = new Thread(this::stop, "mariadb-shutdown");
    private @Nullable LeashedProcess process;

    private MariaDbServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Makes a server with an empty database. */
    public static MariaDbServer start() {
        try {
            Path folder = Files.createTempDirectory("keypath-mariadb");
            var server = new MariaDbServer(folder, Ports.free(1).get(0));
            Files.writeString(folder.resolve("init.sql"), "CREATE DATABASE IF NOT EXISTS " + DATABASE + ";\n");
            var install = LeashedProcess.start(
                    List.of(
                            program("mariadb-install-db"),
                            "--no-defaults",
                            "--datadir=" + folder.resolve("data"),
                            "--auth-root-authentication-method=normal",
                            "--skip-test-db",
                            user()),
                    Map.of(),
                    server.log());
            if (!install.await(START) || install.exitCode() != 0) {
                throw new IOException("MariaDB could not be set up\n" + LogFile.tail(server.log()));
            }
            Runtime.getRuntime().addShutdownHook(server.shutdownHook);
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The empty database, as the server's own administrator, who has no password. */
    public Database database() {
        return Database.mariaDb(jdbcUrl(), "root", "");
    }

    public String jdbcUrl() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + DATABASE;
    }

    /** Stops if need be, and starts with the same data. */
    public void restart() {
        stop();
        try {
            var started = LeashedProcess.start(
                    List.of(
                            program("mariadbd"),
                            "--no-defaults",
                            user(),
                            "--datadir=" + folder.resolve("data"),
                            "--socket=" + folder.resolve("socket"),
                            "--pid-file=" + folder.resolve("pid"),
                            "--init-file=" + folder.resolve("init.sql"),
                            "--bind-address=127.0.0.1",
                            "--port=" + port,
                            "--character-set-server=utf8mb4",
                            "--innodb-flush-log-at-trx-commit=0",
                            "--innodb-buffer-pool-size=64M"),
                    Map.of(),
                    log());
            process = started;
            long deadline = System.nanoTime() + START.toNanos();
            while (!Ports.answers(port)) {
                if (!started.isAlive() || System.nanoTime() >= deadline) {
                    stop();
                    throw new IOException("MariaDB did not start\n" + LogFile.tail(log()));
                }
                started.await(Duration.ofMillis(50));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From here on connections are refused. */
    public void stop() {
        if (process != null) {
            process.stop(GRACE);
        }
    }

    private Path log() {
        return folder.resolve("mariadb.log");
    }

    private static String program(String name) throws IOException {
        return Programs.find(name)
                .orElseThrow(() -> new IOException("Please install the package mariadb-server: there is no " + name))
                .toString();
    }

    // As root it wants to be told that it may be root.
    private static String user() {
        return "--user=" + System.getProperty("user.name");
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
            FileTree.delete(folder);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook with it.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
