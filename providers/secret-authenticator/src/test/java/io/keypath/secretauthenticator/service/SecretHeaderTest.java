package io.keypath.secretauthenticator.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretHeaderTest {

    @ParameterizedTest
    @CsvSource({
        "'Secret abc', 'abc'",
        "'secret abc', 'abc'",
        "' SECRET   abc ', 'abc'",
        "'Secret	abc', 'abc'",
        "'Secret a b c', 'a b c'",
        "'Secret Secret', 'Secret'",
        "'Secret é中', 'é中'"
    })
    void theSecretStandsBehindTheScheme(String header, String secret) {
        assertThat(SecretHeader.isPresent(List.of(header))).isTrue();
        assertThat(SecretHeader.secret(List.of(header))).contains(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Secret", "secret ", "Secret \t ", "Secret a\u0000b", "Secret a\u007fb"})
    void aSchemeWithoutASecretIsPresentAndHoldsNone(String header) {
        assertThat(SecretHeader.isPresent(List.of(header))).isTrue();
        assertThat(SecretHeader.secret(List.of(header))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "Secrets abc", "Secre abc", "Basic Secret", "Bearer abc", "Secret=abc", "Secret:abc"})
    void anotherSchemeIsNotThisOne(String header) {
        assertThat(SecretHeader.isPresent(List.of(header))).isFalse();
        assertThat(SecretHeader.secret(List.of(header))).isEmpty();
    }

    @Test
    void noHeaderIsNone() {
        assertThat(SecretHeader.isPresent(null)).isFalse();
        assertThat(SecretHeader.isPresent(List.of())).isFalse();
        assertThat(SecretHeader.secret(null)).isEmpty();
    }

    @Test
    void ofTwoHeadersNoneCounts() {
        assertThat(SecretHeader.isPresent(List.of("Basic abc", "Secret abc"))).isTrue();
        assertThat(SecretHeader.secret(List.of("Basic abc", "Secret abc"))).isEmpty();
        assertThat(SecretHeader.secret(List.of("Secret abc", "Secret abc"))).isEmpty();
    }

    @Test
    void aSecretHasAtMost255Characters() {
        assertThat(SecretHeader.secret(List.of("Secret " + "x".repeat(255)))).contains("x".repeat(255));
        assertThat(SecretHeader.secret(List.of("Secret " + "x".repeat(256)))).isEmpty();
    }
}
