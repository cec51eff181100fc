package io.keypath.gate.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.core.TokenString;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {

    private static final TokenString TOKEN = TokenString.generate(TokenString.Kind.TOKEN, new SecureRandom());
    private static final TokenString SECRET = TokenString.generate(TokenString.Kind.SECRET, new SecureRandom());

    @Test
    void noHeaderIsNoCredential() {
        assertThat(Credential.read(List.of(), List.of(), false)).isInstanceOf(Credential.Missing.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "bEaReR   ", "  Bearer "})
    void theSchemeHasNoCase(String scheme) {
        assertThat(read(scheme + TOKEN.reveal() + " ")).isEqualTo(new Credential.PathToken(TOKEN));
    }

    @Test
    void aSecretIsReadToo() {
        // The verifier knows no secrets; that it is one of Keypath's own strings keeps Keycloak from seeing it.
        assertThat(read("Bearer " + SECRET.reveal())).isEqualTo(new Credential.PathToken(SECRET));
    }

    @Test
    void anyOtherBearerIsForKeycloakToJudge() {
        assertThat(read("Bearer e30.e30.x")).isEqualTo(new Credential.Bearer("e30.e30.x"));
    }

    @Test
    void aTokenWithAWrongChecksumIsNeverShownToKeycloak() {
        String token = TOKEN.reveal();
        char last = token.charAt(token.length() - 1);

        Credential read = read("Bearer " + token.substring(0, token.length() - 1) + (last == 'a' ? 'b' : 'a'));

        assertThat(read).isInstanceOf(Credential.Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada:", ":", "zoë:", "kpt_:", "ada:b:", "urn:ada::"})
    void theTokenIsThePasswordOfBasicAndTheUserNameDoesNotMatter(String user) {
        assertThat(read("Basic " + base64(user + TOKEN.reveal()))).isEqualTo(new Credential.PathToken(TOKEN));
    }

    @Test
    void theSchemeBasicHasNoCaseEither() {
        assertThat(read("bASIC  " + base64("ada:" + TOKEN.reveal()))).isEqualTo(new Credential.PathToken(TOKEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {":", ":x-oauth-basic", ":x:y", "\n:", ":\n"})
    void aTokenIsTheUserNameOfBasicWhereThePasswordIsNone(String password) {
        assertThat(read("Basic " + base64(TOKEN.reveal() + password))).isEqualTo(new Credential.PathToken(TOKEN));
    }

    @Test
    void ofTwoTokensThePasswordCounts() {
        assertThat(read("Basic " + base64(SECRET.reveal() + ":" + TOKEN.reveal())))
                .isEqualTo(new Credential.PathToken(TOKEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", " "})
    void aLineBreakBehindTheTokenDoesNoHarm(String behind) {
        assertThat(read("Basic " + base64("ada:" + TOKEN.reveal() + behind)))
                .isEqualTo(new Credential.PathToken(TOKEN));
    }

    @Test
    void withoutAnAuthorizationTheKeyCounts() {
        List<String> key = List.of(TOKEN.reveal() + " ");

        assertThat(Credential.read(List.of(), key, false)).isEqualTo(new Credential.PathToken(TOKEN));
        assertThat(Credential.read(List.of("Bearer e30.e30.x"), key, false))
                .isEqualTo(new Credential.Bearer("e30.e30.x"));
        assertThat(Credential.read(List.of("Basic x"), key, false)).isInstanceOf(Credential.Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "e30.e30.x", "Bearer x"})
    void aKeyThatIsNoTokenIsUnusable(String key) {
        assertThat(Credential.read(List.of(), List.of(key), false)).isInstanceOf(Credential.Unusable.class);
        assertThat(Credential.read(List.of(), List.of(TOKEN.reveal(), TOKEN.reveal()), false))
                .isInstanceOf(Credential.Unusable.class);
    }

    @Test
    void whatIsNotAPairOrNotATokenIsUnusable() {
        assertThat(List.of(
                        base64(TOKEN.reveal()),
                        base64("ada:password"),
                        base64("ada:"),
                        base64("ada:e30.e30.x"),
                        "ada:" + TOKEN.reveal(),
                        "!",
                        "====",
                        "YQ=",
                        ""))
                .allSatisfy(content -> assertThat(read("Basic " + content)).isInstanceOf(Credential.Unusable.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Bearer",
                "Bearer ",
                "Basic",
                "Bearer\tx",
                "Token x",
                "Secret kps_x",
                "Digest username=ada",
                "DPoP e30.e30.x",
                "Bearer: x",
                ","
            })
    void otherSchemesAndEmptyOnesAreUnusable(String header) {
        assertThat(read(header)).isInstanceOf(Credential.Unusable.class);
    }

    @Test
    void twoHeadersAreUnusableEvenWhenTheyAreTheSame() {
        String header = "Bearer " + TOKEN.reveal();

        assertThat(Credential.read(List.of(header, header), List.of(), false)).isInstanceOf(Credential.Unusable.class);
        assertThat(Credential.read(List.of(header, "Basic x"), List.of(), false))
                .isInstanceOf(Credential.Unusable.class);
    }

    @Test
    void noCredentialPrintsItself() {
        assertThat(read("Bearer " + TOKEN.reveal()).toString()).doesNotContain(TOKEN.reveal());
        assertThat(read("Bearer e30.e30.x")).hasToString("Bearer[redacted]");
    }

    private static Credential read(String header) {
        return Credential.read(List.of(header), List.of(), false);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
