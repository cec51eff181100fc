package io.keypath.longlifetimegrant.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keypath.core.LifetimePolicy;
import io.keypath.core.Vocabulary;
import io.keypath.longlifetimegrant.service.GrantProblem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantRequestTest {

    private static final LifetimePolicy LIFETIMES = new LifetimePolicy(120, 3600, true);

    @Test
    void whatIsNotSentHasItsDefault() {
        GrantRequest request = read(Map.of());

        assertThat(request).isEqualTo(new GrantRequest(120, null, null, null, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "61", "3599", "3600"})
    void aLifetimeWithinTheLimitsIsTaken(String lifetime) {
        assertThat(read(Map.of("lifetime", lifetime)).lifetime()).isEqualTo(Long.parseLong(lifetime));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-60",
                "59",
                "3601",
                "1e3",
                "60s",
                "60.0",
                "060",
                "+60",
                " 60",
                "6 0",
                "٦٠",
                "9999999999999999999"
            })
    void anyOtherIsRefusedWithTheLimits(String lifetime) {
        assertThatThrownBy(() -> read(Map.of("lifetime", lifetime)))
                .isInstanceOf(GrantProblem.class)
                .hasMessage("lifetime must be a whole number of seconds, 60 to 3600");
    }

    @Test
    void grantsAreNoScopes() {
        GrantRequest request = read(Map.of("scope", "openid read:/a  email"));

        assertThat(request.scopes()).containsExactly("openid", "email");
        assertThat(request.paths()).hasToString("read:/a");
    }

    @Test
    void grantsAloneBringNoScope() {
        assertThat(read(Map.of("scope", "read:/a")).scopes()).isEmpty();
    }

    @Test
    void pathsGoIntoOnePlace() {
        var both = Map.of("scope", "read:/a", "access_list", "[{\"path\":\"/a\",\"access\":\"read\"}]");

        assertThatThrownBy(() -> read(both)).hasMessageContaining("either into scope or into access_list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]"})
    void anAccessListThatListsNothingIsRefused(String list) {
        assertThatThrownBy(() -> read(Map.of("access_list", list)))
                .isInstanceOf(GrantProblem.class)
                .hasMessageContaining("access_list");
    }

    @Test
    void theNameIsBounded() {
        assertThat(read(Map.of("name", "a".repeat(255))).name()).hasSize(255);
        assertThatThrownBy(() -> read(Map.of("name", "a".repeat(256)))).hasMessageContaining("255");
    }

    private static GrantRequest read(Map<String, String> parameters) {
        return GrantRequest.read(parameters, LIFETIMES, Vocabulary.READ_WRITE);
    }
}
