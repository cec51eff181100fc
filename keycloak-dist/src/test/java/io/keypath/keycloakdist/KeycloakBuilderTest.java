package io.keypath.keycloakdist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeycloakBuilderTest {

    @Test
    void theLastValueOfAnOptionWins() {
        var setup = KeycloakServer.builder()
                .options("--cache=ispn", "--cache-stack=tcp")
                .setup();

        assertThat(setup.options())
                .contains("--cache=ispn", "--cache-stack=tcp")
                .doesNotContain("--cache=local");
    }

    @Test
    void anOptionWithoutAValueIsRefused() {
        var builder = KeycloakServer.builder();

        assertThatThrownBy(() -> builder.options("--verbose")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.buildOptions("features=x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theDatabaseIsBuiltIn() {
        var postgres = Database.postgres("jdbc:postgresql://127.0.0.1:5432/keycloak", "kc", "secret");

        var setup = KeycloakServer.builder().database(postgres).setup();

        assertThat(setup.buildOptions()).contains("--db=postgres");
        assertThat(setup.options()).contains("--db-url=jdbc:postgresql://127.0.0.1:5432/keycloak");
        assertThat(postgres.toString()).doesNotContain("secret");
    }

    @Test
    void aFolderStandsForItsRealmFiles(@TempDir Path folder) throws IOException {
        Path realm = Files.writeString(folder.resolve("a.json"), "{}");
        Files.writeString(folder.resolve("readme.md"), "");

        var setup = KeycloakServer.builder().importRealms(folder).setup();

        assertThat(setup.realmFiles()).containsExactly(realm);
    }
}
