package io.keypath.keycloakdist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHomeTest {

    @TempDir
    Path runs;

    @TempDir
    Path elsewhere;

    @Test
    void aSweepSparesTheLiving() throws IOException {
        try (RunHome run = RunHome.createIn(runs)) {
            Files.createDirectories(run.home());

            RunHome.sweep(runs);

            assertThat(run.home()).exists();
        }
        assertThat(FileTree.children(runs)).isEmpty();
    }

    @RepeatedTest(5) // it may start its own children at the very moment of the sweep
    void aSweepKillsAndDeletesWhatADeadJvmLeft() throws IOException {
        Path home = runs.resolve("dead/home");
        Files.createDirectories(home.resolve("bin"));
        Path script = Files.writeString(home.resolve("bin/kc.sh"), "while :; do sleep 1; done\n");
        LeashedProcess left =
                LeashedProcess.start(List.of("/bin/sh", script.toString()), Map.of(), elsewhere.resolve("log"));
        assertThat(new HomeProcesses(home).all()).isNotEmpty();

        RunHome.sweep(runs);

        assertThat(left.isAlive()).isFalse();
        assertThat(new HomeProcesses(home).all()).isEmpty();
        assertThat(runs.resolve("dead")).doesNotExist();
    }
}
