package io.keypath.gate.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keypath.core.AccessRequest;
import io.keypath.core.CanonicalPath;
import io.keypath.gate.rest.ProxiedRequest.MalformedRequestException;
import io.keypath.gate.service.CookieSettings;
import io.keypath.gate.service.GateSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiedRequestTest {

    @Test
    void nginxNamesTheTargetInItsHeaders() throws MalformedRequestException {
        assertThat(asked().original("PUT", "/maps/ams").read()).isEqualTo(request("PUT", "/maps/ams"));
    }

    @Test
    void caddyAndTraefikNameTheTargetInTheirs() throws MalformedRequestException {
        assertThat(asked().forwarded("PUT", "/maps/ams").read()).isEqualTo(request("PUT", "/maps/ams"));
    }

    @Test
    void ingressNginxNamesTheTargetAsAnAbsoluteUrl() throws MalformedRequestException {
        for (String url : List.of(
                "https://files.example/maps/ams?x=1", "http://127.0.0.1:8080/maps/%61ms", "HTTPS://[::1]/maps/ams")) {
            assertThat(asked().url("PUT", url).read()).isEqualTo(request("PUT", "/maps/ams"));
        }
        assertThat(asked().url("PUT", "https://files.example").read()).isEqualTo(request("PUT", "/"));
        assertThat(asked().url("PUT", "https://files.example/").read()).isEqualTo(request("PUT", "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/maps/ams",
                "//files.example/maps/ams",
                "files.example/maps/ams",
                "https:///maps/ams",
                "https://files.example?/maps/ams",
                "https://files.example#/maps/ams",
                "https://files.example\\secret/maps/ams",
                "https://ada@files.example/maps/ams",
                "https://files.example//maps/ams",
                "https://files.example/secret/../maps/ams"
            })
    void anUrlThatIsNotAbsoluteOrCanBeReadInTwoWaysIsRefused(String url) {
        assertThatThrownBy(() -> asked().url("GET", url).read()).isInstanceOf(MalformedRequestException.class);
    }

    @Test
    void envoyAsksWithTheRequestsOwnMethodAndPath() throws MalformedRequestException {
        assertThat(asked().path("PUT", "/maps/ams").read()).isEqualTo(request("PUT", "/maps/ams"));
    }

    @Test
    void theQueryOfTheTargetIsNotPartOfItsPath() throws MalformedRequestException {
        assertThat(asked().original("GET", "/maps/ams?x=/../y%").read()).isEqualTo(request("GET", "/maps/ams"));
        assertThat(asked().forwarded("GET", "/maps/ams?").read()).isEqualTo(request("GET", "/maps/ams"));
    }

    @Test
    void sourcesThatAgreeAreOne() throws MalformedRequestException {
        AccessRequest read = asked().original("GET", "/maps/%61ms?x=1")
                .forwarded("GET", "/maps/ams?y=2")
                .header("X-Original-URL", "https://files.example/maps/ams")
                .path("GET", "/m%61ps/ams")
                .read();

        assertThat(read).isEqualTo(request("GET", "/maps/ams"));
    }

    @Test
    void sourcesThatDoNotAgreeAreRefused() {
        String message = "What names the target does not agree";
        refused(asked().original("GET", "/a").forwarded("GET", "/b"), message);
        refused(asked().original("GET", "/a").forwarded("PUT", "/a"), message);
        refused(asked().original("GET", "/a").forwarded("get", "/a"), message);
        refused(asked().original("GET", "/a").forwarded("GET", "/a/"), message);
        refused(asked().original("GET", "/a").path("GET", "/b"), message);
        refused(asked().forwarded("GET", "/a").path("PUT", "/a"), message);
        refused(asked().original("GET", "/a").forwarded("GET", "/a").path("GET", "/b"), message);
    }

    @Test
    void aTargetWithoutAMethodIsRefusedWhateverTheOtherSourcesSay() {
        refused(asked().header("X-Original-URI", "/a"), "The proxy sent X-Original-URI without a method");
        refused(
                asked().header("X-Original-URI", "/a").forwarded("GET", "/a"),
                "The proxy sent X-Original-URI without a method");
        refused(
                asked().original("GET", "/a").header("X-Forwarded-Uri", "/a"),
                "The proxy sent X-Forwarded-Uri without a method");
    }

    @Test
    void aMethodWithoutATargetNamesNothing() throws MalformedRequestException {
        refused(asked().header("X-Original-Method", "GET"), "The proxy did not say which path is asked for");
        assertThat(asked().original("PUT", "/a")
                        .header("X-Forwarded-Method", "GET")
                        .read())
                .isEqualTo(request("PUT", "/a"));
    }

    @Test
    void noTargetAtAllIsRefused() {
        refused(asked(), "The proxy did not say which path is asked for");
        refused(asked().strip("/files"), "The proxy did not say which path is asked for");
    }

    @Test
    void anEmptyValueIsAnAbsentOne() throws MalformedRequestException {
        assertThat(asked().original("GET", "/a")
                        .forwarded("", "")
                        .path("POST", "")
                        .read())
                .isEqualTo(request("GET", "/a"));
        refused(asked().original("", "/a"), "The proxy sent X-Original-URI without a method");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Original-URI",
                "X-Original-Method",
                "X-Forwarded-Uri",
                "X-Forwarded-Method",
                "Destination",
                "If-None-Match"
            })
    void aHeaderThatComesTwiceIsRefusedEvenWhenItSaysTheSame(String name) {
        var asked = asked().original("GET", "/a").forwarded("GET", "/a");

        refused(asked.header(name, "/a").header(name, "/a"), name + " was sent more than once");
    }

    @Test
    void withOneSourceTheOthersAreNotLookedAt() throws MalformedRequestException {
        for (GateSettings.Source source : GateSettings.Source.values()) {
            if (source != GateSettings.Source.ANY) {
                var asked = asked().from(source)
                        .original("GET", "/original-uri")
                        .header("X-Original-URL", "https://files.example/original-url")
                        .forwarded("GET", "/forwarded")
                        .path("GET", "/path");

                assertThat(asked.read())
                        .isEqualTo(request(
                                "GET",
                                "/" + source.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            }
        }
    }

    @Test
    void anotherSourceThanTheGatesNamesNothing() {
        refused(
                asked().from(GateSettings.Source.FORWARDED)
                        .original("GET", "/a")
                        .path("GET", "/a"),
                "The proxy did not say which path is asked for");
        refused(
                asked().from(GateSettings.Source.ORIGINAL_URI)
                        .forwarded("GET", "/a")
                        .path("GET", "/a"),
                "The proxy did not say which path is asked for");
        refused(
                asked().from(GateSettings.Source.PATH).forwarded("GET", "/a").original("GET", "/a"),
                "The proxy did not say which path is asked for");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G T", "GET\n", "GET/", "G\u00e9T", "(GET)", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG"})
    void whatIsNoMethodIsRefused(String method) {
        assertThatThrownBy(() -> asked().original(method, "/a").read()).isInstanceOf(MalformedRequestException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/files,   /files/maps/a, /maps/a",
        "/files/,  /files/maps/a, /maps/a",
        "/files,   /files/,       /",
        "/files,   /files,        /",
        "/f%69les, /files/a,      /a",
        "/,        /files/a,      /files/a"
    })
    void thePrefixIsStripped(String strip, String uri, String path) throws MalformedRequestException {
        assertThat(asked().original("GET", uri).strip(strip).read()).isEqualTo(request("GET", path));
    }

    @ParameterizedTest
    @CsvSource({
        "/files,    /filesystem/a",
        "/files,    /",
        "/files/a,  /files/b",
        "/files,    /Files/a",
        "/files/x,  /files"
    })
    void aTargetThatIsNotBelowThePrefixIsRefused(String strip, String uri) {
        refused(asked().original("GET", uri).strip(strip), "The target is not below the prefix to strip");
    }

    @ParameterizedTest
    @CsvSource({
        "/maps/new,                          /maps/new",
        "/maps/new?x=1,                      /maps/new",
        "http://files.example/maps/new,      /maps/new",
        "https://files.example:8443/maps/%6Eew, /maps/new",
        "HTTP://[::1]:80/maps/new?x,         /maps/new",
        "https://127.0.0.1,                  /",
        "dav+s://files.example/maps/new,     /maps/new"
    })
    void theDestinationIsAPathOrAnAbsoluteUri(String destination, String path) throws MalformedRequestException {
        AccessRequest read = asked().original("MOVE", "/a")
                .header("Destination", destination)
                .read();

        assertThat(read.destination()).isEqualTo(CanonicalPath.of(path));
    }

    @Test
    void thePathOfTheDestinationCountsWhateverItsHostIs() throws MalformedRequestException {
        // The gate does not know the proxy's names; a server that took another host's path for its own must be safe.
        AccessRequest read = asked().original("MOVE", "/a")
                .header("Destination", "https://elsewhere.example/maps/new")
                .read();

        assertThat(read.destination()).isEqualTo(CanonicalPath.of("/maps/new"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maps/new",
                "../new",
                "//files.example/maps/new",
                "/maps/../new",
                "/maps/%2e%2e/new",
                "/maps/http://files.example/maps/new",
                "http:/maps/new",
                "http:maps/new",
                "://files.example/maps/new",
                "1http://files.example/maps/new",
                "secret/../http://files.example/maps/new",
                "http://files.example//maps/new",
                "http://files.example/maps/../secret",
                "http://files.example\\secret/maps/new",
                "http://files.example?/maps/new",
                "http://files.example#/maps/new",
                "http://files.example%2Fsecret/maps/new",
                "http://ada@files.example/maps/new",
                "http:// files.example/maps/new",
                "/maps/new#fragment",
                "/maps/\u00ff",
                "\u0000"
            })
    void aDestinationThatCanBeReadInTwoWaysIsRefused(String destination) {
        assertThatThrownBy(() -> asked().original("MOVE", "/a")
                        .header("Destination", destination)
                        .read())
                .isInstanceOf(MalformedRequestException.class);
    }

    @Test
    void thePrefixIsStrippedOfTheDestinationToo() throws MalformedRequestException {
        var asked = asked().original("MOVE", "/files/a").strip("/files");

        AccessRequest read = asked.header("Destination", "http://x/files/b").read();

        assertThat(read.target()).isEqualTo(CanonicalPath.of("/a"));
        assertThat(read.destination()).isEqualTo(CanonicalPath.of("/b"));
    }

    @Test
    void aDestinationThatIsNotBelowThePrefixIsRefused() {
        refused(
                asked().original("MOVE", "/files/a").strip("/files").header("Destination", "/b"),
                "The target is not below the prefix to strip");
    }

    @ParameterizedTest
    @CsvSource({"*, true", "'\"tag\"', false", "'*, *', false", "**, false"})
    void onlyAStarSaysThatNothingMayBeThere(String ifNoneMatch, boolean any) throws MalformedRequestException {
        AccessRequest read = asked().original("PUT", "/a")
                .header("If-None-Match", ifNoneMatch)
                .read();

        assertThat(read.ifNoneMatchAny()).isEqualTo(any);
    }

    @Test
    void bytesOfUtf8InAHeaderAreReadAsUtf8() throws MalformedRequestException {
        String header = new String("/maps/zoë/李/😀".getBytes(UTF_8), ISO_8859_1);

        assertThat(asked().original("GET", header).read())
                .isEqualTo(request("GET", "/maps/zo%C3%AB/%E6%9D%8E/%F0%9F%98%80"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/\u00e9", "/\u00c0\u00af", "/\u00ed\u00a0\u0080", "/a\u0100", "/\u007f", "/\u00c3"})
    void bytesThatAreNotUtf8AreRefused(String uri) {
        assertThatThrownBy(() -> asked().original("GET", uri).read()).isInstanceOf(MalformedRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maps",
                "http://files.example/maps",
                "//maps",
                "/maps//ams",
                "/maps/./ams",
                "/maps/../ams",
                "/maps/%2e%2e/ams",
                "/maps/..;x/ams",
                "/maps%2Fams",
                "/maps%5Cams",
                "/maps\\ams",
                "/maps%00",
                "/maps%252e",
                "/maps%c0%ae",
                "/maps%",
                "/maps%4",
                "/maps%zz",
                "/maps#ams",
                "*"
            })
    void aTargetWithoutCanonicalFormIsRefusedInEachSource(String uri) {
        String message = "has no canonical form: ";
        assertThatThrownBy(() -> asked().original("GET", uri).read())
                .isInstanceOf(MalformedRequestException.class)
                .hasMessageStartingWith("X-Original-URI " + message)
                .hasMessageNotContaining(uri);
        assertThatThrownBy(() -> asked().forwarded("GET", uri).read())
                .isInstanceOf(MalformedRequestException.class)
                .hasMessageStartingWith("X-Forwarded-Uri " + message);
        assertThatThrownBy(() -> asked().path("GET", uri).read())
                .isInstanceOf(MalformedRequestException.class)
                .hasMessageStartingWith("path " + message);
    }

    private static void refused(Asked asked, String message) {
        assertThatThrownBy(asked::read)
                .isInstanceOf(MalformedRequestException.class)
                .hasMessage(message);
    }

    private static AccessRequest request(String method, String path) {
        return AccessRequest.of(method, CanonicalPath.of(path));
    }

    private static Asked asked() {
        return new Asked();
    }

    /** What a proxy sent. */
    private static final class Asked implements ProxiedRequest.Question {

        private final Map<String, List<String>> headers = new HashMap<>();
        private GateSettings.Source source = GateSettings.Source.ANY;
        private CanonicalPath strip = CanonicalPath.ROOT;
        private String method = "GET";
        private String path = "";

        Asked original(String method, String uri) {
            return header("X-Original-Method", method).header("X-Original-URI", uri);
        }

        Asked forwarded(String method, String uri) {
            return header("X-Forwarded-Method", method).header("X-Forwarded-Uri", uri);
        }

        Asked url(String method, String url) {
            return header("X-Original-Method", method).header("X-Original-URL", url);
        }

        Asked path(String method, String path) {
            this.method = method;
            this.path = path;
            return this;
        }

        Asked from(GateSettings.Source source) {
            this.source = source;
            return this;
        }

        Asked strip(String strip) {
            this.strip = CanonicalPath.of(strip);
            return this;
        }

        Asked header(String name, String value) {
            headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                    .add(value);
            return this;
        }

        AccessRequest read() throws MalformedRequestException {
            return target().request();
        }

        ProxiedRequest.Target target() throws MalformedRequestException {
            return ProxiedRequest.read(
                    this,
                    new GateSettings(
                            source,
                            strip,
                            GateSettings.Challenges.AUTO,
                            null,
                            false,
                            false,
                            true,
                            false,
                            null,
                            CookieSettings.DEFAULT));
        }

        @Override
        public List<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String path() {
            return path;
        }
    }
}
