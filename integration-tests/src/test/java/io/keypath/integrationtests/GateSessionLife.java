package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.KeycloakServer;
import java.time.Duration;

/** Sessions of a gate that are refreshed or not, until none can be. */
record GateSessionLife(GateSession left, GateSession refreshed, GateSession ended) {

    /** Longer than one is idle, shorter than two are. */
    static final Duration IDLE = Duration.ofSeconds(80);

    static GateSessionLife begin(KeycloakServer keycloak) {
        TestRealm realm = TestRealm.builder(keycloak)
                .user("ada")
                .attribute("keypath.gate.brief", "{\"cookie\":{\"lifetime\":3600,\"idle\":75}}")
                .attribute("keypath.gate.long", "{\"cookie\":{\"lifetime\":2592000,\"idle\":2592000}}")
                .build();
        String token = realm.createToken("ada", Tokens.personal("laptop")).text("token");
        GateSession ended = GateSession.begin(realm, "long", token);
        ended.call("DELETE", "");
        return new GateSessionLife(
                GateSession.begin(realm, "brief", token), GateSession.begin(realm, "long", token), ended);
    }

    void outlivesARestartOrStaysEnded() {
        assertThat(left.reads("/a")).isEqualTo(200);
        assertThat(ended.reads("/a")).isEqualTo(401);
    }

    void endsWhenItIsIdle() {
        assertThat(left.reads("/a")).isEqualTo(401);
        assertThat(left.call("POST", "/refresh").status()).isEqualTo(401);
        assertThat(refreshed.reads("/a")).isEqualTo(200);
    }

    void endsForGood() {
        assertThat(refreshed.reads("/a")).isEqualTo(401);
    }
}
