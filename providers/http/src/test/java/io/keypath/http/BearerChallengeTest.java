package io.keypath.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BearerChallengeTest {

    @Test
    void aMissingCredentialHasNoErrorCode() {
        assertThat(BearerChallenge.credentialsMissing("maps")).hasToString("Bearer realm=\"maps\"");
    }

    @Test
    void anInvalidTokenSaysNothingAboutWhy() {
        assertThat(BearerChallenge.invalidToken("maps"))
                .hasToString("Bearer realm=\"maps\", error=\"invalid_token\","
                        + " error_description=\"The token is not valid or no longer valid\"");
    }

    @Test
    void aLackOfScopeNamesTheScopeThatWouldDo() {
        assertThat(BearerChallenge.insufficientScope("maps", "Too little", "read:/maps/ams"))
                .hasToString("Bearer realm=\"maps\", error=\"insufficient_scope\", error_description=\"Too little\","
                        + " scope=\"read:/maps/ams\"");
    }

    @Test
    void aScopeThatNobodyCouldHaveIsNotNamed() {
        assertThat(BearerChallenge.insufficientScope("maps", "Too little", null))
                .hasToString("Bearer realm=\"maps\", error=\"insufficient_scope\", error_description=\"Too little\"");
    }

    @Test
    void aBadRequestIsSaidInTheWordsOfTheRfc() {
        assertThat(BearerChallenge.invalidRequest("maps", "No path"))
                .hasToString("Bearer realm=\"maps\", error=\"invalid_request\", error_description=\"No path\"");
    }

    @Test
    void aLoginThatIsTooOldNamesTheAgeThatWouldDo() {
        assertThat(new BearerChallenge("maps", "insufficient_user_authentication", null, null, 300L))
                .hasToString("Bearer realm=\"maps\", error=\"insufficient_user_authentication\", max_age=\"300\"");
    }

    @Test
    void noInputEndsTheStringOrTheLine() {
        var challenge = new BearerChallenge("a\"b\\c", "e\r\nX-Keypath-User: root", "é\u0000\u007f", "read:/\n", null);

        assertThat(challenge)
                .hasToString("Bearer realm=\"a?b?c\", error=\"e??X-Keypath-User: root\", error_description=\"???\","
                        + " scope=\"read:/?\"");
    }

    @Test
    void basicIsOfferedBehindBearerInOneValue() {
        assertThat(BearerChallenge.invalidToken("a\"b").orBasic())
                .isEqualTo("Bearer realm=\"a?b\", error=\"invalid_token\","
                        + " error_description=\"The token is not valid or no longer valid\","
                        + " Basic realm=\"a?b\", charset=\"UTF-8\"");
    }
}
