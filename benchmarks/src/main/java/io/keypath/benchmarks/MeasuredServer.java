package io.keypath.benchmarks;

import io.keypath.keycloakdist.Jvm;
import io.keypath.keycloakdist.KeycloakServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Keycloak with the built jar and an embedded database of its own, and its administrator. */
final class MeasuredServer implements AutoCloseable {

    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");
    private static final Pattern ACQUIRED =
            Pattern.compile("^agroal_acquire_count_total(?:\\{[^}]*})? ([0-9.E]+)$", Pattern.MULTILINE);

    private final KeycloakServer keycloak;
    private final Path data;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String admin = "";
    private long adminAt;

    private MeasuredServer(KeycloakServer keycloak, Path data) {
        this.keycloak = keycloak;
        this.data = data;
    }

    /**
     * Starts it.
     *
     * @param project its folder, in which the jar has been built
     */
    static MeasuredServer start(Path project, String... options) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("benchmark");
        KeycloakServer keycloak = KeycloakServer.builder()
                .providers(List.of(bundle(project)))
                .jvm(Jvm.STOCK)
                .data(data)
                .startTimeout(Duration.ofMinutes(30))
                .options(options)
                .options("--db-username=" + Rows.USER, "--db-password=" + Rows.PASSWORD)
                .start();
        return new MeasuredServer(keycloak, data);
    }

    private static Path bundle(Path project) throws IOException {
        try (Stream<Path> files = Files.list(project.resolve("providers/bundle/target"))) {
            return files.filter(file ->
                            file.getFileName().toString().matches("keypath-[0-9].*(?<!-sources|-javadoc)\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    KeycloakServer keycloak() {
        return keycloak;
    }

    /** Where its database's files are. */
    Path data() {
        return data;
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    /** What the admin REST API answers; throws if the status is another. */
    String admin(String method, String path, String body, int expected) throws IOException, InterruptedException {
        return call(keycloak.baseUri() + "/admin/realms" + path, method, adminToken(), body, expected);
    }

    /** As {@link #admin}, with another's access token. */
    String call(String address, String method, String token, String body, int expected)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.ofString(body))
                .build());
        if (answer.statusCode() != expected) {
            throw new IllegalStateException(method + " " + address + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    // These live for a minute.
    private String adminToken() throws IOException, InterruptedException {
        if (System.nanoTime() - adminAt > 30_000_000_000L || admin.isEmpty()) {
            admin = login(
                    "master",
                    "admin-cli",
                    keycloak.adminUser().name(),
                    keycloak.adminUser().password());
            adminAt = System.nanoTime();
        }
        return admin;
    }

    /** An access token by a user's password. */
    String login(String realm, String clientId, String user, String password) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(keycloak.realmUri(realm) + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "grant_type=password&client_id=" + clientId + "&username=" + user + "&password=" + password))
                .build();
        return found(TOKEN, send(request).body());
    }

    /** How often it has taken a connection from the database's pool. */
    long acquired() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(keycloak.managementUri() + "/metrics"))
                .build();
        return (long) Double.parseDouble(found(ACQUIRED, send(request).body()));
    }

    /** The pattern's first group. */
    static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("No " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    @Override
    public void close() throws IOException {
        keycloak.close();
        delete(data);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
