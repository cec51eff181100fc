package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.keycloakdist.KeycloakServer;
import java.time.Duration;
import java.util.LinkedHashMap;

/** A code of quick login that nobody redeemed in time. */
record LateCode(QuickLoginApp app, String code) {

    static final Duration LIFETIME = Duration.ofSeconds(61);

    static LateCode begin(KeycloakServer keycloak) {
        TestRealm realm = TestRealm.builder(keycloak).user("ada").build();
        var settings = new LinkedHashMap<>(QuickLoginApp.PATH_TOKEN);
        settings.put("responseMode", "code");
        QuickLoginApp app = QuickLoginApp.of(realm, "late", settings);
        var visitor = new QuickLoginVisitor(realm);
        String late =
                QuickLoginVisitor.delivered(visitor.logIn(app.link(), "ada")).get("code");
        String inTime = QuickLoginVisitor.delivered(visitor.open(app.link())).get("code");
        assertThat(app.redeem(inTime).status()).isEqualTo(200);
        var begun = new LateCode(app, late);
        assertThat(begun.tokens()).isEqualTo(2);
        return begun;
    }

    void isRefusedAfterAMinuteAndTakesItsTokenWithIt() {
        Answer answer = app.redeem(code);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_grant");
        assertThat(tokens()).isOne();
    }

    private int tokens() {
        return app.realm().admin("GET", "/path-tokens/count").json().asInt();
    }
}
