package io.keypath.integrationtests;

import static io.keypath.integrationtests.ClientMethods.executions;
import static io.keypath.integrationtests.ClientMethods.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.integrationtests.ClientMethods.Method;
import io.keypath.keycloakdist.KeycloakBuilder;
import io.keypath.keycloakdist.KeycloakServer;
import io.keypath.keycloakdist.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The place in the client flow over a server's life: started, restarted, switched off, without the jar, switched on
 * again. All the time, clients of all other methods, also those with a certificate (mutual TLS), get the same answers.
 */
class ClientFlowLifeIT {

    private static final String ID = "keypath-secret";
    private static final String BY_CERTIFICATE = "by-certificate";
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private final int httpsPort = Ports.free(1).get(0);

    @Test
    void itComesOnceAndGoesWhenSwitchedOffAndNobodyElseNotices() throws Exception {
        for (String name : List.of("server", "good", "other")) {
            keytool(
                    "-genkeypair",
                    "-keyalg",
                    "RSA",
                    "-alias",
                    name,
                    "-dname",
                    "CN=" + name,
                    "-validity",
                    "2",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-keystore",
                    store(name));
            keytool("-exportcert", "-alias", name, "-keystore", store(name), "-file", file(name + ".cer"));
        }
        for (String name : List.of("good", "other")) {
            keytool(
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    name,
                    "-file",
                    file(name + ".cer"),
                    "-keystore",
                    store("trusted"));
        }

        ClientMethods methods;
        TestRealm off;
        String kps;
        Map<String, String> before;
        try (KeycloakServer keycloak = server(true)) {
            methods = ClientMethods.on(keycloak, true);
            TestRealm realm = methods.realm();
            var byCertificate = ClientMethods.client(
                    BY_CERTIFICATE,
                    "client-x509",
                    Map.of("x509.subjectdn", "CN=good", "x509.allow.regex.pattern.comparison", "false"));
            assertThat(realm.admin("POST", "/clients", byCertificate).status()).isEqualTo(201);
            off = TestRealm.builder(keycloak).build();
            disable(off);
            kps = realm.admin("POST", "/client-secrets/" + realm.clientUuid(ClientMethods.OURS), Map.of("name", "life"))
                    .text("secret");
            before = outcomes(methods);
            assertThat(before.get("good certificate")).isEqualTo("200 \"" + BY_CERTIFICATE + "\"");
            assertThat(before.get("other certificate")).startsWith("4");
            assertThat(before.get("no certificate")).startsWith("4");

            assertOn(methods, off, kps);

            keycloak.restart();

            assertOn(methods, off, kps);
            assertThat(outcomes(methods)).isEqualTo(before);
        }

        try (KeycloakServer keycloak = server(false)) {
            methods = new ClientMethods(methods.realm().on(keycloak));
            for (TestRealm realm :
                    List.of(methods.realm(), off.on(keycloak), methods.realm().sibling("master"))) {
                assertThat(executions(realm, "clients")).isNotEmpty().doesNotContain(ID);
            }
            assertThat(outcomes(methods)).isEqualTo(before);
            assertThat(ours(methods, kps).status()).isIn(400, 401);
            assertThat(ours(methods, ClientMethods.SECRET).status()).isIn(400, 401);
            assertThat(discovered(methods)).doesNotContain(ClientAuthMethodsIT.METHOD);
        }

        try (KeycloakServer keycloak = bare()) {
            methods = new ClientMethods(methods.realm().on(keycloak));
            TestRealm realm = methods.realm();
            assertThat(executions(realm, "clients")).isNotEmpty().doesNotContain(ID);
            assertThat(outcomes(methods)).isEqualTo(before);
            // Nobody of ours sees this.
            assertThat(realm.admin("PUT", "/clients/" + realm.clientUuid(ClientMethods.OURS), Map.of("secret", "later"))
                            .status())
                    .isEqualTo(204);
        }

        try (KeycloakServer keycloak = server(true)) {
            methods = new ClientMethods(methods.realm().on(keycloak));
            for (TestRealm realm :
                    List.of(methods.realm(), off.on(keycloak), methods.realm().sibling("master"))) {
                assertThat(executions(realm, "clients")).containsOnlyOnce(ID);
            }
            assertThat(outcomes(methods)).isEqualTo(before);
            assertThat(ours(methods, kps).status()).isEqualTo(200);
            assertThat(ours(methods, "later").status()).isEqualTo(200);
            assertThat(ours(methods, ClientMethods.SECRET).status()).isEqualTo(401);
        }
    }

