package io.keypath.tokens.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "laptop | path token \"laptop\"",
                "Käse 中文 | path token \"Käse 中文\"",
                "v1.2 of maps.py | path token \"v1.2 of maps py\"",
                "<a href='https://evil.example'>x</a> | path token \"a href  https   evil example  x  a\"",
                "a\"b | path token \"a b\""
            })
    void aMailHoldsNoMarkUpAndNothingToFollow(String name, String said) {
        assertThat(CredentialName.of(named(name))).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({"60, 60, ''", "61, 60, …"})
    void aLongNameIsCutBetweenCharacters(int length, int kept, String end) {
        assertThat(CredentialName.of(named("x".repeat(length))))
                .isEqualTo("path token \"" + "x".repeat(kept) + end + "\"");
    }

    private static StoredCredential named(String name) {
        return new StoredCredential(
                "id",
                "realm",
                TokenKind.PATH_TOKEN,
                "owner",
                "client",
                name,
                null,
                "abcd",
                StoredCredential.Reach.NONE,
                StoredCredential.Restrictions.NONE,
                StoredCredential.Lifetime.from(0, null),
                true,
                StoredCredential.LastUse.NEVER);
    }
}
