package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.integrationtests.QuickLoginVisitor.Delivery;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways in which Keycloak logs a user in: all of them end at the page. */
class QuickLoginWaysIT {

    private static final String OTP_SECRET = "a-secret-of-a-second-factor";

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .with("rememberMe", true)
            .with("internationalizationEnabled", true)
            .with("supportedLocales", List.of("en", "de"))
            .with("defaultLocale", "en")
            .build();

    private static final QuickLoginApp APP = QuickLoginApp.of(REALM, "ways", QuickLoginApp.PATH_TOKEN);

    @Test
    void aSecondFactorIsAskedForAndAWrongOneRefused() {
        Answer created = REALM.admin(
                "POST",
                "/users",
                Map.of(
                        "username",
                        "otp",
                        "enabled",
                        true,
                        "email",
                        "otp@example.org",
                        "firstName",
                        "Second",
                        "lastName",
                        "Factor",
                        "credentials",
                        List.of(
                                Map.of("type", "password", "value", "otp", "temporary", false),
                                Map.of(
                                        "type",
                                        "otp",
                                        "secretData",
                                        "{\"value\":\"" + OTP_SECRET + "\"}",
                                        "credentialData",
                                        "{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,"
                                                + "\"algorithm\":\"HmacSHA1\"}"))));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        var visitor = new QuickLoginVisitor(REALM);
        Answer second = visitor.logIn(APP.link("state", "s"), "otp");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).contains("name=\"otp\"");
        String right = oneTimePassword(Instant.now());

        Answer wrong = visitor.submit(second, Map.of("otp", right.equals("000000") ? "000001" : "000000"));

        assertThat(wrong.status()).isEqualTo(200);
        assertThat(wrong.body()).contains("name=\"otp\"", "Invalid authenticator code");
        Delivery delivery = QuickLoginVisitor.delivered(visitor.submit(wrong, Map.of("otp", right)));
        assertThat(delivery.page()).isEqualTo(APP.page());
        assertThat(delivery.get("state")).isEqualTo("s");
        assertThat(user(delivery)).isEqualTo("otp");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whoIsRememberedIsNotAskedAfterARestartOfTheBrowser(boolean remembered) {
        String name = REALM.newUser();
        var visitor = new QuickLoginVisitor(REALM);
        Answer form = visitor.open(APP.link());
        assertThat(form.body()).contains("name=\"rememberMe\"");
        visitor.submit(
                form,
                remembered
                        ? Map.of("username", name, "password", name, "rememberMe", "on")
                        : Map.of("username", name, "password", name));

        visitor.restart();
        Answer answer = visitor.open(APP.link("prompt", "none", "state", "after"));

        Delivery delivery = QuickLoginVisitor.delivered(answer);
        assertThat(delivery.get("state")).isEqualTo("after");
        if (remembered) {
            assertThat(user(delivery)).isEqualTo(name);
        } else {
            assertThat(delivery.get("error")).isEqualTo("login_required");
        }
    }

    @ParameterizedTest
    @CsvSource({"de, de, Anmelden", "de-AT fr de, de, Anmelden", "fr en, en, Sign In", "fr, en, Sign In"})
    void theLoginPageIsInTheLanguageThatThePageAsksFor(String locales, String language, String button) {
        var visitor = new QuickLoginVisitor(REALM);

        Answer form = visitor.open(APP.link("ui_locales", locales));

        assertThat(form.body()).contains("lang=\"" + language + "\"", button);
        assertThat(user(QuickLoginVisitor.delivered(visitor.logIn(form, "ada"))))
                .isEqualTo("ada");
    }

    @Test
    void aLoginPageThatWasLeftOpenTooLongStartsAgainAndStillEndsAtThePage() {
        TestRealm realm = TestRealm.builder()
                .user("ada")
                .with("accessCodeLifespanLogin", 3)
                .build();
        QuickLoginApp app = QuickLoginApp.of(realm, "patient", Map.of());
        var visitor = new QuickLoginVisitor(realm);
        Answer form = visitor.open(app.link("state", "before"));

        Await.secondAfter(Instant.now().plusSeconds(4).toString());
        Answer again = visitor.logIn(form, "ada");

        assertThat(again.body()).contains("Your login attempt timed out");
        Delivery delivery = QuickLoginVisitor.delivered(visitor.logIn(again, "ada"));
        assertThat(delivery.page()).isEqualTo(app.page());
        assertThat(delivery.get("state")).isEqualTo("before");
        assertThat(delivery.token()).isNotEmpty();
        realm.delete();
    }

