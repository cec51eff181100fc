package io.keypath.keycloakdist;

import io.keypath.keycloakdist.KeycloakBuilder.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keycloak as a child process, in a home of its own. It ends with {@link #close}, at the end of this JVM, and when this JVM is killed; what
 * could not be ended even so is found and killed by the next start.
 */
public final class KeycloakServer implements RunningKeycloak {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int PORT_ATTEMPTS = 3;

    /** H2 writes what is committed half a second later at the latest. */
    private static final Duration H2_WRITE_DELAY = Duration.ofMillis(1200);

    private static final String LONG_RUN_JAVA_OPTS = "-Xms64m -Xmx768m -XX:MaxMetaspaceSize=256m -XX:+UseSerialGC"
            + " -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8";

    static final String QUICK_JAVA_OPTS = LONG_RUN_JAVA_OPTS + " -XX:TieredStopAtLevel=1";

    private final Setup setup;
    private final HomeCache cache;
    private final RunHome run;
    private final Path log;
    private final Thread shutdownHook = new Thread(this::close, "keycloak-shutdown");
    private int httpPort;
    private int managementPort;
    private boolean importing;
    private volatile boolean closed;
    private @Nullable LeashedProcess process;

    private KeycloakServer(Setup setup, HomeCache cache, RunHome run, Path log) {
        this.setup = setup;
        this.cache = cache;
        this.run = run;
        this.log = log;
    }

    public static KeycloakBuilder builder() {
        return new KeycloakBuilder();
    }

    static KeycloakServer start(Setup setup, HomeCache cache) {
        try {
            Path log = setup.logFile() == null ? cache.newLog() : setup.logFile();
            Files.createDirectories(log.getParent());
            Distribution distribution = Distribution.standard();
            HomeKey key = HomeKey.of(distribution, setup.providers(), setup.buildOptions());
            RunHome run = cache.open(distribution, setup.providers(), setup.buildOptions(), key, log);
            var server = new KeycloakServer(setup, cache, run, log);
            Runtime.getRuntime().addShutdownHook(server.shutdownHook);
            try {
                server.firstStart(distribution, key);
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void firstStart(Distribution distribution, HomeKey key) throws IOException {
        if (setup.data() != null) {
            Files.createDirectories(setup.data());
            Files.createSymbolicLink(run.home().resolve("data"), setup.data());
        }
        importing = !setup.realmFiles().isEmpty();
        boolean kept = setup.database() instanceof Database.H2
                && isNew(setup.data())
                && setup.mode() == Mode.OPTIMIZED
                // A database's user is of the server that made it.
                && setup.options().stream().noneMatch(option -> option.startsWith("--db-"));
        if (!kept) {
            launchOnFreePorts();
            return;
        }
        // The same server as once before comes back whole. Failing that, Keycloak's own tables come from a server
        // without providers and realms, whatever its options, which saves half of the time; the rest is made as in any
        // Keycloak that gets a new provider.
        HomeKey plain = HomeKey.of(distribution, List.of(), List.of()).database(setup.adminUser(), List.of());
        HomeKey same = setup.providers().isEmpty() && setup.realmFiles().isEmpty()
                ? plain
                : key.database(setup.adminUser(), setup.realmFiles());
        Optional<HomeKey> restored = cache.restoreDatabase(run.home(), List.of(same, plain));
        importing = importing && !restored.equals(Optional.of(same));
        try {
            launchOnFreePorts();
        } catch (KeycloakStartException e) {
            if (restored.isPresent() && logs().contains("org.h2")) {
                cache.forgetDatabase(restored.get()); // else no later start would work either
            }
            throw e;
        }
        if (!restored.equals(Optional.of(same))) {
            sleep(H2_WRITE_DELAY);
            new HomeProcesses(run.home()).whilePaused(() -> cache.keepDatabase(run.home(), same));
        }
    }

    private static boolean isNew(@Nullable Path data) throws IOException {
        if (data == null) {
            return true;
        }
        try (Stream<Path> files = Files.list(data)) {
            return files.findAny().isEmpty();
        }
    }

    private void launchOnFreePorts() throws IOException {
        for (int attempt = 1; ; attempt++) {
            List<Integer> free = Ports.free(2);
            httpPort = setup.httpPort() == 0 ? free.get(0) : setup.httpPort();
            managementPort = setup.managementPort() == 0 ? free.get(1) : setup.managementPort();
            try {
                launch();
                return;
            } catch (KeycloakStartException e) {
                boolean taken = String.valueOf(e.getMessage()).contains("already bound")
                        || String.valueOf(e.getMessage()).contains("Address already in use");
                if (!taken || attempt == PORT_ATTEMPTS || setup.httpPort() != 0 || setup.managementPort() != 0) {
                    throw e;
                }
            }
        }
    }

    private void launch() throws IOException {
        var arguments = new ArrayList<String>();
        arguments.add(run.home().resolve("bin/kc.sh").toString());
        if (setup.mode() == Mode.DEV) {
            arguments.add("start-dev");
            arguments.addAll(setup.buildOptions());
        } else {
            arguments.addAll(List.of("start", "--optimized"));
        }
        arguments.addAll(setup.options());
        arguments.add("--http-port=" + httpPort);
        arguments.add("--http-management-port=" + managementPort);
        if (importing) {
            Path imports = Files.createDirectories(run.home().resolve("data/import"));
            for (Path file : setup.realmFiles()) {
                Files.copy(file, imports.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            arguments.add("--import-realm");
        }
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            process = LeashedProcess.start(arguments, environment(), log);
        }
        awaitReady();
    }

    private Map<String, String> environment() {
        var environment = new TreeMap<String, String>();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", setup.adminUser().name());
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", setup.adminUser().password());
        switch (setup.jvm()) {
            case QUICK_START -> environment.put("JAVA_OPTS", QUICK_JAVA_OPTS);
            case LONG_RUN -> environment.put("JAVA_OPTS", LONG_RUN_JAVA_OPTS);
            case STOCK -> {}
        }
        if (!setup.javaOpts().isEmpty()) {
            environment.put("JAVA_OPTS_APPEND", String.join(" ", setup.javaOpts()));
        }
        return environment;
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + setup.startTimeout().toNanos();
        while (!isReady()) {
            if (closed) {
                throw new KeycloakStartException("Keycloak was closed while it started");
            }
            if (!running().isAlive()) {
                throw failure("Keycloak ended with exit code " + running().exitCode());
            }
            if (System.nanoTime() >= deadline) {
                throw failure(
                        "Keycloak was not ready after " + setup.startTimeout().toSeconds() + " s");
            }
            sleep(POLL);
        }
    }

    private boolean isReady() {
        try {
            var connection = (HttpURLConnection)
                    URI.create(managementUri() + "/health/ready").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(5000);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == 200;
        } catch (IOException e) {
            return false; // nobody listens yet
        }
    }

    private KeycloakStartException failure(String message) {
        kill();
        return new KeycloakStartException(message + "\n" + LogFile.tail(log));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Keycloak starts", e);
        }
    }

    private LeashedProcess running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    @Override
    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    @Override
    public URI managementUri() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    @Override
    public AdminUser adminUser() {
        return setup.adminUser();
    }

    public Path logFile() {
        return log;
    }

    Path home() {
        return run.home();
    }

    @Override
    public String logs() {
        return LogFile.read(log);
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** As an administrator would; the data stays for {@link #restart}. */
    public void stop() {
        if (process != null) {
            process.stop(GRACE);
            new HomeProcesses(run.home()).kill();
        }
    }

    /** As a power cut would: nothing is written any more. */
    public void kill() {
        if (process != null) {
            process.kill();
            new HomeProcesses(run.home()).kill();
        }
    }

    /** Stops if need be, and starts again with the same data on the same ports. */
    public void restart() {
        stop();
        importing = false;
        try {
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop();
        run.close();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook with it.
        }
    }
}
