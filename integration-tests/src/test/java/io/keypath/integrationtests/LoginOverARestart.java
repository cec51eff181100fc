package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.integrationtests.QuickLoginVisitor.Delivery;
import io.keypath.keycloakdist.KeycloakServer;
import java.util.Map;

/**
 * People who log in while a server restarts.
 *
 * @param form where the first was before the restart
 * @param callback where the second was: his browser has not followed it yet
 */
record LoginOverARestart(
        QuickLoginApp app, QuickLoginVisitor before, Answer form, QuickLoginVisitor between, String callback) {

    static LoginOverARestart begin(KeycloakServer keycloak) {
        TestRealm realm = TestRealm.builder(keycloak).user("ada").build();
        QuickLoginApp app = QuickLoginApp.of(realm, "restart", Map.of());
        var before = new QuickLoginVisitor(realm);
        Answer form = before.open(app.link("state", "1"));
        var between = new QuickLoginVisitor(realm);
        return new LoginOverARestart(
                app, before, form, between, between.logInUntilCallback(app.link("state", "2"), "ada"));
    }

    void endsAtItsPageOrWithAClearOne() {
        // Keycloak's own: what it knew of the form is gone, so that it shows the form again.
        Answer again = before.logIn(form, "ada");
        assertThat(QuickLoginVisitor.isLoginForm(again)).as(again.body()).isTrue();
        Delivery delivery = QuickLoginVisitor.delivered(before.logIn(again, "ada"));
        assertThat(delivery.page()).isEqualTo(app.page());
        assertThat(delivery.get("state")).isEqualTo("1");
        assertThat(delivery.token()).isNotEmpty();
        // The code of Keycloak's login did not survive; nothing is sent anywhere.
        Answer lost = between.get(callback);
        assertThat(lost.status()).isEqualTo(400);
        assertThat(lost.headers().firstValue("Location")).isEmpty();
        assertThat(QuickLoginVisitor.error(lost)).contains("Go back to the page and try again");
        // And there it works at once, for the session did.
        Delivery second = QuickLoginVisitor.delivered(between.open(app.link("state", "3")));
        assertThat(second.get("state")).isEqualTo("3");
    }
}