    @ParameterizedTest
    @CsvSource({"path_token", "access_token"})
    void aUserWhoIsDisabledGetsNothingMore(String tokenType) {
        String name = REALM.newUser();
        QuickLoginApp app = QuickLoginApp.of(
                REALM,
                "disabled-" + tokenType.replace('_', '-'),
                tokenType.equals("path_token") ? QuickLoginApp.PATH_TOKEN : Map.of());
        var visitor = new QuickLoginVisitor(REALM);
        assertThat(QuickLoginVisitor.delivered(visitor.logIn(app.link(), name)).token())
                .isNotEmpty();

        REALM.admin("PUT", "/users/" + REALM.userId(name), Map.of("enabled", false));

        Delivery silent = QuickLoginVisitor.delivered(visitor.open(app.link("prompt", "none")));
        assertThat(silent.parameters()).isEqualTo(Map.of("error", "login_required"));
        Answer form = visitor.open(app.link());
        assertThat(QuickLoginVisitor.isLoginForm(form)).as(form.body()).isTrue();
        Answer answer = visitor.logIn(form, name);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.body()).contains("Account is disabled");
    }

    @Test
    void aLoginAtAnotherProviderEndsAtThePageToo() {
        TestRealm provider = TestRealm.builder().user("social").build();
        TestRealm realm = TestRealm.builder()
                .with("identityProviders", List.of(identityProvider(provider)))
                .build();
        Answer client = provider.admin(
                "POST",
                "/clients",
                Map.of(
                        "clientId",
                        "federation",
                        "secret",
                        TestRealm.SECRET,
                        "redirectUris",
                        List.of(realm.url("/broker/other/endpoint"))));
        assertThat(client.status()).as(client.body()).isEqualTo(201);
        QuickLoginApp app = QuickLoginApp.of(realm, "brokered", QuickLoginApp.PATH_TOKEN);
        var visitor = new QuickLoginVisitor(realm);
        Answer form = visitor.open(app.link("state", "s"));

        Answer elsewhere = visitor.click(form, "social-other");

        assertThat(elsewhere.body()).contains("/realms/" + provider.name() + "/login-actions/authenticate");
        Delivery delivery = QuickLoginVisitor.delivered(visitor.logIn(elsewhere, "social"));
        assertThat(delivery.page()).isEqualTo(app.page());
        assertThat(delivery.get("state")).isEqualTo("s");
        assertThat(realm.gate(delivery.token(), "GET", "/maps/ams").header("X-Keypath-User"))
                .isEqualTo("social");
        realm.delete();
        provider.delete();
    }

    private static Map<String, Object> identityProvider(TestRealm provider) {
        String endpoints = provider.url("/protocol/openid-connect");
        return Map.of(
                "alias",
                "other",
                "providerId",
                "oidc",
                "enabled",
                true,
                "trustEmail",
                true,
                "config",
                Map.of(
                        "clientId",
                        "federation",
                        "clientSecret",
                        TestRealm.SECRET,
                        "clientAuthMethod",
                        "client_secret_post",
                        "authorizationUrl",
                        endpoints + "/auth",
                        "tokenUrl",
                        endpoints + "/token",
                        "userInfoUrl",
                        endpoints + "/userinfo",
                        "issuer",
                        provider.url(""),
                        "jwksUrl",
                        endpoints + "/certs",
                        "useJwksUrl",
                        "true",
                        "validateSignature",
                        "true"));
    }

    private static String user(Delivery delivery) {
        return REALM.gate(delivery.token(), "GET", "/maps/ams").header("X-Keypath-User");
    }

    // RFC 6238, SHA-1, 30 seconds, 6 digits.
    private static String oneTimePassword(Instant now) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(OTP_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            ByteBuffer hash = ByteBuffer.wrap(mac.doFinal(ByteBuffer.allocate(Long.BYTES)
                    .putLong(now.getEpochSecond() / 30)
                    .array()));
            int number = hash.getInt(hash.get(hash.capacity() - 1) & 0xF) & Integer.MAX_VALUE;
            return String.format(Locale.ROOT, "%06d", number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
