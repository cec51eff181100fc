package io.keypath.keycloakdist;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders as a whole. */
public final class FileTree {

    private FileTree() {}

    /** Copies with times and permissions; what is below {@code linked} is hard-linked where the file system can, for it is never written. */
    public static void copy(Path from, Path to, Path linked) throws IOException {
        copy(from, to, file -> file.startsWith(linked));
    }

    /** Copies with times and permissions. */
    public static void copy(Path from, Path to) throws IOException {
        copy(from, to, file -> false);
    }

    private static void copy(Path from, Path to, Predicate<Path> isLinked) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(dir)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file));
                if (!(isLinked.test(file) && link(file, target))) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean link(Path file, Path target) {
        try {
            Files.createLink(target, file);
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            return false; // another file system, or one without links: a copy does as well
        }
    }

    /** Also when files vanish meanwhile, as those of a dying server do. */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    /** Deletes all but the {@code kept} last modified children. */
    static void prune(Path folder, int kept) throws IOException {
        record Aged(Path path, long modified) {}
        var aged = new ArrayList<Aged>();
        for (Path child : children(folder)) {
            aged.add(new Aged(child, Files.getLastModifiedTime(child).toMillis()));
        }
        aged.sort(Comparator.comparingLong(Aged::modified).reversed());
        for (Aged old : aged.subList(Math.min(kept, aged.size()), aged.size())) {
            delete(old.path());
        }
    }
}
