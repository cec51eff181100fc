package io.keypath.keycloakdist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeKeyTest {

    private static final AdminUser ADMIN = new AdminUser("admin", "admin");

    @TempDir
    Path folder;

    private Path a;
    private Path b;

    @BeforeEach
    void jars() throws IOException {
        a = Files.writeString(folder.resolve("a.jar"), "one");
        b = Files.writeString(folder.resolve("b.jar"), "two");
    }

    @Test
    void theOrderOfJarsAndOptionsDoesNotMatter() throws IOException {
        HomeKey key = HomeKey.of(distribution("26.7.3"), List.of(a, b), List.of("--x=1", "--y=2"));

        assertThat(HomeKey.of(distribution("26.7.3"), List.of(b, a), List.of("--y=2", "--x=1")))
                .isEqualTo(key);
    }

    @Test
    void everyPartMatters() throws IOException {
        HomeKey key = HomeKey.of(distribution("26.7.3"), List.of(a, b), List.of("--x=1"));

        assertThat(HomeKey.of(distribution("26.7.4"), List.of(a, b), List.of("--x=1")))
                .isNotEqualTo(key);
        assertThat(HomeKey.of(distribution("26.7.3"), List.of(a), List.of("--x=1")))
                .isNotEqualTo(key);
        assertThat(HomeKey.of(distribution("26.7.3"), List.of(a, b), List.of("--x=2")))
                .isNotEqualTo(key);
        Files.writeString(a, "three");
        assertThat(HomeKey.of(distribution("26.7.3"), List.of(a, b), List.of("--x=1")))
                .isNotEqualTo(key);
    }

    @Test
    void partsDoNotRunTogether() throws IOException {
        HomeKey two = HomeKey.of(distribution("26.7.3"), List.of(), List.of("--x=1", "--y=2"));
        HomeKey one = HomeKey.of(distribution("26.7.3"), List.of(), List.of("--x=1--y=2"));

        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void aDatabaseBelongsToAHomeAnAdminAndRealms() throws IOException {
        HomeKey home = HomeKey.of(distribution("26.7.3"), List.of(a), List.of());
        HomeKey database = home.database(ADMIN, List.of(b));

        assertThat(database).isNotEqualTo(home).isEqualTo(home.database(ADMIN, List.of(b)));
        assertThat(home.database(ADMIN, List.of())).isNotEqualTo(database);
        assertThat(home.database(new AdminUser("admin", "other"), List.of(b))).isNotEqualTo(database);
    }

    private Distribution distribution(String version) throws IOException {
        return new Distribution(version, Files.writeString(folder.resolve("dist.zip"), "zip"));
    }
}
