package io.keypath.quicklogin.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginRequestTest {

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final Map<String, List<String>> SMALLEST = Map.of("referer", List.of("https://app.example/"));

    @Test
    void aRefererIsEnough() {
        var request = read(SMALLEST);

        assertThat(request.referer()).hasToString("https://app.example/");
        assertThat(request.state()).isNull();
        assertThat(request.codeChallenge()).isNull();
        assertThat(request.prompt()).isNull();
        assertThat(request.locales()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", " ", "a b+c%20&d=e#f{g}\"'<>\\^`|~!"})
    void aStateIsKeptAsItIs(String state) {
        assertThat(read(with("state", state)).state()).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "a\tb", "\u0000", "é", "\u007f", "\ud83d\ude00"})
    void aStateOfOtherCharactersIsRefused(String state) {
        assertThatThrownBy(() -> read(with("state", state)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The parameter state must have at most 512 characters, visible ASCII and spaces");
    }

    @Test
    void aStateHasAtMost512Characters() {
        assertThat(read(with("state", "a".repeat(512))).state()).hasSize(512);
        assertThatThrownBy(() -> read(with("state", "a".repeat(513)))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"referer", "state", "prompt", "ui_locales", "code_challenge", "code_challenge_method"})
    void aParameterSentTwiceIsRefusedEvenWhenBothAreTheSame(String name) {
        var values = new HashMap<>(SMALLEST);
        values.put(name, List.of("https://app.example/", "https://app.example/"));

        assertThatThrownBy(() -> read(values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The parameter " + name + " was sent more than once");
    }

    @Test
    void withoutARefererThereIsNowhereToGo() {
        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The parameter referer is missing");
        assertThatThrownBy(() -> read(with("referer", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The parameter referer must be an absolute http or https URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "login"})
    void aPromptIsOneOfTwo(String prompt) {
        assertThat(read(with("prompt", prompt)).prompt()).isEqualTo(prompt);
    }

    @ParameterizedTest
    @CsvSource({
        "prompt, ''",
        "prompt, consent",
        "prompt, none login",
        "prompt, create",
        "ui_locales, ''",
        "ui_locales, <script>",
        "ui_locales, en&client_id=other",
        "ui_locales, {realm}",
        "code_challenge, short",
        "code_challenge_method, S256",
    })
    void otherValuesAreRefused(String name, String value) {
        assertThatThrownBy(() -> read(with(name, value))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChallengeGoesWithItsMethod() {
        var values = new HashMap<>(with("code_challenge", CHALLENGE));
        values.put("code_challenge_method", List.of("S256"));

        assertThat(read(values).codeChallenge()).isEqualTo(CHALLENGE);

        values.put("code_challenge_method", List.of("plain"));
        assertThatThrownBy(() -> read(values)).isInstanceOf(IllegalArgumentException.class);

        values.remove("code_challenge_method");
        assertThatThrownBy(() -> read(values)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void localesAreLanguageTags() {
        assertThat(read(with("ui_locales", "nl de-AT")).locales()).isEqualTo("nl de-AT");
        assertThatThrownBy(() -> read(with("ui_locales", "a".repeat(101))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, List<String>> with(String name, String value) {
        var values = new HashMap<>(SMALLEST);
        values.put(name, List.of(value));
        return values;
    }

    private static LoginRequest read(Map<String, List<String>> values) {
        return LoginRequest.read(name -> values.getOrDefault(name, List.of()));
    }
}
