package io.keypath.integrationtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program below {@code examples/}, run as its README says. A server among them ends with this JVM at the latest. */
final class OAuthExample implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on ([0-9]+)");

    private final Process process;
    private final Path output;

    private OAuthExample(Process process, Path output) {
        this.process = process;
        this.output = output;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    static OAuthExample start(Path folder, Map<String, String> settings, String... command) {
        try {
            Path output = Files.createTempFile("example", ".log");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(settings);
            return new OAuthExample(builder.start(), output);
        } catch (IOException e) {
            throw new AssertionError("Cannot start " + String.join(" ", command), e);
        }
    }

    /** Runs it to its end and returns what it wrote. */
    static String run(Path folder, Map<String, String> settings, String... command) {
        try (var example = start(folder, settings, command)) {
            if (!example.process.waitFor(120, TimeUnit.SECONDS)) {
                throw new AssertionError("No end within 120 s: " + List.of(command) + "\n" + example.output());
            }
            return example.output();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Fails, and says what to install, when a program is not there. */
    static void require(String packages, String... command) {
        try {
            if (new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0) {
                return;
            }
        } catch (IOException e) {
            throw new AssertionError("The examples need: apt-get install " + packages, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        throw new AssertionError("The examples need: apt-get install " + packages);
    }

    /** The port that a server says it listens on. */
    int port() {
        OAuthEndpoints.await(
                "the example listens", () -> LISTENING.matcher(output()).find() || !process.isAlive());
        Matcher listening = LISTENING.matcher(output());
        if (!listening.find()) {
            throw new AssertionError("The example ended: " + output());
        }
        return Integer.parseInt(listening.group(1));
    }

    private String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
