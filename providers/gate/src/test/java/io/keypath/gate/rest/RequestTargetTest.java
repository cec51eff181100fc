package io.keypath.gate.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource({
        "/realms/r/gate/verify,                               ''",
        "/realms/r/gate/verify?/maps,                         ''",
        "/realms/r/gate/verify/,                              /",
        "/realms/r/gate/verify/maps/..%2fams%zz;x?/realms/r/gate/verify/y, /maps/..%2fams%zz;x",
        "/auth/realms/r/gate/verify/realms/r/gate/verify/a,   /realms/r/gate/verify/a",
        "http://id.example/realms/gate/gate/verify/a,         /a",
        "/realms/r/gate/verify#/a,                            #/a",
        "/realms/r/g%61te/verify/a,                           ''",
        "/realms/r,                                           ''",
        "/x?/realms/r/gate/verify/a,                          ''",
        "*,                                                   ''"
    })
    void whatStandsBehindTheAddressIsLeftAsItCame(String target, String path) {
        assertThat(RequestTarget.pathBehind(target, "/gate/verify")).isEqualTo(path);
    }
}
