package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The OpenAPI description that is in docs: as the code has it. */
class OpenApiIT {

    @Test
    void theDescriptionIsThatOfTheCode() throws IOException {
        String now = OpenApi.of(Endpoints.of(TestServer.bundle()));
        Path kept = TestServer.root().resolve("docs/openapi.json");
        if (Boolean.getBoolean("keypath.openapi.write")) {
            Files.writeString(kept, now);
        }

        assertThat(now)
                .as("docs/openapi.json is of other code: write it with -Dkeypath.openapi.write, see CONTRIBUTING.md")
                .isEqualTo(Files.exists(kept) ? Files.readString(kept) : "");
    }
}
