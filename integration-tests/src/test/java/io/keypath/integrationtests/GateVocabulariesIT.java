package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which methods each access of each vocabulary lets through. Each token here has one grant for each access, on a path of its name. */
class GateVocabulariesIT {

    private static final TestRealm READ_WRITE = TestRealm.builder().user("ada").build();
    private static final TestRealm DRIVE = TestRealm.builder()
            .attribute("keypath.vocabulary", "drive")
            .user("ada")
            .build();
    private static final TestRealm WLCG = TestRealm.builder()
            .attribute("keypath.vocabulary", "wlcg")
            .user("ada")
            .build();

    private static final String READ_WRITE_TOKEN = token(READ_WRITE, "read", "write");
    private static final String DRIVE_TOKEN = token(DRIVE, "view", "viewPlus", "share", "edit", "editPlus", "admin");
    private static final String WLCG_TOKEN =
            token(WLCG, "storage.read", "storage.create", "storage.modify", "storage.stage", "storage.poll");

    @ParameterizedTest
    @CsvSource({
        "read,  GET HEAD OPTIONS PROPFIND REPORT SEARCH QUERY, POST PUT PATCH DELETE MKCOL PROPPATCH LOCK UNLOCK ACL, read",
        "write, GET HEAD OPTIONS PROPFIND POST PUT PATCH DELETE MKCOL PROPPATCH LOCK UNLOCK REPORT ACL, '', write",
        "none,  '', GET HEAD OPTIONS PROPFIND PUT, ''"
    })
    void readAndWrite(String access, String allowed, String refused, String told) {
        assertMethods(READ_WRITE, READ_WRITE_TOKEN, access, allowed, refused, told);
    }

    @ParameterizedTest
    @CsvSource({
        "view,     GET HEAD OPTIONS PROPFIND, POST PUT PATCH DELETE MKCOL PROPPATCH LOCK, view",
        "viewPlus, GET HEAD OPTIONS PROPFIND, POST PUT PATCH DELETE MKCOL PROPPATCH LOCK, viewPlus",
        "share,    GET HEAD OPTIONS PROPFIND, POST PUT PATCH DELETE MKCOL PROPPATCH LOCK, share",
        "edit,     GET HEAD OPTIONS PROPFIND POST PUT PATCH DELETE MKCOL PROPPATCH LOCK, '', edit",
        "editPlus, GET HEAD OPTIONS PROPFIND POST PUT PATCH DELETE MKCOL PROPPATCH LOCK, '', editPlus",
        "admin,    GET HEAD OPTIONS PROPFIND POST PUT PATCH DELETE MKCOL PROPPATCH LOCK, '', admin",
        "none,     '', GET PUT, ''"
    })
    void drive(String access, String allowed, String refused, String told) {
        assertMethods(DRIVE, DRIVE_TOKEN, access, allowed, refused, told);
    }

    @ParameterizedTest
    @CsvSource({
        "storage.read,   GET HEAD OPTIONS PROPFIND REPORT, POST PUT PATCH DELETE MKCOL PROPPATCH LOCK, storage.read",
        "storage.create, HEAD PROPFIND MKCOL, GET OPTIONS POST PUT PATCH DELETE PROPPATCH LOCK, storage.create",
        "storage.modify, HEAD PROPFIND MKCOL POST PUT PATCH DELETE PROPPATCH LOCK, GET OPTIONS, storage.modify",
        "storage.stage,  HEAD PROPFIND, GET OPTIONS POST PUT MKCOL DELETE, storage.stage",
        "storage.poll,   '', GET HEAD OPTIONS PROPFIND POST PUT MKCOL DELETE, ''",
        "none,           '', GET HEAD PROPFIND MKCOL PUT, ''"
    })
    void wlcg(String access, String allowed, String refused, String told) {
        assertMethods(WLCG, WLCG_TOKEN, access, allowed, refused, told);
    }

    @ParameterizedTest
    @CsvSource({
        "storage.create, *,        200",
        "storage.create, '',       403",
        "storage.create, '\"tag\"', 403",
        "storage.modify, *,        200",
        "storage.modify, '',       200",
        "storage.read,   *,        403",
        "storage.stage,  *,        403"
    })
    void aPutThatCanOnlyCreateNeedsNoMoreThanThat(String access, String ifNoneMatch, int status) {
        Http put = ask(WLCG, WLCG_TOKEN, "PUT", "/" + access + "/file");

        assertThat((ifNoneMatch.isEmpty() ? put : put.header("If-None-Match", ifNoneMatch))
                        .send()
                        .status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "MOVE, /write/a, /write/b,                       200",
        "COPY, /write/a, /write/b,                       200",
        "MOVE, /write/a, https://files.example/write/b,  200",
        "MOVE, /write/a, /read/b,                        403",
        "MOVE, /write/a, /none/b,                        403",
        "MOVE, /write/a, /writeable/b,                   403",
        "MOVE, /write/a, https://files.example/none/b,   403",
        "MOVE, /read/a,  /write/b,                       403",
        "MOVE, /none/a,  /write/b,                       403",
        "COPY, /write/a, /none/b,                        403",
        "MOVE, /write/a, /write/../none/b,               403",
        "MOVE, /write/a, /write/%2e%2e/none/b,           403",
        "MOVE, /write/a, //files.example/write/b,        403",
        "MOVE, /write/a, http://x?/write/b,              403",
        "MOVE, /write/a, http://x\\none/write/b,         403",
        "MOVE, /write/a, none/../http://x/write/b,       403",
        "MOVE, /write/a, write/b,                        403",
        "PUT,  /write/a, /none/b,                        403",
        "move, /write/a, /none/b,                        403",
        "GET,  /read/a,  /none/b,                        200"
    })
    void aDestinationIsJudgedAsTheTargetIs(String method, String target, String destination, int status) {
        Answer answer = ask(READ_WRITE, READ_WRITE_TOKEN, method, target)
                .header("Destination", destination)
                .send();

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void aMoveWithoutADestinationIsRefusedAndNoScopeWouldHelp() {
        for (String method : List.of("MOVE", "COPY")) {
            Answer answer =
                    ask(READ_WRITE, READ_WRITE_TOKEN, method, "/write/a").send();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("WWW-Authenticate"))
                    .contains("error=\"insufficient_scope\"")
                    .doesNotContain("scope=\"write");
        }
    }

