package io.keypath.gate.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.services.ErrorResponseException;

class CookieSettingsTest {

    @Test
    void whatIsNotSetHasItsDefault() {
        assertThat(parse("{}")).isEqualTo(CookieSettings.DEFAULT);
        assertThat(parse("{\"lifetime\":600}").idle()).isEqualTo(600);
        assertThat(parse("{\"lifetime\":36001}").idle()).isEqualTo(1800);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | __Host-keypath-files",
                "{\"path\":\"/\"} | __Host-keypath-files",
                "{\"path\":\"/app\"} | __Secure-keypath-files",
                "{\"domain\":\"files.example\"} | __Secure-keypath-files",
                "{\"name\":\"mine\",\"domain\":\"files.example\"} | mine",
                "{\"name\":\"__Host-mine\"} | __Host-mine"
            })
    void itsNameSaysWhatBrowsersMustNotLetOthersSet(String json, String name) {
        assertThat(parse(json).nameFor("files")).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"a b\"} | g.cookie.name must have letters",
                "{\"name\":\"a=b\"} | g.cookie.name must have letters",
                "{\"name\":\"__Host-x\",\"path\":\"/app\"} | g.cookie.name may begin with __Host-",
                "{\"name\":\"__Host-x\",\"domain\":\"files.example\"} | g.cookie.name may begin with __Host-",
                "{\"name\":\"__HOST-x\",\"path\":\"/app\"} | g.cookie.name may begin with __Host-",
                "{\"name\":\"KEYCLOAK_IDENTITY\"} | g.cookie.name must not be the name of a cookie of Keycloak's",
                "{\"name\":\"auth_session_id\"} | g.cookie.name must not be the name of a cookie of Keycloak's",
                "{\"name\":\"KC_RESTART\"} | g.cookie.name must not be the name of a cookie of Keycloak's",
                "{\"domain\":\".files.example\"} | g.cookie.domain must be a domain name",
                "{\"domain\":\"localhost\"} | g.cookie.domain must be a domain name",
                "{\"domain\":\"files.example; Secure\"} | g.cookie.domain must be a domain name",
                "{\"domain\":\"10.0.0.1\"} | g.cookie.domain must be a domain name",
                "{\"path\":\"app\"} | g.cookie.path must begin with /",
                "{\"path\":\"/app; Domain=evil.example\"} | g.cookie.path must begin with /",
                "{\"sameSite\":\"lax\"} | g.cookie.sameSite must be Lax, Strict or None",
                "{\"lifetime\":59} | g.cookie.lifetime must be from 60 to 2592000 seconds",
                "{\"lifetime\":2592001} | g.cookie.lifetime must be from 60 to 2592000 seconds",
                "{\"idle\":59} | g.cookie.idle must be from 60 to 36000 seconds",
                "{\"lifetime\":600,\"idle\":601} | g.cookie.idle must be from 60 to 600 seconds",
                "{\"secure\":false} | g.cookie holds an unknown field secure",
                "1 | g.cookie must be a JSON object"
            })
    void whatItMayNotBeIsToldByTheField(String json, String message) {
        ErrorResponseException refused = catchThrowableOfType(ErrorResponseException.class, () -> parse(json));

        assertThat(refused.getErrorDescription()).startsWith(message);
    }

    private static CookieSettings parse(String json) {
        return GateSettings.parse("g", "{\"cookie\":" + json + "}").cookie();
    }
}
