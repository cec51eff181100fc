package io.keypath.tokens.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keypath.core.AccessList;
import io.keypath.core.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AuthorizationDetailsJSONRepresentation;

class PathClaimsTest {

    @Test
    void aTokenWithoutPathsIsNotRestricted() {
        assertThat(PathClaims.read(Vocabulary.READ_WRITE, token("openid email")))
                .isNull();
        assertThat(PathClaims.read(Vocabulary.READ_WRITE, token(null))).isNull();
    }

    @Test
    void grantsAreReadFromScopeOrDetails() {
        assertThat(read(token("openid read:/maps write:/tiles"))).isEqualTo("read:/maps write:/tiles");
        assertThat(read(token("openid", detail("/maps", "read"), detail("/tiles", "write"))))
                .isEqualTo("read:/maps write:/tiles");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        AccessList list = Objects.requireNonNull(
                PathClaims.read(Vocabulary.READ_WRITE, token("read:/maps write:/maps/ams read:/tiles")));

        assertThat(PathClaims.read(Vocabulary.READ_WRITE, PathClaims.write(list))
                        .grants())
                .containsExactlyInAnyOrderElementsOf(list.grants());
    }

    @Test
    void ofScopeAndDetailsTheNarrowerOneCounts() {
        assertThat(read(token("read:/maps", detail("/maps/ams", "read")))).isEqualTo("read:/maps/ams");
        assertThat(read(token("read:/maps/ams", detail("/maps", "write")))).isEqualTo("read:/maps/ams");
    }

    @Test
    void thoseThatContradictEachOtherReachNothing() {
        AccessToken token = token("read:/maps", detail("/tiles", "read"));

        assertThatThrownBy(() -> PathClaims.read(Vocabulary.READ_WRITE, token))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDetailThatIsNotUnderstoodReachesNothing() {
        var located = detail("/maps", "read");
        located.setLocations(List.of("https://files.example"));
        var custom = detail("/maps", "read");
        custom.setCustomData("until", "noon");

        for (AuthorizationDetailsJSONRepresentation detail : List.of(
                located,
                custom,
                detail("/maps"),
                detail(null, "read"),
                detail("/maps", "fly"),
                detail("maps", "read"),
                detail("/maps", "read", null))) {
            assertThatThrownBy(() -> PathClaims.read(Vocabulary.READ_WRITE, token("openid", detail)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aDetailOfAnotherTypeIsNotOurs() {
        var other = detail("/maps", "read");
        other.setType("openid_credential");

        assertThat(PathClaims.read(Vocabulary.READ_WRITE, token("openid", other)))
                .isNull();
    }

    @Test
    void theParentIsToldByAClaimThatIsAText() {
        AccessToken token = token(null);
        assertThat(PathClaims.parent(token)).isNull();

        PathClaims.setParent(token, "ab12");
        assertThat(PathClaims.parent(token)).isEqualTo("ab12");

        token.setOtherClaims("keypath_parent", List.of("ab12"));
        assertThat(PathClaims.parent(token)).isNull();
    }

    private static String read(AccessToken token) {
        return String.valueOf(PathClaims.read(Vocabulary.READ_WRITE, token));
    }

    private static AccessToken token(@Nullable String scope, AuthorizationDetailsJSONRepresentation... details) {
        var token = new AccessToken();
        token.setScope(scope);
        token.setAuthorizationDetails(List.of(details));
        return token;
    }

    private static AuthorizationDetailsJSONRepresentation detail(@Nullable String path, @Nullable String... actions) {
        var detail = new AuthorizationDetailsJSONRepresentation();
        detail.setType(PathClaims.TYPE);
        detail.setIdentifier(path);
        detail.setActions(Arrays.asList(actions));
        return detail;
    }
}
