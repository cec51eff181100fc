package io.keypath.integrationtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Moves the clock of a Keycloak in another process: a Java agent that sets the offset which Keycloak's own tests use, in
 * seconds, whenever it changes in a file. The agent itself knows nothing but Java.
 */
public final class ClockAgent {

    private static final long POLL_NANOS = 50_000_000;

    private ClockAgent() {}

    /** The agent as a jar; the JVM option that starts it. */
    static String option(Path folder, Path offset) {
        Path jar = folder.resolve("clock-agent.jar");
        String entry = ClockAgent.class.getName().replace('.', '/') + ".class";
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), ClockAgent.class.getName());
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var code = ClockAgent.class.getResourceAsStream("/" + entry)) {
            if (code == null) {
                throw new IllegalStateException("No " + entry);
            }
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "-javaagent:" + jar + "=" + offset;
    }

    public static void premain(String file, Instrumentation instrumentation) {
        Thread thread = new Thread(() -> follow(Path.of(file), instrumentation), "clock-agent");
        thread.setDaemon(true);
        thread.start();
    }

    private static void follow(Path file, Instrumentation instrumentation) {
        Class<?> time = null;
        int set = 0;
        while (true) {
            LockSupport.parkNanos(POLL_NANOS);
            if (time == null) {
                time = Arrays.stream(instrumentation.getAllLoadedClasses())
                        .filter(type -> type.getName().equals("org.keycloak.common.util.Time"))
                        .findFirst()
                        .orElse(null);
            } else {
                set = follow(file, time, set);
            }
        }
    }

    private static int follow(Path file, Class<?> time, int set) {
        try {
            int wanted = Files.exists(file) ? Integer.parseInt(Files.readString(file)) : 0;
            if (wanted != set) {
                time.getMethod("setOffset", int.class).invoke(null, wanted);
            }
            return wanted;
        } catch (IOException | NumberFormatException e) {
            // It is being written.
            return set;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
