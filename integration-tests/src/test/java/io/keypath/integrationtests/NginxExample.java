package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.Nginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** nginx with the configuration of {@code examples/nginx}, in front of a realm whose gates have the settings that it tells. */
final class NginxExample {

    private NginxExample() {}

    static TestRealm.Builder realm() {
        return TestRealm.builder()
                .attribute("keypath.gate.files", "{\"source\":\"original-uri\",\"strip\":\"/files\"}")
                .attribute("keypath.gate.program", "{\"source\":\"original-uri\",\"strip\":\"/program\"}");
    }

    static Nginx start(TestRealm realm, Path files, Path folder) throws IOException {
        return start(realm, TestServer.root().resolve("examples/nginx/nginx.conf"), files, folder);
    }

    /** With another program below {@code /program/} than the one that tells what it was told. */
    static Nginx startBefore(String program, TestRealm realm, Path folder) throws IOException {
        return start(
                realm, changed(folder, "server unix:__RUN__/program.sock;", "server " + program + ";"), folder, folder);
    }

    /** The same, and the gate is not asked. */
    static Nginx startBeforeUngated(String program, TestRealm realm, Path folder) throws IOException {
        Path template = changed(folder, "server unix:__RUN__/program.sock;", "server " + program + ";");
        Files.writeString(template, Files.readString(template).replace("auth_request /_gate;", "auth_request off;"));
        return start(realm, template, folder, folder);
    }

    /** With a cached verdict. */
    static Nginx startRemembering(TestRealm realm, Path files, Path folder) throws IOException {
        return start(realm, changed(folder, "#cached ", ""), files, folder);
    }

    private static Path changed(Path folder, String from, String to) throws IOException {
        String example = Files.readString(TestServer.root().resolve("examples/nginx/nginx.conf"));
        assertThat(example).contains(from);
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve("template.conf"), example.replace(from, to));
    }

    private static Nginx start(TestRealm realm, Path template, Path files, Path folder) throws IOException {
        Path binary = Nginx.find()
                .orElseThrow(() -> new AssertionError("nginx is not installed: apt-get install nginx-light"));
        return Nginx.start(binary, template, realm.keycloak().baseUri(), realm.name(), files, folder, 0);
    }
}
