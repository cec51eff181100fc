package io.keypath.keycloakdist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A child process that does not outlive this JVM. */
final class LeashedProcess {

    /**
     * Standard input is the leash: it ends when this JVM closes it or dies, however it dies, and then the child is told to stop. Read by the
     * shell itself, so that no third process has to be cleaned away.
     */
    private static final String LEASH = """
            exec 3<&0
            "$@" </dev/null 3<&- & child=$!
            { while read -r line; do :; done; kill -TERM "$child"; } <&3 & leash=$!
            exec 3<&-
            wait "$child"; status=$?
            kill "$leash" 2>/dev/null
            exit "$status"
            """;

    /**
     * A terminal sends Ctrl-C to all processes of its foreground group: the child would end before this JVM knows that it is to end. In a session
     * of its own the leash alone ends it.
     */
    private static final Path OWN_SESSION = Path.of("/usr/bin/setsid");

    private final Process process;

    private LeashedProcess(Process process) {
        this.process = process;
    }

    static LeashedProcess start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        var leashed = new ArrayList<String>();
        if (Files.isExecutable(OWN_SESSION)) {
            leashed.add(OWN_SESSION.toString());
        }
        leashed.addAll(List.of("/bin/sh", "-c", LEASH, "leash"));
        leashed.addAll(command);
        var builder = new ProcessBuilder(leashed)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // What the caller's shell has set must not change the server.
        builder.environment().keySet().removeIf(LeashedProcess::changesAServer);
        builder.environment().putAll(environment);
        return new LeashedProcess(builder.start());
    }

    private static boolean changesAServer(String variable) {
        return variable.startsWith("KC_")
                || variable.startsWith("QUARKUS_")
                || variable.startsWith("JAVA")
                || variable.startsWith("DEBUG")
                || variable.equals("JDK_JAVA_OPTIONS");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Asks, waits, and then kills. */
    void stop(Duration grace) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            kill(); // a leash that cannot be let go
        }
        await(grace);
        kill();
    }

    /** At once, without a chance to tidy up; returns when nothing of it is left. */
    void kill() {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    boolean await(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
