package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.Nginx;
import io.keypath.keycloakdist.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that people have, through the gate of {@code examples/nginx} to a WebDAV server behind it. */
class ProgramsIT {

    private static final TestRealm REALM = NginxExample.realm().user("ada").build();
    private static final String READS =
            REALM.createToken("ada", "/maps/ams", "read").text("token");
    private static final String WRITES =
            REALM.createToken("ada", "/maps/ams", "write").text("token");

    /** Stands in each file that no token here reaches. */
    private static final String OUT_OF_SCOPE = "out-of-scope-content";

    @TempDir
    static Path folder;

    private static Path served;
    private static OAuthExample dav;
    private static Nginx nginx;
    private static Nginx ungated;

    @BeforeAll
    static void start() throws IOException {
        // By name: what --version ends with is each program's own affair.
        Map.of(
                        "git", "git",
                        "curl", "curl",
                        "cadaver", "cadaver",
                        "davfs2", "mount.davfs",
                        "rclone", "rclone",
                        "gdal-bin", "gdalinfo",
                        "litmus", "litmus")
                .forEach((name, program) ->
                        OAuthExample.require(name, "bash", "-c", "PATH=$PATH:/usr/sbin command -v " + program));
        served = folder.resolve("served");
        for (String city : List.of("ams", "rotterdam")) {
            Path below = Files.createDirectories(served.resolve("maps").resolve(city));
            Files.writeString(below.resolve("tiles.txt"), city.equals("ams") ? "ams-content" : OUT_OF_SCOPE);
            OAuthExample.run(below, Map.of("HOME", folder.toString()), "bash", "-euc", """
                    git init -q work
                    echo hello > work/README
                    git -C work add README
                    git -C work -c user.name=a -c user.email=a@b.c commit -qm one
                    git clone -q --bare work repo.git
                    git -C repo.git update-server-info
                    gdal_create -q -of GTiff -outsize 4 4 -bands 1 raster.tif
                    """);
            assertThat(below.resolve("repo.git/info/refs")).exists();
            assertThat(below.resolve("raster.tif")).exists();
        }
        int port = Ports.free(1).get(0);
        dav = OAuthExample.start(
                folder,
                Map.of("HOME", folder.toString()),
                "rclone",
                "serve",
                "webdav",
                served.toString(),
                "--addr",
                "127.0.0.1:" + port,
                "--baseurl",
                "/program",
                "--dir-cache-time",
                "0");
        Await.until("the WebDAV server listens", () -> Ports.answers(port), listening -> listening);
        nginx = NginxExample.startBefore("127.0.0.1:" + port, REALM, folder.resolve("nginx"));
        ungated = NginxExample.startBeforeUngated("127.0.0.1:" + port, REALM, folder.resolve("ungated"));
    }

    @AfterAll
    static void stop() {
        for (Nginx one : new Nginx[] {nginx, ungated}) {
            if (one != null) {
                one.close();
            }
        }
        if (dav != null) {
            dav.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--anyauth -u ada:$TOKEN",
                "-u ada:$TOKEN",
                "-u $TOKEN:",
                "--anyauth -u $TOKEN:x-oauth-basic",
                "-H X-API-Key:$TOKEN"
            })
    void curlGetsAndPutsAndIsRefusedTheSibling(String options) {
        String curl = "curl -s -o /dev/null -w '%{http_code}\\n' " + options + " ";

        String output = run(
                WRITES,
                curl + "$AMS/tiles.txt; " + curl + "-T $HOME/up.txt $AMS/up.txt; " + curl + "$ROTTERDAM/tiles.txt; "
                        + curl + "-T $HOME/up.txt $ROTTERDAM/up.txt");

        assertThat(output.lines().toList()).containsExactly("200", "201", "403", "403");
        OAuthExample.run(
                folder, Map.of(), "rm", served.resolve("maps/ams/up.txt").toString());
        assertThat(served.resolve("maps/rotterdam/up.txt")).doesNotExist();
    }

    @Test
    void gitClonesAndIsRefusedTheSibling() {
        String output = run(READS, """
                git clone -q ${AMS/:\\/\\//://ada:$TOKEN@}/repo.git a && cat a/README
                git clone -q ${ROTTERDAM/:\\/\\//://ada:$TOKEN@}/repo.git b || echo refused
                """);

        assertThat(output).contains("hello", "403", "refused");
        assertThat(folder.resolve("b/README")).doesNotExist();
    }

    @Test
    void gdalReadsARasterAndIsRefusedTheSibling() {
        String output = run(READS, """
                export GDAL_HTTP_AUTH=ANY GDAL_HTTP_USERPWD=ada:$TOKEN GDAL_DISABLE_READDIR_ON_OPEN=EMPTY_DIR
                gdalinfo /vsicurl/$AMS/raster.tif
                gdalinfo /vsicurl/$ROTTERDAM/raster.tif || echo refused
                """);

        assertThat(output).containsOnlyOnce("Size is 4, 4").contains("refused");
    }

