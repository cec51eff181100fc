package io.keypath.integrationtests;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of a browser as an authorization code flow needs: cookies, forms, and redirects up to the client's own. */
final class OAuthBrowser {

    static final String REDIRECT_URI = "https://app.example/callback";

    private static final Pattern FORM_ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");

    private final TestRealm realm;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    OAuthBrowser(TestRealm realm) {
        this.realm = realm;
    }

    /** The parameters that come back to the client, from a login or from an error before it. */
    Map<String, String> authorize(String user, Map<String, String> parameters) {
        return returned(logIn(user, start(parameters)));
    }

    /** Where an authorization request leads: a page, or a redirect. */
    Answer start(Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(entry -> Http.encoded(entry.getKey()) + "=" + Http.encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        return open(realm.url("/protocol/openid-connect/auth?" + query));
    }

    /** Where an address of Keycloak's leads. */
    Answer open(String address) {
        return follow(send(Http.of("GET", address)));
    }

    /** What comes after the login page; an answer that is none is given back. */
    Answer logIn(String user, Answer page) {
        if (page.status() != 200) {
            return page;
        }
        return submit(page, Map.of("username", user, "password", user));
    }

    private Answer follow(Answer answer) {
        return answer.status() == 302 && !answer.header("Location").startsWith(REDIRECT_URI)
                ? follow(send(Http.of("GET", answer.header("Location"))))
                : answer;
    }

    Answer submit(Answer page, Map<String, String> fields) {
        Matcher form = FORM_ACTION.matcher(page.body());
        if (!form.find()) {
            throw new AssertionError("No form, with status " + page.status() + ": " + page.body());
        }
        String action = form.group(1).replace("&amp;", "&");
        URI base = URI.create(realm.keycloak().baseUri() + "/");
        return follow(send(Http.of("POST", base.resolve(action).toString()).form(fields)));
    }

    static Map<String, String> returned(Answer answer) {
        String location = answer.header("Location");
        if (!location.startsWith(REDIRECT_URI + "?")) {
            throw new AssertionError(
                    "Not sent back to the client: " + answer.status() + " " + location + answer.body());
        }
        var parameters = new HashMap<String, String>();
        for (String pair : URI.create(location).getRawQuery().split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }

    // Keycloak's cookies are Secure, also on the loopback address where browsers send them without TLS.
    private Answer send(Http request) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        Answer answer = request.send();
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String pair = cookie.split(";", -1)[0];
            int equals = pair.indexOf('=');
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return answer;
    }
}
