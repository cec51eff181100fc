package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Questions as proxies send them that are not run here, after their documentation and source; see docs/proxies.md. */
class ProxyShapesIT {

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .attribute("keypath.gate.forwarded", "{\"source\":\"forwarded\"}")
            .attribute("keypath.gate.url", "{\"source\":\"original-url\"}")
            .attribute("keypath.gate.path", "{\"source\":\"path\"}")
            .attribute("keypath.gate.uri", "{\"source\":\"original-uri\"}")
            .build();
    private static final String TOKEN =
            REALM.createToken("ada", "/maps", "read").text("token");

    // What a client sends in the hope that the gate takes it for the proxy's word.
    private static final List<String> FORGED = List.of(
            "X-Original-URI: /maps",
            "X-Original-URL: https://files.example/maps",
            "X-Original-Method: GET",
            "X-Forwarded-Uri: /maps",
            "X-Forwarded-Method: GET",
            "X-Envoy-Original-Path: /maps",
            "X-Auth-Request-Redirect: /maps");

    @SuppressWarnings("ImmutableEnumChecker") // The list is unmodifiable.
    enum Proxy {
        /** Always GET; overwrites its X-Forwarded headers. */
        TRAEFIK("forwarded", List.of("X-Forwarded-Uri", "X-Forwarded-Method")) {
            @Override
            String ask(String method, String target, List<String> lines) {
                lines.addAll(List.of(
                        "X-Forwarded-Method: " + method,
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: files.example",
                        "X-Forwarded-Uri: " + target,
                        "X-Forwarded-For: 192.0.2.7"));
                return "GET " + address("");
            }
        },
        INGRESS_NGINX("url", List.of("X-Original-URL", "X-Original-Method", "X-Auth-Request-Redirect")) {
            @Override
            String ask(String method, String target, List<String> lines) {
                lines.addAll(List.of(
                        "X-Original-URL: https://files.example" + target,
                        "X-Original-Method: " + method,
                        "X-Sent-From: nginx-ingress-controller",
                        "X-Real-IP: 192.0.2.7",
                        "X-Forwarded-For: 192.0.2.7",
                        // By the auth-snippet that the docs have.
                        "X-Forwarded-Proto: https",
                        "X-Auth-Request-Redirect: " + target));
                return "GET " + address("");
            }
        },
        ENVOY("path", List.of()) {
            @Override
            String ask(String method, String target, List<String> lines) {
                lines.addAll(List.of("X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https", "content-length: 0"));
                return method + " " + address(target);
            }
        },
        ISTIO("path", List.of()) {
            @Override
            String ask(String method, String target, List<String> lines) {
                lines.addAll(List.of(
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Forwarded-Proto: https",
                        "x-envoy-expected-rq-timeout-ms: 2000",
                        "content-length: 0"));
                return method + " " + address(target);
            }
        },
        NGINX_GATEWAY_FABRIC("uri", List.of("X-Original-URI", "X-Original-Method")) {
            @Override
            String ask(String method, String target, List<String> lines) {
                lines.addAll(List.of("X-Original-URI: " + target, "X-Original-Method: " + method));
                return "GET " + address("");
            }
        };

        private final String gate;
        private final List<String> overwritten;

        Proxy(String gate, List<String> overwritten) {
            this.gate = gate;
            this.overwritten = overwritten;
        }

        abstract String ask(String method, String target, List<String> lines);

        String address(String behind) {
            return URI.create(REALM.url("/gate/" + gate + "/verify")).getPath() + behind;
        }
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void whatTheTokenReachesPasses(Proxy proxy) {
        GateWire.Reply reply = asks(proxy, "GET", "/maps/ams.txt?x=%20y", "Authorization: Bearer " + TOKEN);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("X-Keypath-User")).containsExactly("ada");
        assertThat(reply.header("X-Keypath-Access")).containsExactly("read");
        assertThat(asks(proxy, "PROPFIND", "/maps/", "Authorization: Bearer " + TOKEN)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void whatItDoesNotReachIsRefusedWithItsChallenge(Proxy proxy) {
        for (String method : List.of("PUT", "POST", "DELETE", "PATCH", "MKCOL")) {
            GateWire.Reply reply = asks(proxy, method, "/maps/ams.txt", "Authorization: Bearer " + TOKEN);
            assertThat(reply.status()).as(method).isEqualTo(403);
            assertThat(reply.header("WWW-Authenticate").get(0)).contains("insufficient_scope");
        }
        assertThat(asks(proxy, "GET", "/tiles", "Authorization: Bearer " + TOKEN)
                        .status())
                .isEqualTo(403);
        GateWire.Reply unknown = asks(proxy, "GET", "/maps");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.header("WWW-Authenticate").get(0)).startsWith("Bearer realm=");
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void noHeaderOfTheClientsIsTakenForTheProxys(Proxy proxy) {
        var lines = new ArrayList<>(List.of("Authorization: Bearer " + TOKEN));
        FORGED.stream()
                .filter(line -> proxy.overwritten.stream().noneMatch(name -> line.startsWith(name + ":")))
                .forEach(lines::add);

        assertThat(asks(proxy, "GET", "/tiles?path=/maps", lines.toArray(String[]::new))
                        .status())
                .isEqualTo(403);
        assertThat(asks(proxy, "PUT", "/maps/x", lines.toArray(String[]::new)).status())
                .isEqualTo(403);
        assertThat(asks(proxy, "GET", "/maps/x", lines.toArray(String[]::new)).status())
                .isEqualTo(200);
    }

    private static GateWire.Reply asks(Proxy proxy, String method, String target, String... clients) {
        var lines = new ArrayList<>(List.of(clients));
        String asked = proxy.ask(method, target, lines);
        return GateWire.sendRaw(REALM.keycloak().baseUri(), asked, "", lines);
    }
}
