package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

/** The session of a gate as a browser has it: a cookie. */
record GateSession(TestRealm realm, String gate, String cookie) {

    private static final String DEFAULT = "default";

    static GateSession begin(TestRealm realm, String bearer) {
        return begin(realm, DEFAULT, bearer);
    }

    static GateSession begin(TestRealm realm, String gate, String bearer) {
        Answer answer = at(realm, gate, "POST", "").bearer(bearer).send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return new GateSession(realm, gate, cookieOf(answer));
    }

    static Http at(TestRealm realm, String gate, String method, String path) {
        return Http.of(method, realm.url("/gate/" + gate + "/session" + path));
    }

    /** The name and value that an answer sets. */
    static String cookieOf(Answer answer) {
        String set = answer.header("Set-Cookie");
        return set.substring(0, set.indexOf(';'));
    }

    String name() {
        return cookie.substring(0, cookie.indexOf('='));
    }

    String value() {
        return cookie.substring(cookie.indexOf('=') + 1);
    }

    GateSession with(String newValue) {
        return new GateSession(realm, gate, name() + "=" + newValue);
    }

    Http asks(String method, String target) {
        return Http.of("GET", realm.url("/gate/" + gate + "/verify"))
                .header("Cookie", "theme=dark; " + cookie)
                .header("X-Original-URI", target)
                .header("X-Original-Method", method);
    }

    int reads(String target) {
        return asks("GET", target).send().status();
    }

    /** To tell, refresh or end it, as a page of its site does. */
    Answer call(String method, String path) {
        return at(realm, gate, method, path)
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .send();
    }

    GateSession refreshed() {
        Answer answer = call("POST", "/refresh");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return new GateSession(realm, gate, cookieOf(answer));
    }
}