    @Test
    void rcloneListsGetsAndPutsAndIsRefusedTheSibling() {
        String output = run(WRITES, """
                export RCLONE_WEBDAV_USER=ada RCLONE_WEBDAV_PASS=$(rclone obscure $TOKEN)
                rclone lsf --webdav-url $AMS :webdav:
                rclone cat --webdav-url $AMS :webdav:tiles.txt; echo
                rclone copyto --webdav-url $AMS up.txt :webdav:rclone.txt && cat served/maps/ams/rclone.txt
                rclone lsf --retries 1 --webdav-url $ROTTERDAM :webdav: || echo refused
                """);

        assertThat(output).containsSubsequence("tiles.txt", "ams-content", "uploaded", "refused");
        assertThat(output).contains("403").doesNotContain(OUT_OF_SCOPE);
    }

    @Test
    void cadaverListsGetsAndPutsAndIsRefusedTheSibling() {
        String output = run(WRITES, """
                umask 077; echo machine 127.0.0.1 login ada password $TOKEN > .netrc
                printf 'ls\\nget tiles.txt cadaver-got.txt\\nput up.txt cadaver.txt\\nquit\\n' | cadaver $AMS/
                cat cadaver-got.txt; echo
                cat served/maps/ams/cadaver.txt
                printf 'ls\\nget tiles.txt stolen.txt\\nquit\\n' | cadaver $ROTTERDAM/
                rm .netrc
                """);

        assertThat(output).containsSubsequence("tiles.txt", "ams-content", "uploaded", "403");
        assertThat(folder.resolve("stolen.txt")).doesNotExist();
    }

    @Test
    void davfs2MountsListsGetsAndPutsAndIsRefusedTheSibling() {
        assertThat(Path.of("/dev/fuse"))
                .as("a mount needs /dev/fuse: in a container, --device /dev/fuse --cap-add SYS_ADMIN")
                .exists();

        String output = run(WRITES, """
                as_root() { if [ $(id -u) -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }
                as_root true || { echo 'a mount needs root: run the tests as root, or with sudo without a password'; exit; }
                mkdir -p mount other
                printf '%s ada %s\\n' $AMS/ $TOKEN $ROTTERDAM/ $TOKEN > secrets; chmod 600 secrets
                # With davfs2's own size of buffers, newer kernels list no folder of it.
                printf 'secrets %s\\nask_auth 0\\ndelay_upload 0\\nbuf_size 64\\n' $HOME/secrets > davfs2.conf
                as_root chown 0 secrets
                as_root mount -t davfs -o conf=$HOME/davfs2.conf,uid=$(id -u) $AMS/ mount
                ls mount; cat mount/tiles.txt; echo
                cp up.txt mount/davfs.txt
                as_root umount mount
                cat served/maps/ams/davfs.txt
                as_root mount -t davfs -o conf=$HOME/davfs2.conf $ROTTERDAM/ other || echo refused
                as_root sh -c "rm -rf /var/cache/davfs2/*$(basename $HOME)*"
                """);

        assertThat(output).containsSubsequence("tiles.txt", "ams-content", "uploaded", "403", "refused");
        assertThat(output).doesNotContain(OUT_OF_SCOPE);
    }

    @Test
    void litmusGivesTheSameResultWithTheGateAsWithoutIt() {
        String without = litmus(ungated);
        String with = litmus(nginx);

        assertThat(without).contains("pass");
        assertThat(with).isEqualTo(without);
    }

    private static String litmus(Nginx server) {
        String output = run(
                WRITES,
                "litmus -k " + server.baseUri()
                        + "/program/maps/ams/ ada $TOKEN 2>&1 | tr -cd '\\11\\12\\15\\40-\\176'; rm -f debug.log child.log");
        // Its progress rewrites the line, one message quotes memory that holds anything, and addresses differ by their
        // ports.
        return output.replaceAll("[^\\r\\n]*\\r", "")
                .replaceAll("PUT of `[^']*'", "PUT of it")
                .replace(server.baseUri().getAuthority(), "server");
    }

    private static String run(String token, String script) {
        var environment = new HashMap<String, String>();
        environment.put("HOME", folder.toString());
        environment.put("TOKEN", token);
        environment.put("AMS", nginx.baseUri() + "/program/maps/ams");
        environment.put("ROTTERDAM", nginx.baseUri() + "/program/maps/rotterdam");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("LC_ALL", "C.UTF-8");
        return OAuthExample.run(folder, environment, "bash", "-c", "echo uploaded > up.txt\n" + script);
    }
}
