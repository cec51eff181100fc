package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A server that takes clients' certificates: {@code good} and {@code other} are known to it. */
final class MutualTls {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final int port = Ports.free(1).get(0);

    /** Makes the keys in a folder. */
    MutualTls(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
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
    }

    /** Of the server. */
    String[] options() {
        return new String[] {
            "--https-port=" + port,
            "--http-management-scheme=http",
            "--https-key-store-file=" + store("server"),
            "--https-key-store-password=" + PASSWORD,
            "--https-trust-store-file=" + store("trusted"),
            "--https-trust-store-password=" + PASSWORD
        };
    }

    /** The answer to a form; {@code no} sends no certificate. */
    Answer post(String certificate, String path, String authorization, String form) {
        URI uri = URI.create("https://127.0.0.1:" + port + path);
        try {
            var response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(context(certificate))
                    .build()
                    .send(
                            HttpRequest.newBuilder(uri)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .header("Authorization", authorization)
                                    .POST(BodyPublishers.ofString(form))
                                    .build(),
                            BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private SSLContext context(String name) throws GeneralSecurityException, IOException {
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

    private String file(String name) {
        return folder.resolve(name).toAbsolutePath().toString();
    }

    private String store(String name) {
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
