package io.keypath.keycloakdist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The home of one running server, used by no other. Its lock ends with the JVM that owns it, so that others can see an owner's death. */
final class RunHome implements AutoCloseable {

    // A JVM loses its lock on a file as soon as it closes any channel to that file: it must never open its own a second
    // time.
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private RunHome(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static RunHome createIn(Path runs) throws IOException {
        Path folder = Files.createDirectories(runs.resolve(UUID.randomUUID().toString()));
        OWN.add(folder);
        FileChannel channel = FileChannel.open(lockOf(folder), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        return new RunHome(folder, channel);
    }

    Path home() {
        return folder.resolve("home");
    }

    /** Kills the servers and deletes the homes whose owners are gone. */
    static void sweep(Path runs) throws IOException {
        for (Path folder : FileTree.children(runs)) {
            if (!OWN.contains(folder) && isOrphan(folder)) {
                new HomeProcesses(folder.resolve("home")).kill();
                FileTree.delete(folder);
            }
        }
    }

    private static boolean isOrphan(Path folder) throws IOException {
        try (var channel = FileChannel.open(lockOf(folder), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            return lock != null;
        }
    }

    private static Path lockOf(Path folder) {
        return folder.resolve("lock");
    }

    @Override
    public void close() {
        try {
            FileTree.delete(folder);
            channel.close();
            OWN.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
