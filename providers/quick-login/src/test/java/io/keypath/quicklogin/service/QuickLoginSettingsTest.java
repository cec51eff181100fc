package io.keypath.quicklogin.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keypath.core.AccessList;
import io.keypath.core.Grant;
import io.keypath.core.Vocabulary;
import io.keypath.core.WebAddress;
import io.keypath.quicklogin.service.QuickLoginSettings.AppUrl;
import io.keypath.quicklogin.service.QuickLoginSettings.ResponseMode;
import io.keypath.quicklogin.service.QuickLoginSettings.TokenType;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuickLoginSettingsTest {

    private static final AccessList LIST =
            AccessList.of(Vocabulary.READ_WRITE, List.of(Grant.parse(Vocabulary.READ_WRITE, "read:/maps")));

    @ParameterizedTest
    @CsvSource({
        "https://app.example/,        https://app.example,           https://app.example/",
        "https://app.example/,        HTTPS://APP.EXAMPLE:443/,      https://app.example/",
        "https://app.example,         https://app.example/,          https://app.example/",
        "https://app.example/a?b=c,   https://app.example/a?b=c,     https://app.example/a?b=c",
        "https://app.example/a?,      https://app.example/a,         https://app.example/a",
        "https://app.example/a?,      https://app.example/a?,        https://app.example/a?",
        "https://app.example/a?,      https://app.example/a?b=c&d,   https://app.example/a?b=c&d",
        "http://localhost:8081/app/,  http://localhost:8081/app/,    http://localhost:8081/app/",
        "https://münchen.example/,    https://xn--mnchen-3ya.example/, https://xn--mnchen-3ya.example/"
    })
    void aTokenGoesToTheRegisteredPage(String registered, String referer, String destination) {
        var matched = AppUrl.parse(registered).matches(WebAddress.parse(referer));

        assertThat(matched).contains(destination);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example/,      http://app.example/",
        "https://app.example/,      https://app.example:444/",
        "https://app.example/,      https://app.example.evil.example/",
        "https://app.example/,      https://sub.app.example/",
        "https://app.example/,      https://app.example/a",
        "https://app.example/,      https://app.example//",
        "https://app.example/,      https://app.example/?",
        "https://app.example/,      https://app.example/?a=b",
        "https://app.example/a,     https://app.example/a/",
        "https://app.example/a/,    https://app.example/a",
        "https://app.example/a,     https://app.example/A",
        "https://app.example/a,     https://app.example/%61",
        "https://app.example/%c3%a9, https://app.example/%C3%A9",
        "https://app.example/a?b,   https://app.example/a",
        "https://app.example/a?b,   https://app.example/a?",
        "https://app.example/a?b,   https://app.example/a?B",
        "https://app.example/a?b,   https://app.example/a?b&c",
        "https://app.example/a?,    https://app.example/?b",
        "http://localhost:8081/,    http://127.0.0.1:8081/",
        "http://localhost:8081/,    http://localhost:8082/",
        "http://localhost/,         https://localhost/"
    })
    void nothingNextToItDoes(String registered, String referer) {
        assertThat(AppUrl.parse(registered).matches(WebAddress.parse(referer))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://app.example/",
                "http://192.168.0.1/",
                "https://app.example/*",
                "https://app.example/a*b",
                "https://app.example/?*",
                "https://app.example/a?b=*&c",
                "https://*.example/",
                "*",
                "https://app.example/#"
            })
    void neitherPlainHttpNorWildcardsCanBeRegistered(String url) {
        assertThatThrownBy(() -> AppUrl.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example/,     https://app.example/,     true",
        "https://app.example/,     https://app.example/?,    true",
        "https://app.example/?a,   https://app.example/?,    true",
        "https://app.example/?a,   https://app.example/?b,   false",
        "https://app.example/?a,   https://app.example/,     false",
        "https://app.example/a,    https://app.example/b,    false"
    })
    void twoPagesOverlapWhenOneRefererCouldBeBoth(String one, String other, boolean overlap) {
        assertThat(AppUrl.parse(one).overlaps(AppUrl.parse(other))).isEqualTo(overlap);
        assertThat(AppUrl.parse(other).overlaps(AppUrl.parse(one))).isEqualTo(overlap);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example/,     https://app.example/",
        "https://app.example/?,    https://app.example/",
        "https://app.example/?a=b, https://app.example/?a=b"
    })
    void aLogoutLeadsToThePage(String url, String page) {
        assertThat(AppUrl.parse(url).logoutPage()).isEqualTo(page);
    }

    @ParameterizedTest
    @CsvSource({
        "token=1,           true",
        "a=b&state=1,       true",
        "code,              true",
        "error=&a,          true",
        "expires_in=1,      true",
        "to%6Ben=1,         true",
        "tokens=1,          false",
        "a=token,           false",
        "Token=1,           true",
        "a=1;STATE=2,       true",
        "a=1&b=%26state%3D, false",
        "'',                false"
    })
    void aRefererWithAParameterOfTheAnswerConfusesButWhereTheAnswerIsAFragment(String query, boolean confuses) {
        var referer = WebAddress.parse("https://app.example/?" + query);

        assertThat(settings(ResponseMode.QUERY).confuses(referer)).isEqualTo(confuses);
        assertThat(settings(ResponseMode.CODE).confuses(referer)).isEqualTo(confuses);
        assertThat(settings(ResponseMode.FRAGMENT).confuses(referer)).isFalse();
        assertThat(settings(ResponseMode.FORM_POST).confuses(referer)).isEqualTo(confuses);
    }

    @Test
    void aRefererWithoutAQueryConfusesNobody() {
        assertThat(settings(ResponseMode.QUERY).confuses(WebAddress.parse("https://app.example/")))
                .isFalse();
    }

    @Test
    void thereAreOneToTwentyPages() {
        var url = AppUrl.parse("https://app.example/");

        assertThat(settings(Collections.nCopies(20, url), TokenType.ACCESS_TOKEN, null, null)
                        .urls())
                .hasSize(20);
        assertThatThrownBy(() -> settings(Collections.nCopies(21, url), TokenType.ACCESS_TOKEN, null, null))
                .hasMessage("urls must be 1 to 20");
        assertThatThrownBy(() -> settings(List.of(), TokenType.ACCESS_TOKEN, null, null))
                .hasMessage("urls must be 1 to 20");
    }

    @Test
    void aPathTokenNeedsAListAndOnlyAPathTokenHasOneAndALifetime() {
        var urls = List.of(AppUrl.parse("https://app.example/"));

        assertThat(settings(urls, TokenType.PATH_TOKEN, LIST, 60L).lifetime()).isEqualTo(60L);
        assertThatThrownBy(() -> settings(urls, TokenType.PATH_TOKEN, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("accessList is required");
        assertThatThrownBy(() -> settings(urls, TokenType.ACCESS_TOKEN, LIST, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("accessList is required");
        assertThatThrownBy(() -> settings(urls, TokenType.ACCESS_TOKEN, null, 60L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lifetime goes with");
    }

    @Test
    void namesAreReadAsTheyAreWritten() {
        assertThat(ResponseMode.values())
                .allSatisfy(mode -> assertThat(ResponseMode.byId(mode.id())).contains(mode));
        assertThat(TokenType.values())
                .allSatisfy(type -> assertThat(TokenType.byId(type.id())).contains(type));
        assertThat(ResponseMode.byId("FRAGMENT")).isEmpty();
        assertThat(TokenType.byId("jwt")).isEmpty();
        assertThat(QuickLoginSettings.names(ResponseMode.values())).isEqualTo("fragment, query, form_post, code");
    }

    private static QuickLoginSettings settings(ResponseMode mode) {
        return new QuickLoginSettings(
                List.of(AppUrl.parse("https://app.example/?")), mode, TokenType.ACCESS_TOKEN, null, null);
    }

    private static QuickLoginSettings settings(
            List<AppUrl> urls, TokenType type, @Nullable AccessList list, @Nullable Long lifetime) {
        return new QuickLoginSettings(urls, ResponseMode.FRAGMENT, type, list, lifetime);
    }
}
