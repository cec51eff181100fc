package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.KeycloakServer;
import java.time.Duration;
import java.util.Map;

/** Sessions of a gate that are refreshed or not, until none can be. */
record GateSessionLife(
        GateSession left, GateSession refreshed, GateSession ended, GateSession ofLogin, GateSession ofRevoked) {

    /** Longer than one is idle, shorter than two are. */
    static final Duration IDLE = Duration.ofSeconds(80);

    static GateSessionLife begin(KeycloakServer keycloak) {
        TestRealm realm = TestRealm.builder(keycloak)
                .user("ada")
                .with("accessTokenLifespan", 60)
                .attribute("keypath.gate.brief", "{\"cookie\":{\"lifetime\":3600,\"idle\":75}}")
                .attribute("keypath.gate.long", "{\"cookie\":{\"lifetime\":2592000,\"idle\":2592000}}")
                .build();
        String token = realm.createToken("ada", Tokens.personal("laptop")).text("token");
        GateSession ended = GateSession.begin(realm, "long", token);
        ended.call("DELETE", "");
        String revoked = realm.login("ada");
        GateSession ofRevoked = GateSession.begin(realm, "long", revoked);
        Http.of("POST", realm.url("/protocol/openid-connect/revoke"))
                .form(Map.of("client_id", TestRealm.CLI, "token", revoked))
                .send();
        return new GateSessionLife(
                GateSession.begin(realm, "brief", token),
                GateSession.begin(realm, "long", token),
                ended,
                GateSession.begin(realm, "long", realm.login("ada")),
                ofRevoked);
    }

    void outlivesARestartOrStaysEnded() {
        assertThat(left.reads("/a")).isEqualTo(200);
        assertThat(ended.reads("/a")).isEqualTo(401);
    }

    void endsWhenItIsIdle() {
        assertThat(left.reads("/a")).isEqualTo(401);
        assertThat(left.call("POST", "/refresh").status()).isEqualTo(401);
        assertThat(refreshed.reads("/a")).isEqualTo(200);
        assertThat(ofLogin.reads("/a")).isEqualTo(200);
        assertThat(ofRevoked.reads("/a")).isEqualTo(401);
    }

    void endsForGood() {
        assertThat(refreshed.reads("/a")).isEqualTo(401);
    }
}
