package io.keypath.keycloakdist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class KeycloakServerIT {

    // Not upgraded to HTTP/2: what of the answer comes with the upgrade, the JDK's client takes for a frame at times.
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void aServerAnswersRestartsAndLeavesNoProcess() throws Exception {
        KeycloakServer server = KeycloakServer.builder().start();
        try (server) {
            assertThat(get(server.realmUri("master")).statusCode()).isEqualTo(200);
            assertThat(get(URI.create(server.managementUri() + "/metrics")).statusCode())
                    .isEqualTo(200);
            assertThat(new HomeProcesses(server.home()).all()).isNotEmpty();

            server.restart();

            assertThat(get(server.realmUri("master")).statusCode()).isEqualTo(200);
        }

        assertThat(new HomeProcesses(server.home()).all()).isEmpty();
        assertThat(server.home()).doesNotExist();
        assertThatThrownBy(() -> get(server.realmUri("master"))).isInstanceOf(IOException.class);
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        var builder = KeycloakServer.builder().options("--no-such-option=true");

        assertThatThrownBy(builder::start)
                .isInstanceOf(KeycloakStartException.class)
                .hasMessageContaining("no-such-option");
    }

    /** Of the demo realm: the file holds only what differs, so that its users and clients depend on what Keycloak adds. */
    @Test
    void adaAndTheScriptOfTheDemoRealmMayUseTheAccountApi() throws Exception {
        try (RunningKeycloak server = KeycloakServer.builder()
                .importRealms(Path.of("../realm-export"))
                .launch()) {
            String ada = token(server, "grant_type=password&client_id=demo-cli&username=ada&password=ada");
            String script = token(
                    server, "grant_type=client_credentials&client_id=demo-script&client_secret=demo-script-secret");

            assertThat(claims(ada)).containsPattern("\"aud\":(\"account\"|\\[[^]]*\"account\")");
            assertThat(claims(ada)).containsPattern("\"account\":\\{\"roles\":\\[[^]]*\"manage-account\"");
            assertThat(claims(script)).contains("service-account-demo-script").contains("\"manage-account\"");
            assertThat(account(server, ada).statusCode()).isEqualTo(200);
            assertThat(account(server, ada).body()).contains("ada@example.org");
            assertThat(get(server.realmUri("demo/account")).statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> account(RunningKeycloak server, String token)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(server.realmUri("demo/account"))
                        .header("Accept", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }

    private static String token(RunningKeycloak server, String form) throws IOException, InterruptedException {
        var response = HTTP.send(
                HttpRequest.newBuilder(server.realmUri("demo/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
        var found = Pattern.compile("\"access_token\":\"([^\"]+)\"").matcher(response.body());
        assertThat(found.find()).as(response.body()).isTrue();
        return found.group(1);
    }

    private static String claims(String jwt) {
        return new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
