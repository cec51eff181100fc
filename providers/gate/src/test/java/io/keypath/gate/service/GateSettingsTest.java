package io.keypath.gate.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keypath.core.CanonicalPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.services.ErrorResponseException;

class GateSettingsTest {

    @Test
    void whatIsNotSetHasItsDefault() {
        assertThat(GateSettings.parse("g", "{}")).isEqualTo(GateSettings.DEFAULT);
        assertThat(GateSettings.parse("g", "{\"challenges\":\"auto\",\"source\":\"any\",\"strip\":\"/\"}"))
                .isEqualTo(GateSettings.DEFAULT);
    }

    @Test
    void everySettingIsRead() {
        assertThat(
                        GateSettings.parse(
                                "g",
                                "{\"source\":\"original-url\",\"strip\":\"/f%69les/\",\"challenges\":[\"bearer\"],\"audience\":\"files\",\"jwt\":true,\"password\":true,\"queryToken\":true,\"members\":true,\"signIn\":\"pages\"}"))
                .isEqualTo(new GateSettings(
                        GateSettings.Source.ORIGINAL_URL,
                        CanonicalPath.of("/files/"),
                        GateSettings.Challenges.BEARER,
                        "files",
                        true,
                        true,
                        true,
                        true,
                        "pages",
                        CookieSettings.DEFAULT));
        assertThat(GateSettings.parse("g", "{\"challenges\":[\"bearer\",\"basic\"]}")
                        .challenges())
                .isEqualTo(GateSettings.Challenges.BEARER_AND_BASIC);
    }

    @ParameterizedTest
    @CsvSource({
        "any, ANY",
        "original-uri, ORIGINAL_URI",
        "original-url, ORIGINAL_URL",
        "forwarded, FORWARDED",
        "path, PATH"
    })
    void eachSourceHasItsName(String name, GateSettings.Source source) {
        assertThat(GateSettings.parse("g", "{\"source\":\"" + name + "\"}").source())
                .isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "files",
                "null",
                "[]",
                "1",
                "{",
                "{}{}",
                "{'source':'ANY'}",
                "{'source':''}",
                "{'source':1}",
                "{'source':['any']}",
                "{'source':'any','source':'path'}",
                "{'Source':'any'}",
                "{'jwt':'yes'}",
                "{'password':1}",
                "{'signIn':''}",
                "{'nothing':true}",
                "{'strip':'files'}",
                "{'strip':'/files/../x'}",
                "{'strip':'//'}",
                "{'strip':'/%2Ffiles'}",
                "{'strip':'/files#'}",
                "{'challenges':'basic'}",
                "{'challenges':[]}",
                "{'challenges':['basic']}",
                "{'challenges':['basic','bearer']}",
                "{'challenges':['bearer','bearer']}",
                "{'challenges':['bearer','basic','digest']}",
                "{'challenges':{}}",
                "{'audience':''}",
                "{'audience':' '}",
                "{'audience':['files']}"
            })
    void whatIsNoSettingIsRefusedWithTheNameOfWhatHoldsIt(String json) {
        assertThatThrownBy(() -> GateSettings.parse("keypath.gate.x", json.replace('\'', '"')))
                .isInstanceOf(ErrorResponseException.class);
    }
}
