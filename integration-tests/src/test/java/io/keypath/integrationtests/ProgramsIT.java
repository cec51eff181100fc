package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.Nginx;
import io.keypath.keycloakdist.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that people have, with a token as password, before the gate of an nginx with a WebDAV server behind it. */
class ProgramsIT {

    private static final TestRealm REALM = NginxExample.realm().user("ada").build();
    private static final String TOKEN =
            REALM.createToken("ada", "/maps/ams", "write").text("token");

    private static final String GRID = "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n3 4\n";

    @TempDir
    static Path folder;

    private static Path data;
    private static Path home;
    private static OAuthExample dav;
    private static Nginx nginx;
    private static Nginx ungated;

    @BeforeAll
    static void start() throws IOException {
        OAuthExample.require("git", "git", "--version");
        OAuthExample.require("rclone", "rclone", "version");
        OAuthExample.require("gdal-bin", "gdalinfo", "--version");
        // It ends with an error when it is asked for its version.
        OAuthExample.require("cadaver", "sh", "-c", "command -v cadaver");
        data = Files.createDirectories(folder.resolve("data"));
        home = Files.createDirectories(folder.resolve("home"));
        for (String place : new String[] {"ams", "rotterdam"}) {
            Path maps = Files.createDirectories(data.resolve("maps").resolve(place));
            Files.writeString(maps.resolve("tiles.txt"), "tiles of " + place);
            Files.writeString(maps.resolve("grid.asc"), GRID);
            repository(maps.resolve("repo.git"));
        }
        int port = Ports.free(1).get(0);
        dav = OAuthExample.start(
                folder,
                Map.of("HOME", home.toString()),
                "rclone",
                "serve",
                "webdav",
                data.toString(),
                "--addr",
                "127.0.0.1:" + port,
                "--baseurl",
                "/program");
        Await.until("the WebDAV server listens", () -> Ports.answers(port), listening -> listening);
        nginx = NginxExample.startBefore("127.0.0.1:" + port, REALM, folder.resolve("gated"));
        ungated = NginxExample.startBeforeUngated("127.0.0.1:" + port, REALM, folder.resolve("ungated"));
        Path netrc = Files.writeString(
                home.resolve(".netrc"),
                "machine " + nginx.baseUri().getHost() + "\nlogin ada\npassword " + TOKEN + "\n");
        Files.setPosixFilePermissions(netrc, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterAll
    static void stop() throws IOException {
        nginx.close();
        ungated.close();
        dav.close();
    }

    @Test
    void gitClones() {
        run("git", "clone", withUser("/maps/ams/repo.git"), "cloned");
        run("git", "clone", withUser("/maps/rotterdam/repo.git"), "refused");

        assertThat(folder.resolve("cloned/README")).hasContent("a repository");
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    @Test
    void curlSendsItsPasswordWhenItIsAskedForItAndAtOnce() {
        for (String how : new String[] {"--anyauth", "--basic"}) {
            assertThat(curl(how, "/maps/ams/tiles.txt")).isEqualTo("tiles of ams 200");
            assertThat(curl(how, "/maps/rotterdam/tiles.txt")).endsWith("403").doesNotContain("tiles of");
        }
    }

    @Test
    void cadaverListsGetsAndPuts() throws IOException {
        Path got = folder.resolve("got.txt");
        Files.writeString(folder.resolve("put.txt"), "put by cadaver");

        String told = cadaver("/maps/ams/", "ls\nget tiles.txt " + got + "\nput put.txt\nquit\n");
        String refused = cadaver("/maps/rotterdam/", "get tiles.txt refused.txt\nquit\n");

        assertThat(told).contains("grid.asc");
        assertThat(got).hasContent("tiles of ams");
        assertThat(data.resolve("maps/ams/put.txt")).hasContent("put by cadaver");
        assertThat(refused).contains("403");
        assertThat(folder.resolve("refused.txt")).doesNotExist();
    }

    @Test
    void gdalReadsALayer() {
        for (String how : new String[] {"ANY", "BASIC"}) {
            assertThat(gdal(how, "/maps/ams/grid.asc")).contains("Size is 2, 2");
            assertThat(gdal(how, "/maps/rotterdam/grid.asc")).doesNotContain("Size is");
        }
    }

    @Test
    void rcloneListsGetsAndPuts() throws IOException {
        Files.writeString(folder.resolve("new.txt"), "put by rclone");

        rclone("copyto", remote("/maps/ams") + "tiles.txt", "copied.txt");
        rclone("copyto", "new.txt", remote("/maps/ams") + "new.txt");
        rclone("copyto", remote("/maps/rotterdam") + "tiles.txt", "sibling.txt");

        assertThat(rclone("lsf", remote("/maps/ams"))).contains("tiles.txt", "new.txt");
        assertThat(folder.resolve("copied.txt")).hasContent("tiles of ams");
        assertThat(data.resolve("maps/ams/new.txt")).hasContent("put by rclone");
        assertThat(folder.resolve("sibling.txt")).doesNotExist();
    }

    private static void repository(Path bare) throws IOException {
        Path work = Files.createDirectories(
                folder.resolve("work-" + String.valueOf(bare.getParent()).replace('/', '-')));
        Files.writeString(work.resolve("README"), "a repository");
        git(work, "init", "-q");
        git(work, "add", "README");
        git(work, "-c", "user.name=ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "first");
        git(work, "clone", "-q", "--bare", ".", bare.toString());
        git(bare, "update-server-info");
    }

    private static void git(Path where, String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        OAuthExample.run(where, Map.of("HOME", home.toString()), command);
    }

    private static String run(String... command) {
        return OAuthExample.run(folder, Map.of("HOME", home.toString(), "GIT_TERMINAL_PROMPT", "0"), command);
    }

    private static String address(String path) {
        return nginx.baseUri() + "/program" + path;
    }

    private static String withUser(String path) {
        return address(path).replace("http://", "http://ada:" + TOKEN + "@");
    }

    private static String curl(String how, String path) {
        return run("curl", "-s", how, "-u", "ada:" + TOKEN, "-w", " %{http_code}", address(path));
    }

    private static String cadaver(String path, String commands) throws IOException {
        Path script = Files.writeString(folder.resolve("cadaver.txt"), commands);
        return run("sh", "-c", "cadaver " + address(path) + " < " + script);
    }

    private static String gdal(String how, String path) {
        return OAuthExample.run(
                folder,
                Map.of("GDAL_HTTP_AUTH", how, "GDAL_HTTP_USERPWD", "ada:" + TOKEN),
                "gdalinfo",
                "/vsicurl/" + address(path));
    }

    private static String remote(String path) {
        return ":webdav,url='" + address(path) + "',user=ada,pass="
                + run("rclone", "obscure", TOKEN).strip() + ":";
    }

    private static String rclone(String... arguments) {
        String[] command = new String[arguments.length + 2];
        command[0] = "rclone";
        command[1] = "--retries=1";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return run(command);
    }
}