    private static void assertOn(ClientMethods methods, TestRealm off, String kps) {
        for (TestRealm realm : List.of(methods.realm(), off, off.sibling("master"))) {
            assertThat(executions(realm, "clients")).containsOnlyOnce(ID);
        }
        assertThat(execution(off).get("requirement"))
                .as("what an administrator chose")
                .isEqualTo("DISABLED");
        assertThat(ours(methods, kps).status()).isEqualTo(200);
        assertThat(ours(methods, ClientMethods.SECRET).status()).isEqualTo(200);
        assertThat(ours(methods, "wrong").status()).isEqualTo(401);
        assertThat(discovered(methods)).contains(ClientAuthMethodsIT.METHOD);
    }

    private static Answer ours(ClientMethods methods, String secret) {
        return methods.withHeader("Secret " + secret);
    }

    private static List<String> discovered(ClientMethods methods) {
        return OAuthEndpoints.texts(Http.of("GET", methods.realm().url("/.well-known/openid-configuration"))
                .send()
                .json()
                .get("token_endpoint_auth_methods_supported"));
    }

    private Map<String, String> outcomes(ClientMethods methods) throws Exception {
        var outcomes = new LinkedHashMap<String, String>();
        for (Method method : Method.values()) {
            outcomes.put(method + " good", outcome(methods.token(method, method.clientId(), true)));
            outcomes.put(method + " wrong", outcome(methods.token(method, method.clientId(), false)));
            assertThat(outcomes.get(method + " good")).startsWith("200");
        }
        for (String certificate : List.of("good", "other", "no")) {
            outcomes.put(certificate + " certificate", outcome(byCertificate(methods, certificate)));
        }
        return outcomes;
    }

    private Answer byCertificate(ClientMethods methods, String name) throws Exception {
        URI uri = URI.create(
                "https://127.0.0.1:" + httpsPort + "/realms/" + methods.realm().name() + OAuthEndpoints.TOKEN);
        var response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls(name))
                .build()
                .send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                // Of no client: whose certificate is good needs none.
                                .header("Authorization", "Secret of-nobody")
                                .POST(BodyPublishers.ofString(
                                        "grant_type=client_credentials&client_id=" + BY_CERTIFICATE))
                                .build(),
                        BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private SSLContext tls(String name) throws GeneralSecurityException, IOException {
        var keys = KeyStore.getInstance("PKCS12");
        if (name.equals("no")) {
            keys.load(null, null);
        } else {
            try (InputStream stream = Files.newInputStream(Path.of(store(name)))) {
                keys.load(stream, PASSWORD.toCharArray());
            }
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), new TrustManager[] {new AnyServer()}, null);
        return context;
    }

    private KeycloakServer server(boolean isOn) {
        var builder = KeycloakServer.builder().providers(List.of(TestServer.bundle()));
        if (!isOn) {
            builder.buildOptions("--spi-client-authenticator--keypath-secret--enabled=false");
        }
        return withTls(builder).start();
    }

    private KeycloakServer bare() {
        return withTls(KeycloakServer.builder()).start();
    }

    private KeycloakBuilder withTls(KeycloakBuilder builder) {
        return builder.data(folder.resolve("data"))
                .buildOptions("--https-client-auth=request")
                .options(
                        "--https-port=" + httpsPort,
                        "--http-management-scheme=http",
                        "--https-key-store-file=" + store("server"),
                        "--https-key-store-password=" + PASSWORD,
                        "--https-trust-store-file=" + store("trusted"),
                        "--https-trust-store-password=" + PASSWORD);
    }

    private static Map<String, Object> execution(TestRealm realm) {
        return realm.admin("GET", "/authentication/flows/clients/executions")
                .json()
                .valueStream()
                .filter(execution -> execution.get("providerId").asText().equals(ID))
                .map(execution -> Map.<String, Object>of(
                        "id", execution.get("id").asText(),
                        "requirement", execution.get("requirement").asText(),
                        "priority", execution.get("priority").asInt()))
                .findFirst()
                .orElseThrow();
    }

    private static void disable(TestRealm realm) {
        var execution = new LinkedHashMap<>(execution(realm));
        execution.put("requirement", "DISABLED");
        assertThat(realm.admin("PUT", "/authentication/flows/clients/executions", execution)
                        .status())
                .isIn(202, 204);
    }

    private static String file(String name) {
        return folder.resolve(name).toAbsolutePath().toString();
    }

    private static String store(String name) {
        return file(name + ".p12");
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** This test is about whom the server trusts, not about whom we do. */
    private static final class AnyServer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
