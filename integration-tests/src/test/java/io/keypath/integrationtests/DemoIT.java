package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.demo.Demo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run.sh} starts when it has built: its tour, that of the README, and its end by Ctrl-C. */
@Order(6)
class DemoIT {

    private static final Pattern READY = Pattern.compile("(?s)Ready after .*another bash:\n(.*)");
    private static final Pattern KEYCLOAK = Pattern.compile("Account console +(http://[0-9.:]+)");
    private static final Pattern NGINX = Pattern.compile("Files +(http://[0-9.:]+)");
    private static final Pattern README_TOUR = Pattern.compile("(?s)## The tour.*?```sh\n(.*?)```");

    private static final List<String> PARTS = List.of("providers", "realm-export", "examples");

    @TempDir
    Path project;

    @BeforeEach
    void aProjectOfItsOwn() throws IOException {
        // So that its .run is not that of a run.sh beside the tests.
        for (String part : PARTS) {
            Files.createSymbolicLink(
                    project.resolve(part), TestServer.root().resolve(part).toRealPath());
        }
    }

    @AfterEach
    void unlink() throws IOException {
        for (String part : PARTS) {
            Files.delete(project.resolve(part));
        }
    }

    @Test
    void bothToursDoWhatTheySayAndCtrlCEndsItInSilence() throws IOException, InterruptedException {
        Path output = project.resolve("output");
        Process demo = start(output);
        try {
            Await.until(
                    "the demo is ready",
                    Duration.ofMinutes(3),
                    () -> text(output),
                    text -> READY.matcher(text).find() || !demo.isAlive());

            String printed = text(output);
            String tour = found(READY, printed);
            assertThat(bash(tour))
                    .containsSubsequence("\"token\":\"kpt_", "200", "403", "403", "\"name\":\"tiles\"", "204", "401");
            URI nginx = URI.create(found(NGINX, printed));
            String readme = found(
                            README_TOUR, Files.readString(TestServer.root().resolve("README.md")))
                    .replace("http://localhost:8080", found(KEYCLOAK, printed))
                    .replace("http://localhost:8081", nginx.toString());
            assertThat(bash(readme))
                    .containsSubsequence(
                            "\"token\":\"kpt_",
                            "HTTP/1.1 200",
                            "HTTP/1.1 403",
                            "HTTP/1.1 403",
                            "HTTP/1.1 204",
                            "HTTP/1.1 401");

            // As a terminal does: to each process of the group.
            kill("-INT", "-" + demo.pid());

            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(text(output)).isEqualTo(printed);
            assertThat(demo.exitValue()).isEqualTo(130);
        } finally {
            demo.destroyForcibly();
        }
    }

    private static Process start(Path output) throws IOException {
        // In a session of its own, hence the leader of a group; and not deaf to the signal, as what a script
        // runs in the background is.
        var builder = new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        "setsid",
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Demo.class.getName(),
                        String.valueOf(output.getParent()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("KEYPATH_PORT", "0", "KEYPATH_PROXY_PORT", "0"));
        return builder.start();
    }

    private static String bash(String script) {
        return OAuthExample.run(Path.of("target").toAbsolutePath(), Map.of(), "bash", "-c", script);
    }

    private static void kill(String signal, String target) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, "--", target).start().waitFor())
                .isZero();
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private static String text(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
