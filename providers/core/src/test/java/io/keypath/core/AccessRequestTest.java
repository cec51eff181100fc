package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRequestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " GET",
                "GET ",
                "GE T",
                "GET\r\n",
                "G\u0000",
                "GET/",
                "(GET)",
                "GÉT",
                "\u0130",
                "M:X",
                "get",
                "Get",
                "pROPFIND",
                "A23456789012345678901234567890123"
            })
    void whatIsNoTokenIsNoMethod(String method) {
        assertThatThrownBy(() -> AccessRequest.of(method, CanonicalPath.ROOT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the method must be an HTTP token in upper case of 1 to 32 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET", "M-SEARCH", "VERSION-CONTROL", "X!#$%&'*+-.^_`|~9", "A2345678901234567890123456789012"})
    void anyTokenIsAMethod(String method) {
        var request = AccessRequest.of(method, CanonicalPath.ROOT);

        assertThat(request.method()).isEqualTo(method);
        assertThat(request.destination()).isNull();
        assertThat(request.ifNoneMatchAny()).isFalse();
    }
}
