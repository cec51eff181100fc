package io.keypath.keycloakdist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    @Test
    void aSweepKillsAndDeletesWhatADeadJvmLeft() throws IOException {
        Path home = runs.resolve("dead/home");
        Files.createDirectories(home.resolve("bin"));
        Path script = Files.writeString(home.resolve("bin/kc.sh"), "echo up; while :; do sleep 1; done\n");
        Path log = elsewhere.resolve("log");
        LeashedProcess left = LeashedProcess.start(List.of("/bin/sh", script.toString()), Map.of(), log);
        // Before, it has no command line at the moments when it becomes another program.
        while (!LogFile.read(log).contains("up")) {
            left.await(Duration.ofMillis(20));
        }
        assertThat(new HomeProcesses(home).all()).isNotEmpty();

        RunHome.sweep(runs);

        assertThat(left.isAlive()).isFalse();
        assertThat(new HomeProcesses(home).all()).isEmpty();
        assertThat(runs.resolve("dead")).doesNotExist();
    }
}
