package io.keypath.integrationtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one jar that users drop into Keycloak. */
class BundleIT {

    private static final String SERVICES = "META-INF/services/";

    @Test
    void theBundleHoldsKeypathAndNothingElse() throws IOException {
        try (var jar = new JarFile(TestServer.bundle().toFile())) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName))
                    .isNotEmpty()
                    // Keycloak finds templates and messages of any theme in the last one.
                    .allMatch(name -> name.startsWith("io/keypath/")
                            || name.startsWith("META-INF/")
                            || name.matches("theme-resources/(templates/(text|html)/keypath-[a-z]+\\.ftl"
                                    + "|messages/messages_[a-z]+\\.properties)"))
                    .noneMatch(name -> name.startsWith("META-INF/maven/") || name.startsWith("META-INF/versions/"))
                    .noneMatch(name -> name.matches("META-INF/(.*/)?[^/]*\\.(class|SF|RSA|DSA|EC)"))
                    .doesNotContain("META-INF/beans.xml", "module-info.class")
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void theBundleHoldsTheClassesOfAllProviderModulesAndNoTests() throws IOException {
        var expected = new TreeSet<String>();
        for (Path classes : moduleClasses()) {
            try (Stream<Path> files = Files.walk(classes)) {
                expected.addAll(files.filter(file -> file.toString().endsWith(".class"))
                        .map(file -> classes.relativize(file).toString())
                        .toList());
            }
        }

        try (var jar = new JarFile(TestServer.bundle().toFile())) {
            var packed = jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .collect(toCollection(TreeSet::new));

            assertThat(packed).isEqualTo(expected);
        }
    }

    @Test
    void everyServiceOfEveryModuleIsRegisteredAndExists() throws IOException {
        var expected = new TreeMap<String, Set<String>>();
        for (Path classes : moduleClasses()) {
            Path services = classes.resolve(SERVICES);
            if (Files.isDirectory(services)) {
                try (Stream<Path> files = Files.list(services)) {
                    for (Path file : files.toList()) {
                        expected.computeIfAbsent(file.getFileName().toString(), name -> new TreeSet<>())
                                .addAll(lines(Files.readString(file)));
                    }
                }
            }
        }

        try (var jar = new JarFile(TestServer.bundle().toFile())) {
            var packed = services(jar);

            assertThat(packed).isEqualTo(expected);
            assertThat(packed)
                    .containsKeys(
                            "org.keycloak.provider.Spi",
                            "org.keycloak.services.resource.RealmResourceProviderFactory",
                            "org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory",
                            "org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory");
            assertThat(packed.values().stream().flatMap(Set::stream))
                    .allMatch(name -> jar.getEntry(name.replace('.', '/') + ".class") != null);
        }
    }

    @Test
    void noEntryTellsWhenItWasBuilt() throws IOException {
        try (var jar = new JarFile(TestServer.bundle().toFile())) {
            assertThat(jar.stream().map(JarEntry::getTimeLocal).distinct())
                    .as("one time for all, project.build.outputTimestamp")
                    .hasSize(1);
        }
    }

    private static Map<String, Set<String>> services(JarFile jar) throws IOException {
        var services = new TreeMap<String, Set<String>>();
        for (JarEntry entry : jar.stream().toList()) {
            if (entry.getName().startsWith(SERVICES) && !entry.isDirectory()) {
                try (var stream = jar.getInputStream(entry)) {
                    services.put(
                            entry.getName().substring(SERVICES.length()),
                            lines(new String(stream.readAllBytes(), UTF_8)));
                }
            }
        }
        return services;
    }

    private static Set<String> lines(String text) {
        return text.lines().filter(line -> !line.isBlank()).collect(toCollection(TreeSet::new));
    }

    private static Iterable<Path> moduleClasses() throws IOException {
        try (Stream<Path> modules = Files.list(TestServer.root().resolve("providers"))) {
            return modules.map(module -> module.resolve("target/classes"))
                    .filter(classes -> Files.isDirectory(classes.resolve("io/keypath")))
                    .toList();
        }
    }
}
