package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.await;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A JWT that came from a path token dies with it: at introspection, userinfo and the gate, at once. */
class TokenExchangeLifeIT {

    // Without TLS also from the addresses that a test claims to come from.
    private static final TestRealm REALM = TestRealm.builder()
            .with("sslRequired", "none")
            .user("ada")
            .user("bob")
            .client(confidential("app"))
            .build();

    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    @Test
    void deleted() {
        Answer created = create("ada");
        String jwt = exchange(created);

        REALM.call("ada", "DELETE", "/path-tokens/" + created.text("id"));

        assertDead(jwt);
    }

    @Test
    void reported() {
        Answer created = create("ada");
        String jwt = exchange(created);

        Http.of("POST", REALM.url("/path-tokens/revoke"))
                .form(Map.of("token", created.text("token")))
                .send();

        assertDead(jwt);
    }

    @Test
    void disabledAndAliveAgainOnceEnabled() {
        Answer created = create("ada");
        String jwt = exchange(created);

        enable(created, false);
        assertDead(jwt);

        enable(created, true);
        assertAlive(jwt);
    }

    @Test
    void rotatedAway() {
        Answer created = create("ada");
        String jwt = exchange(created);

        Answer rotated = rotate(created, 0);

        assertDead(jwt);
        assertAlive(exchange(rotated));
    }

    @Test
    void rotatedWithAnOverlapItLivesUntilTheOverlapEnds() {
        Answer created = create("ada");
        String jwt = exchange(created);

        rotate(created, 4);

        assertAlive(jwt);
        await("the end of the overlap", () -> !isActive(jwt));
        assertDead(jwt);
    }

    @Test
    void aPersonalTokensJwtToo() {
        Answer created = REALM.createToken("ada", Map.of("name", "all", "scope", "openid"));
        String jwt = exchange(created);

        REALM.call("ada", "DELETE", "/path-tokens/" + created.text("id"));

        assertDead(jwt);
    }

    @Test
    void itsOwnerIsDisabled() {
        Answer created = create("bob");
        String jwt = exchange(created);

        REALM.admin("PUT", "/users/" + REALM.userId("bob"), Map.of("enabled", false));

        assertDead(jwt);
    }

    @Test
    void boundToNetworksItIsGoodAtTheGateFromThere() {
        Answer created = REALM.createToken(
                "ada", Map.of("name", "net", "allowedNetworks", List.of("127.0.0.1", "192.0.2.0/24")));
        String jwt = exchange(created);

        Answer inside = gateFrom("192.0.2.7", jwt);
        Answer outside = gateFrom("203.0.113.9", jwt);

        assertThat(inside.status()).isEqualTo(200);
        assertThat(outside.status()).isEqualTo(401);
        assertThat(isActive(jwt)).isFalse();
    }

    @Test
    void revokedByItselfItLeavesItsSiblings() {
        Answer created = create("ada");
        String revoked = exchange(created);
        String sibling = exchange(created);

        OAUTH.post(OAuthEndpoints.REVOKE, "app", Map.of("token", revoked));

        assertThat(isActive(revoked)).isFalse();
        assertThat(userinfo(revoked)).isEqualTo(401);
        assertAlive(sibling);
    }

    private static Answer create(String user) {
        return REALM.createToken(
                user,
                Map.of(
                        "name",
                        "test",
                        "scope",
                        "openid",
                        "accessList",
                        List.of(Map.of("path", "/maps", "access", "read"))));
    }

    private static int userinfo(String jwt) {
        return Http.of("GET", REALM.url(OAuthEndpoints.USERINFO))
                .bearer(jwt)
                .send()
                .status();
    }

    private static String exchange(Answer created) {
        return OAUTH.exchange("app", created.text("token")).text("access_token");
    }

    private static void enable(Answer created, boolean enabled) {
        REALM.call("ada", "PATCH", "/path-tokens/" + created.text("id"), Map.of("enabled", enabled));
    }

    private static Answer rotate(Answer created, int overlap) {
        return REALM.call("ada", "POST", "/path-tokens/" + created.text("id") + "/rotate", Map.of("overlap", overlap));
    }

    private static Answer gateFrom(String address, String token) {
        return Http.of("GET", REALM.url("/gate/verify"))
                .bearer(token)
                .header("X-Original-URI", "/maps")
                .header("X-Original-Method", "GET")
                .header("X-Forwarded-For", address)
                .send();
    }

    private static boolean isActive(String jwt) {
        return OAUTH.introspect("app", jwt).json().get("active").asBoolean();
    }

    private static void assertAlive(String jwt) {
        assertThat(isActive(jwt)).isTrue();
        assertThat(userinfo(jwt)).isEqualTo(200);
        assertThat(REALM.gate(jwt, "GET", "/maps/a").status()).isEqualTo(200);
    }

    private static void assertDead(String jwt) {
        assertThat(OAUTH.introspect("app", jwt).body()).isEqualTo("{\"active\":false}");
        assertThat(userinfo(jwt)).isEqualTo(401);
        assertThat(REALM.gate(jwt, "GET", "/maps/a").status()).isEqualTo(401);
    }
}
