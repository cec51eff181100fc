package io.keypath.keycloakdist;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what is slow to make: the unzipped distribution, homes after {@code kc.sh build}, and embedded databases as they are after a first
 * start. None of these is ever run; each server gets a copy, mostly of hard links, so that it starts clean and runs beside others.
 *
 * <p>Below {@code -Dkeypath.homes=}, or {@code ${XDG_CACHE_HOME:-~/.cache}/keypath/keycloak-homes}.
 */
final class HomeCache {

    private static final int KEPT_DISTRIBUTIONS = 2;
    private static final int KEPT_HOMES = 12;
    private static final int KEPT_DATABASES = 16;
    private static final int KEPT_LOGS = 30;

    // More than anybody builds at a time: these must stay.
    private static final int KEPT_LOCKS = 200;
    private static final int KEPT_UNFINISHED = 10;
    private static final String DATABASE_FILE = "keycloakdb.mv.db";
    private static final Map<Path, Object> THIS_JVM = new ConcurrentHashMap<>();

    private final Path root;

    HomeCache(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    static HomeCache standard() {
        String homes = System.getProperty("keypath.homes");
        if (homes != null) {
            return new HomeCache(Path.of(homes));
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return new HomeCache(base.resolve("keypath/keycloak-homes"));
    }

    /** A home of its own for one server, made of a kept one; builds that first when there is none yet. */
    RunHome open(Distribution distribution, List<Path> providers, List<String> buildOptions, HomeKey key, Path log)
            throws IOException {
        Path home = root.resolve("homes").resolve(key.hash());
        while (true) {
            // Only who wants the same home waits for it.
            locked("locks/" + key.hash(), () -> {
                if (!Files.isDirectory(home)) {
                    build(distribution, providers, buildOptions, home, log);
                }
                return home;
            });
            Optional<RunHome> run = locked(() -> copy(home));
            if (run.isPresent()) {
                return run.get();
            }
        }
    }

    /** Empty when the home was pruned meanwhile. */
    private Optional<RunHome> copy(Path home) throws IOException {
        RunHome.sweep(runs());
        if (!Files.isDirectory(home)) {
            return Optional.empty();
        }
        touch(home);
        prune();
        RunHome run = RunHome.createIn(runs());
        FileTree.copy(home, run.home(), home.resolve("lib/lib"));
        return Optional.of(run);
    }

    private void build(Distribution distribution, List<Path> providers, List<String> buildOptions, Path home, Path log)
            throws IOException {
        Path unfinished = locked(() -> {
            Path unzipped = unzipped(distribution);
            Path copy = unfinished(home);
            FileTree.copy(unzipped, copy, unzipped.resolve("lib/lib"));
            return copy;
        });
        for (Path provider : providers) {
            Path installed = unfinished.resolve("providers").resolve(provider.getFileName());
            Files.copy(provider, installed, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
        var command = new ArrayList<>(List.of(unfinished.resolve("bin/kc.sh").toString(), "build"));
        command.addAll(buildOptions);
        var environment =
                Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", KeycloakServer.QUICK_JAVA_OPTS);
        var process = LeashedProcess.start(command, environment, log);
        boolean ended = process.await(Duration.ofMinutes(5));
        process.kill();
        if (!ended || process.exitCode() != 0) {
            throw new KeycloakStartException("kc.sh build failed\n" + LogFile.tail(log));
        }
        locked(() -> Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE));
    }

    private Path unzipped(Distribution distribution) throws IOException {
        Path unzipped = root.resolve("dists").resolve(distribution.key());
        if (!Files.isDirectory(unzipped)) {
            Path unfinished = unfinished(unzipped);
            distribution.unzipTo(unfinished);
            Files.move(unfinished, unzipped, StandardCopyOption.ATOMIC_MOVE);
        }
        touch(unzipped);
        return unzipped;
    }

    /** Beside the finished one, and renamed when it is whole: a killed JVM leaves nothing that looks usable. */
    private Path unfinished(Path finished) throws IOException {
        Files.createDirectories(finished.getParent());
        Path unfinished = root.resolve("unfinished").resolve(finished.getFileName());
        FileTree.delete(unfinished);
        return Files.createDirectories(unfinished);
    }

    /** Puts the embedded database of an earlier first start into a home; the first key that is known wins. */
    Optional<HomeKey> restoreDatabase(Path home, List<HomeKey> keys) throws IOException {
        return locked(() -> {
            for (HomeKey key : keys) {
                Path kept = keptDatabase(key);
                if (Files.isRegularFile(kept)) {
                    Path folder = Files.createDirectories(home.resolve("data/h2"));
                    Files.copy(kept, folder.resolve(DATABASE_FILE));
                    touch(kept);
                    return Optional.of(key);
                }
            }
            return Optional.empty();
        });
    }

    /** The caller sees to it that nobody writes meanwhile. */
    void keepDatabase(Path home, HomeKey key) throws IOException {
        locked(() -> {
            Path kept = keptDatabase(key);
            Path unfinished = unfinished(kept).resolve(DATABASE_FILE);
            Files.copy(home.resolve("data/h2").resolve(DATABASE_FILE), unfinished);
            return Files.move(unfinished, kept, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    void forgetDatabase(HomeKey key) throws IOException {
        locked(() -> Files.deleteIfExists(keptDatabase(key)));
    }

    Path newLog() throws IOException {
        Path logs = Files.createDirectories(root.resolve("logs"));
        return Files.createTempFile(logs, "keycloak-", ".log");
    }

    void prune() throws IOException {
        FileTree.prune(root.resolve("dists"), KEPT_DISTRIBUTIONS);
        FileTree.prune(root.resolve("homes"), KEPT_HOMES);
        FileTree.prune(root.resolve("databases"), KEPT_DATABASES);
        FileTree.prune(root.resolve("logs"), KEPT_LOGS);
        FileTree.prune(root.resolve("locks"), KEPT_LOCKS);
        FileTree.prune(root.resolve("unfinished"), KEPT_UNFINISHED);
    }

    private Path keptDatabase(HomeKey key) {
        return root.resolve("databases").resolve(key.hash());
    }

    private Path runs() {
        return root.resolve("runs");
    }

    private static void touch(Path used) throws IOException {
        Files.setLastModifiedTime(used, FileTime.from(Instant.now()));
    }

    private <T> T locked(IoSupplier<T> action) throws IOException {
        return locked("lock", action);
    }

    private <T> T locked(String name, IoSupplier<T> action) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        // A file lock is the JVM's, not the thread's: threads have to queue before it.
        synchronized (THIS_JVM.computeIfAbsent(file, absent -> new Object())) {
            try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                return action.get();
            }
        }
    }

    private interface IoSupplier<T> {
        T get() throws IOException;
    }
}
