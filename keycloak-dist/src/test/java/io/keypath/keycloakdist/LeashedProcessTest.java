package io.keypath.keycloakdist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeashedProcessTest {

    @TempDir
    Path folder;

    @Test
    void itsExitCodeComesThrough() throws IOException {
        LeashedProcess process = shell("exit 7");

        assertThat(process.await(Duration.ofSeconds(10))).isTrue();

        assertThat(process.exitCode()).isEqualTo(7);
    }

    @Test
    void itIsAskedToStop() throws IOException {
        LeashedProcess process = shell("trap 'echo asked; exit 0' TERM; echo up; while :; do sleep 0.1; done");
        while (!LogFile.read(log()).contains("up")) {
            process.await(Duration.ofMillis(20));
        }

        process.stop(Duration.ofSeconds(10));

        assertThat(process.isAlive()).isFalse();
        assertThat(LogFile.read(log())).contains("asked");
    }

    @Test
    void oneThatDoesNotListenIsKilled() throws IOException {
        LeashedProcess process = shell("trap '' TERM; echo up; while :; do sleep 0.1; done");
        while (!LogFile.read(log()).contains("up")) {
            process.await(Duration.ofMillis(20));
        }

        process.stop(Duration.ofMillis(200));

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void theTerminalsCtrlCDoesNotReachIt() throws IOException {
        long ours = ProcessHandle.current().pid();
        // The sixth field is the session.
        LeashedProcess process = shell("cut -d ' ' -f 6 /proc/$$/stat /proc/" + ours + "/stat");

        assertThat(process.await(Duration.ofSeconds(10))).isTrue();

        assertThat(LogFile.read(log()).lines()).hasSize(2).doesNotHaveDuplicates();
    }

    private Path log() {
        return folder.resolve("log");
    }

    private LeashedProcess shell(String script) throws IOException {
        return LeashedProcess.start(List.of("/bin/sh", "-c", script), Map.of(), log());
    }
}
