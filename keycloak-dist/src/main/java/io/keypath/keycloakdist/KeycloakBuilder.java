package io.keypath.keycloakdist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what server is wanted. Unset, it is a single node in {@link Mode#OPTIMIZED} on free ports with a fresh embedded database. */
public final class KeycloakBuilder {

    private final List<Path> providers = new ArrayList<>();
    private final List<Path> realmFiles = new ArrayList<>();
    private final Map<String, String> buildOptions = new LinkedHashMap<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> javaOpts = new ArrayList<>();
    private Database database = Database.h2();
    private Mode mode = Mode.OPTIMIZED;
    private Jvm jvm = Jvm.QUICK_START;
    private AdminUser adminUser = new AdminUser("admin", "admin");
    private Duration startTimeout = Duration.ofMinutes(3);
    private int httpPort;
    private int managementPort;
    private @Nullable Path logFile;
    private @Nullable Path data;

    KeycloakBuilder() {
        addTo(buildOptions, "--health-enabled=true");
        addTo(buildOptions, "--metrics-enabled=true");
        addTo(options, "--http-enabled=true");
        addTo(options, "--http-host=127.0.0.1");
        addTo(options, "--hostname-strict=false");
        addTo(options, "--cache=local");
        // It tells of each "not ready yet", ten times a second.
        addTo(options, "--log-level=info,io.smallrye.health:warn");
    }

    /** Jars for {@code providers/}. */
    public KeycloakBuilder providers(Collection<Path> jars) {
        providers.addAll(jars);
        return this;
    }

    public KeycloakBuilder database(Database wanted) {
        database = wanted;
        return this;
    }

    /** Realm exports: JSON files, or folders of them. */
    public KeycloakBuilder importRealms(Path... filesOrFolders) {
        for (Path path : filesOrFolders) {
            realmFiles.addAll(jsonFiles(path));
        }
        return this;
    }

    /** {@code --key=value}, read at each start; the last value of a key wins, also over the builder's own. */
    public KeycloakBuilder options(String... keysAndValues) {
        for (String option : keysAndValues) {
            addTo(options, option);
        }
        return this;
    }

    /** {@code --key=value} that Keycloak reads when it augments: {@code --features}, {@code --spi-...--enabled}, {@code --http-relative-path}. */
    public KeycloakBuilder buildOptions(String... keysAndValues) {
        for (String option : keysAndValues) {
            addTo(buildOptions, option);
        }
        return this;
    }

    public KeycloakBuilder adminUser(String name, String password) {
        adminUser = new AdminUser(name, password);
        return this;
    }

    public KeycloakBuilder mode(Mode wanted) {
        mode = wanted;
        return this;
    }

    public KeycloakBuilder jvm(Jvm wanted) {
        jvm = wanted;
        return this;
    }

    /** Added behind the JVM settings, so that they win. No blanks within one. */
    public KeycloakBuilder javaOpts(String... wanted) {
        javaOpts.addAll(List.of(wanted));
        return this;
    }

    /** Where the server writes, appended; default: a file in the cache of homes. */
    public KeycloakBuilder logFile(Path file) {
        logFile = file.toAbsolutePath();
        return this;
    }

    /** Keeps the server's data in this folder, after {@code close} too; default: fresh for each server, kept over {@code restart} only. */
    public KeycloakBuilder data(Path folder) {
        data = folder.toAbsolutePath();
        return this;
    }

    /** Default: a free one. */
    public KeycloakBuilder httpPort(int port) {
        httpPort = port;
        return this;
    }

    /** Default: a free one. */
    public KeycloakBuilder managementPort(int port) {
        managementPort = port;
        return this;
    }

    /** How long a start may take until it is ready; default 3 minutes. */
    public KeycloakBuilder startTimeout(Duration time) {
        startTimeout = time;
        return this;
    }

    /**
     * A child process.
     *
     * @throws KeycloakStartException when it ends early or is not ready in time
     */
    public KeycloakServer start() {
        return KeycloakServer.start(setup(), HomeCache.standard());
    }

    /**
     * A child process; with {@code -Dkeypath.server=container} a container of {@code quay.io/keycloak/keycloak}, or of the image in
     * {@code -Dkeypath.image=}.
     */
    public RunningKeycloak launch() {
        String kind = System.getProperty("keypath.server", "process");
        return switch (kind) {
            case "process" -> start();
            case "container" -> KeycloakInContainer.start(setup());
            default -> throw new IllegalArgumentException("keypath.server is process or container, not " + kind);
        };
    }

    KeycloakServer start(HomeCache cache) {
        return KeycloakServer.start(setup(), cache);
    }

    Setup setup() {
        addTo(buildOptions, database.buildOption());
        database.options().forEach(option -> addTo(options, option));
        return new Setup(
                List.copyOf(providers),
                List.copyOf(realmFiles),
                List.copyOf(buildOptions.values()),
                List.copyOf(options.values()),
                List.copyOf(javaOpts),
                database,
                mode,
                jvm,
                adminUser,
                startTimeout,
                httpPort,
                managementPort,
                logFile,
                data);
    }

    private static void addTo(Map<String, String> map, String option) {
        int equals = option.indexOf('=');
        if (!option.startsWith("--") || equals < 0) {
            throw new IllegalArgumentException("not --key=value: " + option);
        }
        map.put(option.substring(0, equals), option);
    }

    private static List<Path> jsonFiles(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was asked for, once it no longer changes. Port 0: a free one. */
    record Setup(
            List<Path> providers,
            List<Path> realmFiles,
            List<String> buildOptions,
            List<String> options,
            List<String> javaOpts,
            Database database,
            Mode mode,
            Jvm jvm,
            AdminUser adminUser,
            Duration startTimeout,
            int httpPort,
            int managementPort,
            @Nullable Path logFile,
            @Nullable Path data) {}
}
