package io.keypath.keycloakdist;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The servers that run from one home, whoever started them: found by their command lines, for pid files lie after a crash. */
record HomeProcesses(Path home) {

    List<ProcessHandle> all() {
        // Another program that merely has a file of the home open is none of ours.
        String script = home.resolve("bin/kc.sh").toString();
        String property = "-Dkc.home.dir=" + home.resolve("bin");
        return ProcessHandle.allProcesses()
                .filter(candidate -> candidate
                        .info()
                        .commandLine()
                        .filter(line -> line.contains(script) || line.contains(property))
                        .isPresent())
                .toList();
    }

    void kill() {
        // Who is asked to die may start another at that moment.
        for (var handles = all(); !handles.isEmpty(); handles = all()) {
            handles.forEach(ProcessHandle::destroyForcibly);
            handles.forEach(
                    handle -> handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        }
    }

    /** Nothing changes on disk while the action runs. */
    void whilePaused(IoAction action) throws IOException {
        var handles = all();
        signal("-STOP", handles);
        try {
            action.run();
        } finally {
            signal("-CONT", handles);
        }
    }

    interface IoAction {
        void run() throws IOException;
    }

    private static void signal(String signal, List<ProcessHandle> handles) throws IOException {
        var command = new ArrayList<>(List.of("kill", signal));
        handles.forEach(handle -> command.add(Long.toString(handle.pid())));
        try {
            if (new ProcessBuilder(command).start().waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
