package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The Credentials tab of Keycloak's own admin console, in a real Chromium. */
@Order(4)
class SecretAdminConsoleIT {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String CLIENT = "app";

    private static Chromium chromium;

    private Page page;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void newBrowser() {
        // Below 1200 pixels the console folds its menu.
        page = chromium.browser()
                .newContext(new Browser.NewContextOptions().setViewportSize(1400, 1000))
                .newPage();
        page.setDefaultTimeout(60_000);
    }

    @AfterEach
    void closeBrowser() {
        page.context().close();
    }

    @Test
    void theTypeIsChosenAndTheSecretShownAndRegenerated() {
        TestRealm realm = TestRealm.builder().serviceAccount(CLIENT).build();
        assertThat(token(realm, TestRealm.SECRET).status()).isEqualTo(401);
        openCredentials(realm);

        page.locator("#clientAuthenticatorType").click();
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("Authorization: Secret"))
                .click();
        button("Save").click();
        confirm();
        Await.until(
                "the type is saved",
                () -> realm.admin("GET", "/clients/" + realm.clientUuid(CLIENT)).text("clientAuthenticatorType"),
                "keypath-secret"::equals);

        String first = secret(shown -> !shown.isEmpty());
        assertThat(first).isEqualTo(TestRealm.SECRET);
        assertThat(token(realm, first).status()).isEqualTo(200);
        screenshot("credentials");

        regenerate();

        String second = secret(shown -> !shown.equals(first));
        assertThat(token(realm, second).status()).isEqualTo(200);
        assertThat(token(realm, first).status()).isEqualTo(401);
        screenshot("regenerated");
    }

    @Test
    void withKeycloaksRotationTheOldSecretWorksUntilItIsInvalidated() {
        TestRealm realm = TestRealm.builder()
                .client(ClientMethods.client(CLIENT, "keypath-secret", Map.of()))
                .build();
        rotateSecrets(realm);
        openCredentials(realm);
        String first = secret(shown -> !shown.isEmpty());
        assertThat(first).isEqualTo(ClientMethods.SECRET);

        regenerate();

        String second = secret(shown -> !shown.equals(first));
        page.locator("input[id='secretRotated']").waitFor();
        assertThat(List.of(token(realm, first).status(), token(realm, second).status()))
                .containsOnly(200);
        screenshot("rotated");

        button("Invalidate").click();
        confirm();
        page.getByText("Rotated secret successfully removed").waitFor();

        assertThat(token(realm, first).status()).isEqualTo(401);
        assertThat(token(realm, second).status()).isEqualTo(200);

        // Twice: the one before the last is gone.
        page.reload();
        secret(second::equals);
        regenerate();
        String third = secret(shown -> !shown.equals(second));
        regenerate();
        String fourth = secret(shown -> !shown.equals(third));
        assertThat(List.of(token(realm, third).status(), token(realm, fourth).status()))
                .containsOnly(200);
        assertThat(token(realm, second).status()).isEqualTo(401);
    }

    /** Keycloak's client policy; regenerated secrets live on for an hour. */
    private static void rotateSecrets(TestRealm realm) {
        var executor = Map.of(
                "executor",
                "secret-rotation",
                "configuration",
                Map.of(
                        "expiration-period",
                        86400,
                        "rotated-expiration-period",
                        3600,
                        "remaining-rotation-period",
                        600));
        var condition = Map.of("condition", "any-client", "configuration", Map.of());
        Answer profiles = realm.admin(
                "PUT",
                "/client-policies/profiles",
                Map.of("profiles", List.of(Map.of("name", "rotation", "executors", List.of(executor)))));
        Answer policies = realm.admin(
                "PUT",
                "/client-policies/policies",
                Map.of(
                        "policies",
                        List.of(Map.of(
                                "name",
                                "rotation",
                                "enabled",
                                true,
                                "conditions",
                                List.of(condition),
                                "profiles",
                                List.of("rotation")))));
        assertThat(profiles.status()).as(profiles.body()).isEqualTo(204);
        assertThat(policies.status()).as(policies.body()).isEqualTo(204);
    }

    private void openCredentials(TestRealm realm) {
        page.navigate(realm.keycloak().baseUri() + "/admin/master/console/#/" + realm.name() + "/clients/"
                + realm.clientUuid(CLIENT) + "/credentials");
        page.locator("#username").fill(realm.keycloak().adminUser().name());
        page.locator("#password").fill(realm.keycloak().adminUser().password());
        page.locator("#kc-login").click();
        page.locator("#clientAuthenticatorType").waitFor();
    }

    /** The secret that the tab shows, once it is such a one. */
    private String secret(Predicate<String> wanted) {
        Locator field = page.locator("input[id='kc-client-secret']");
        field.waitFor();
        return Await.until("the secret is shown", field::inputValue, wanted);
    }

    private void regenerate() {
        // The second one is for the registration access token.
        button("Regenerate").first().click();
        confirm();
    }

    private void confirm() {
        page.getByTestId("confirm").click();
        page.getByTestId("confirm").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Answer token(TestRealm realm, String secret) {
        return Http.of("POST", realm.url(OAuthEndpoints.TOKEN))
                // What is wrong here must not let others wait, who come from the loopback address.
                .header(ClientMethods.FORWARDED, "10.46.0.1")
                .header("Authorization", "Secret " + secret)
                .form(Map.of("grant_type", "client_credentials"))
                .send();
    }

    private void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("secret-" + name + ".png")));
    }
}
