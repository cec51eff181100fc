package io.keypath.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "https://app.example,               https://app.example,         /,        none",
                "https://app.example/,              https://app.example,         /,        none",
                "https://app.example?,              https://app.example,         /,        ''",
                "https://app.example/?,             https://app.example,         /,        ''",
                "https://app.example?a=1,           https://app.example,         /,        a=1",
                "https://app.example/a?b?c=//d,     https://app.example,         /a,       b?c=//d",
                "https://app.example/a/b/,          https://app.example,         /a/b/,    none",
                "https://app.example//a//b,         https://app.example,         //a//b,   none",
                "https://app.example/A%2fb%C3%A9,   https://app.example,         /A%2fb%C3%A9, none",
                "https://app.example/...,           https://app.example,         /...,     none",
                "https://app.example/.a/b..,        https://app.example,         /.a/b..,  none",
                "https://app.example/a:b@c;d=e'f~!, https://app.example,         /a:b@c;d=e'f~!, none",
                "https://app.example/?f[]=1,        https://app.example,         /,        f[]=1",
                "https://app.example/?a=/../b,      https://app.example,         /,        a=/../b",
                "HTTPS://App.Example/Path,          https://app.example,         /Path,    none",
                "https://app.example:443/,          https://app.example,         /,        none",
                "https://app.example:80/,           https://app.example:80,      /,        none",
                "http://app.example:80/,            http://app.example,          /,        none",
                "http://app.example:443/,           http://app.example:443,      /,        none",
                "https://app.example:65535/,        https://app.example:65535,   /,        none",
                "https://app.example:1/,            https://app.example:1,       /,        none",
                "https://münchen.example/,          https://xn--mnchen-3ya.example, /,     none",
                "https://MÜNCHEN.Example/,          https://xn--mnchen-3ya.example, /,     none",
                "https://münchen.example:8443/,     https://xn--mnchen-3ya.example:8443, /, none",
                "https://xn--mnchen-3ya.example/,   https://xn--mnchen-3ya.example, /,     none",
                "https://例え.テスト/,               https://xn--r8jz45g.xn--zckzah, /,     none",
                "http://192.0.2.1:8080/,            http://192.0.2.1:8080,       /,        none",
                "http://[::1]:8080/,                http://[::1]:8080,           /,        none",
                "http://[2001:DB8:0:0::1]/,         http://[2001:db8::1],        /,        none",
                "http://localhost:3000/app,         http://localhost:3000,       /app,     none",
            })
    void anAddressHasAnOriginAPathAndAQuery(String address, String origin, String path, String query) {
        var read = WebAddress.parse(address);

        assertThat(read).isEqualTo(new WebAddress(origin, path, query));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // not absolute, or of another scheme
                "",
                "/",
                "app.example",
                "//app.example/",
                "https:app.example",
                "https:/app.example/",
                "https:///app.example/",
                "https://",
                "https:///",
                "https://?a",
                "https://:443/",
                "ftp://app.example/",
                "file:///etc/passwd",
                "javascript://app.example/%0aalert(1)",
                "javascript:alert(1)",
                "data:text/html,https://app.example/",
                "blob:https://app.example/1",
                "view-source:https://app.example/",
                "https ://app.example/",
                "httpſ://app.example/",
                // user information hides the host
                "https://app.example@evil.example/",
                "https://app.example:443@evil.example/",
                "https://user:password@app.example/",
                "https://@app.example/",
                "https://app.example%40evil.example/",
                // what browsers take for a slash
                "https:\\\\app.example/",
                "https://app.example\\@evil.example/",
                "https://app.example\\.evil.example/",
                "https://app.example/\\evil.example",
                "https://app.example/a\\b",
                // white space and control characters, some of which browsers drop
                " https://app.example/",
                "https://app.example/ ",
                "https://app.example /",
                "https://app.example\t/",
                "https://app.\texample/",
                "https://app.example/\ta",
                "https://app.example/\r\nSet-Cookie:a=b",
                "https://app.example/\n",
                "java\tscript://app.example/",
                "https://app.example/\u0000",
                "https://app.example/\u007f",
                "https://app.example/\u0085",
                "https://app.example/\u00a0",
                "https://app.example/\u2028",
                "\ufeffhttps://app.example/",
                // fragments
                "https://app.example/#",
                "https://app.example/#token=1",
                "https://app.example#@evil.example/",
                "https://app.example/?a#b",
                // dot segments
                "https://app.example/.",
                "https://app.example/..",
                "https://app.example/./a",
                "https://app.example/a/../b",
                "https://app.example/a/%2e%2E/b",
                "https://app.example/a/.%2e/b",
                "https://app.example/a/%2e",
                // characters that are escaped by some
                "https://app.example/\"",
                "https://app.example/<a>",
                "https://app.example/{a}",
                "https://app.example/|",
                "https://app.example/^",
                "https://app.example/`",
                "https://app.example/[a",
                "https://app.example/a]",
                "https://app.example/é",
                "https://app.example/?é",
                // escapes that are none
                "https://app.example/%",
                "https://app.example/%4",
                "https://app.example/%zz",
                "https://app.example/?a=%u00e9",
                // ports
                "https://app.example:/",
                "https://app.example:0/",
                "https://app.example:65536/",
                "https://app.example:00443/",
                "https://app.example:+443/",
                "https://app.example:443a/",
                "https://app.example:４４３/",
                "https://app.example:443:443/",
                "https://app.example:999999/",
                // hosts
                "https://app.example./",
                "https://.app.example/",
                "https://app..example/",
                "https://-app.example/",
                "https://app-.example/",
                "https://app_1.example/",
                "https://*.example/",
                "https://app%2eexample/",
                "https://ap%70.example/",
                "https://app.example,evil.example/",
                "https://app.example;evil.example/",
                "https://app.example&evil.example/",
                // numbers that browsers turn into 127.0.0.1
                "http://127.1/",
                "http://0x7f.1/",
                "http://0x7f000001/",
                "http://2130706433/",
                "http://0177.0.0.1/",
                "http://127.0.0.01/",
                "http://127.0.0.1./",
                "http://127.0.0.256/",
                "http://127.0.0.0.1/",
                "http://1.2.3.0x4/",
                "http://a.1/",
                "http://[::1/",
                "http://::1/",
                "http://[::1]a/",
                "http://[::ffff:127.0.0.1]/",
                "http://[fe80::1%25eth0]/",
                "http://[v1.a]/",
                // names that are not the same by the rules of 2003 and by those of browsers, or that are replaced
                "https://straße.example/",
                "https://βόλος.example/",
                "https://a\u200db.example/",
                "https://a\u00adb.example/",
                "https://app。example/",
                "https://app．example/",
                "https://ａpp.example/",
                "http://１２７.0.0.1/",
                "https://app.example／evil/",
                "https://app.example℀evil/",
                "https://app.example＃evil/",
                "https://u\u0308.example/",
                "https://ü@evil.example/",
                "https://ü\\evil.example/",
                "https://[ü]/",
                "https://ü.example:ü/",
            })
    void whatBrowsersRepairOrReadInTwoWaysIsRefused(String address) {
        assertThatThrownBy(() -> WebAddress.parse(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRefusalSaysWhatIsWantedAndNothingOfTheAddress() {
        assertThatThrownBy(() -> WebAddress.parse("https://app.example@evil.example/"))
                .hasMessage(
                        "must be an absolute http or https URL of at most 1024 characters, without user information,"
                                + " fragment, dot segments, white space or backslashes");
    }

    @Test
    void anAddressHasAtMostItsLongestLength() {
        String longest = "https://app.example/" + "a".repeat(WebAddress.MAX_LENGTH - 20);

        assertThat(WebAddress.parse(longest)).hasToString(longest);
        assertThatThrownBy(() -> WebAddress.parse(longest + "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example,            false, true",
        "http://app.example,             false, false",
        "http://localhost,               true,  true",
        "http://localhost:8080/a?b,      true,  true",
        "https://localhost,              true,  true",
        "http://127.0.0.1,               true,  true",
        "http://127.0.0.1:8080,          true,  true",
        "http://[::1],                   true,  true",
        "http://[0:0:0:0:0:0:0:1]:8080,  true,  true",
        "http://127.0.0.2,               false, false",
        "http://127.0.0.10,              false, false",
        "http://[::2],                   false, false",
        "http://localhost.example,       false, false",
        "http://notlocalhost,            false, false",
        "http://192.168.0.1,             false, false",
    })
    void tokensTravelOverTlsOrStayOnThisMachine(String address, boolean loopback, boolean confidential) {
        var read = WebAddress.parse(address);

        assertThat(read.isLoopback()).isEqualTo(loopback);
        assertThat(read.isConfidential()).isEqualTo(confidential);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example,           https://app.example/",
        "HTTPS://APP.example:443/a,     https://app.example/a",
        "https://app.example/a?,        https://app.example/a?",
        "https://app.example/a?b=c&d,   https://app.example/a?b=c&d",
    })
    void anAddressIsWrittenInItsCanonicalForm(String address, String written) {
        assertThat(WebAddress.parse(address)).hasToString(written);
    }
}
