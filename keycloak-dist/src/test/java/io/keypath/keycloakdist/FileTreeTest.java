package io.keypath.keycloakdist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

    @TempDir
    Path folder;

    @Test
    void theLastUsedStayWhenPruned() throws IOException {
        for (int day = 1; day <= 4; day++) {
            Path child = Files.createDirectories(folder.resolve("homes/day" + day + "/lib"));
            Files.writeString(child.resolve("some.jar"), "jar");
            Files.setLastModifiedTime(child.getParent(), FileTime.fromMillis(day * 86_400_000L));
        }

        FileTree.prune(folder.resolve("homes"), 2);

        assertThat(FileTree.children(folder.resolve("homes")))
                .extracting(path -> path.getFileName().toString())
                .containsExactlyInAnyOrder("day3", "day4");
    }

    @Test
    void nothingToPruneIsNoError() throws IOException {
        FileTree.prune(folder.resolve("none"), 2);

        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aCopySharesOnlyWhatIsNeverWritten() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from/lib"));
        Files.writeString(from.resolve("shared.jar"), "shared");
        Files.writeString(folder.resolve("from/own.conf"), "own");

        FileTree.copy(folder.resolve("from"), folder.resolve("to"), from);
        Files.writeString(folder.resolve("to/own.conf"), "changed");

        assertThat(folder.resolve("from/own.conf")).hasContent("own");
        assertThat(Files.isSameFile(from.resolve("shared.jar"), folder.resolve("to/lib/shared.jar")))
                .isTrue();
    }

    @Test
    void deletingACopyLeavesWhatItShares() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from"));
        Files.writeString(from.resolve("shared.jar"), "shared");
        FileTree.copy(from, folder.resolve("to"), from);

        FileTree.delete(folder.resolve("to"));

        assertThat(folder.resolve("to")).doesNotExist();
        assertThat(from.resolve("shared.jar")).hasContent("shared");
    }
}