    @Test
    void aRefusedMoveIsToldBothPathsThatItNeeds() {
        Answer answer = ask(READ_WRITE, READ_WRITE_TOKEN, "MOVE", "/read/a")
                .header("Destination", "/none/b")
                .send();

        assertThat(answer.header("WWW-Authenticate")).contains("scope=\"write:/read/a write:/none/b\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/storage.modify/a, /storage.modify/b, 403",
        "/both/a,           /storage.modify/b, 200",
        "/both/a,           /storage.create/b, 403",
        "/storage.read/a,   /storage.modify/b, 403"
    })
    void whatIsMovedMustBeReadableInTheWlcgVocabulary(String target, String destination, int status) {
        String token = token(
                WLCG,
                List.of(
                        Map.of("path", "/both", "access", "storage.modify"),
                        Map.of("path", "/both", "access", "storage.read"),
                        Map.of("path", "/storage.read", "access", "storage.read"),
                        Map.of("path", "/storage.create", "access", "storage.create"),
                        Map.of("path", "/storage.modify", "access", "storage.modify")));

        Answer answer = ask(WLCG, token, "COPY", target)
                .header("Destination", destination)
                .send();

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void severalAccessesOfOnePathAreToldTogether() {
        String token = token(
                WLCG,
                List.of(
                        Map.of("path", "/a", "access", "storage.read"),
                        Map.of("path", "/a/b", "access", "storage.create")));

        assertThat(ask(WLCG, token, "GET", "/a/b/c").send().header("X-Keypath-Access"))
                .isEqualTo("storage.read storage.create");
        assertThat(ask(WLCG, token, "GET", "/a/c").send().header("X-Keypath-Access"))
                .isEqualTo("storage.read");
    }

    @Test
    void aListKeepsItsVocabularyWhenTheRealmsChangesAndAnUnreadableOneGrantsNothing() {
        TestRealm changing = TestRealm.builder().user("ada").build();
        String listed = token(changing, "read");
        String personal =
                changing.createToken("ada", Map.of("name", "personal")).text("token");

        changing.setAttributes(Map.of("keypath.vocabulary", "drive"));

        assertThat(ask(changing, listed, "GET", "/read/a").send().header("X-Keypath-Access"))
                .isEqualTo("read");
        assertThat(ask(changing, personal, "GET", "/a").send().header("X-Keypath-Access"))
                .isEqualTo("admin");

        changing.setAttributes(Map.of("keypath.vocabulary", "nonsense"));

        assertThat(ask(changing, personal, "GET", "/a").send().status()).isEqualTo(403);
        assertThat(ask(changing, changing.login("ada"), "GET", "/a").send().status())
                .isEqualTo(403);
        changing.delete();
    }

    private static void assertMethods(
            TestRealm realm, String token, String access, String allowed, String refused, String told) {
        for (String method : words(allowed)) {
            Answer answer = ask(realm, token, method, "/" + access + "/file").send();

            assertThat(answer.status()).as(method).isEqualTo(200);
            assertThat(answer.header("X-Keypath-Access")).isEqualTo(told);
        }
        for (String method : words(refused)) {
            Answer answer = ask(realm, token, method, "/" + access + "/file").send();

            assertThat(answer.status()).as(method).isEqualTo(403);
            assertThat(answer.header("WWW-Authenticate")).contains("error=\"insufficient_scope\"");
        }
    }

    private static List<String> words(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
    }

    private static Http ask(TestRealm realm, String token, String method, String target) {
        return Http.of("GET", realm.url("/gate/verify"))
                .bearer(token)
                .header("X-Original-URI", target)
                .header("X-Original-Method", method);
    }

    private static String token(TestRealm realm, String... accesses) {
        var list = new ArrayList<Map<String, String>>();
        for (String access : accesses) {
            list.add(Map.of("path", "/" + access, "access", access));
        }
        return token(realm, list);
    }

    private static String token(TestRealm realm, List<Map<String, String>> list) {
        return realm.createToken("ada", Map.of("name", "test", "accessList", list))
                .text("token");
    }
}
