package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples of {@code Authorization: Secret}, and the commands in docs/secrets.md. */
class SecretExamplesIT {

    private static final TestRealm REALM = TestRealm.builder()
            .client(ClientMethods.client("job", "keypath-secret", Map.of()))
            .build();

    private static final Pattern COMMANDS = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    enum Example {
        PYTHON("secret-python", "/usr/bin/python3", "token_by_secret.py"),
        JAVA("secret-java", System.getProperty("java.home") + "/bin/java", "TokenBySecret.java");

        private final String folder;
        private final String program;
        private final String file;

        Example(String folder, String program, String file) {
            this.folder = folder;
            this.program = program;
            this.file = file;
        }

        String run(String secret) {
            return OAuthExample.run(
                    TestServer.root().resolve("examples").resolve(folder).toAbsolutePath(),
                    Map.of(
                            "ISSUER",
                            REALM.url(""),
                            "CLIENT_SECRET",
                            secret,
                            // The gate, as an API that takes the token.
                            "API",
                            REALM.url("/gate/verify/a")),
                    program,
                    file);
        }
    }

    @BeforeAll
    static void installed() {
        OAuthExample.require(
                "python3-requests-oauthlib", "/usr/bin/python3", "-c", "import oauthlib, requests_oauthlib");
        OAuthExample.require("curl", "curl", "--version");
    }

    @ParameterizedTest
    @EnumSource
    void aSecretGetsATokenThatAnApiAccepts(Example example) {
        String kps = REALM.admin(
                        "POST", "/client-secrets/" + REALM.clientUuid("job"), Map.of("name", example.toString()))
                .text("secret");

        assertThat(example.run(kps)).startsWith("200 ");
        assertThat(example.run(ClientMethods.SECRET)).startsWith("200 ");
        assertThat(example.run("kps_wrong")).contains("invalid_client");
    }

    @Test
    void theCommandsOfTheDocumentationDoWhatTheySay() throws IOException {
        String document = Files.readString(TestServer.root().resolve("docs/secrets.md"));
        Matcher commands = COMMANDS.matcher(document);
        assertThat(commands.find()).isTrue();
        var settings = new HashMap<>(Map.of(
                "KEYCLOAK",
                REALM.keycloak().baseUri().toString(),
                "REALM",
                REALM.name(),
                "CLIENT_UUID",
                REALM.clientUuid("job"),
                "ADMIN",
                REALM.adminLogin()));

        String output =
                OAuthExample.run(TestServer.root().toAbsolutePath(), settings, "bash", "-euc", commands.group(1));

        assertThat(output.split("\"access_token\"", -1)).as(output).hasSize(4);
        assertThat(output).contains("\"nightly job\"", "HTTP/1.1 401", "Secret realm=\"" + REALM.name() + '"');
        assertThat(commands.find()).as("more commands that nobody runs").isFalse();
    }
}
