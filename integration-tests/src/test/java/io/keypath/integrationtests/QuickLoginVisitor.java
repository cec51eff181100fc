package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a screen: keeps cookies, follows redirects within Keycloak, and fills Keycloak's forms in. */
final class QuickLoginVisitor {

    private static final int MOST_REDIRECTS = 10;
    private static final Pattern ACTION = Pattern.compile("<form[^>]*\\saction=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);
    private static final Pattern INPUT = Pattern.compile("<input[^>]*>", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENTITY = Pattern.compile("&(?:#(\\d+)|#x([0-9a-fA-F]+)|(\\w+));");

    private final String keycloak;
    private final List<Cookie> cookies = new ArrayList<>();

    private record Cookie(String name, String value, String path, boolean persistent) {

        boolean isSameAs(String otherName, String otherPath) {
            return name.equals(otherName) && path.equals(otherPath);
        }
    }

    /** Where a page was sent to, and what it was told. */
    record Delivery(String page, Map<String, String> parameters) {

        String token() {
            return get("token");
        }

        String get(String name) {
            String value = parameters.get(name);
            if (value == null) {
                throw new AssertionError("No " + name + " among " + parameters.keySet());
            }
            return value;
        }
    }

    QuickLoginVisitor(TestRealm realm) {
        this.keycloak = realm.keycloak().baseUri().toString();
    }

    /** Names and values of the cookies of logins that are not finished. */
    Map<String, String> pending() {
        return cookies.stream()
                .filter(cookie -> cookie.name().startsWith("KEYPATH_QUICK_LOGIN_"))
                .collect(Collectors.toMap(Cookie::name, Cookie::value));
    }

    void setCookie(String name, String value) {
        cookies.removeIf(cookie -> cookie.name().equals(name));
        cookies.add(new Cookie(name, value, "/", false));
    }

    void forgetCookies() {
        cookies.clear();
    }

    /** Closes the browser and opens it again: the cookies of a session are gone. */
    void restart() {
        cookies.removeIf(cookie -> !cookie.persistent());
    }

    Answer get(String uri) {
        return keep(Http.of("GET", uri).header("Cookie", cookiesFor(uri)).send());
    }

    private Answer post(String uri, Map<String, String> form) {
        return keep(Http.of("POST", uri)
                .header("Cookie", cookiesFor(uri))
                .form(form)
                .send());
    }

    /** Begins a login and stops at Keycloak's login form, or wherever else the redirects end. */
    Answer open(String uri) {
        return follow(get(uri));
    }

    /** Follows redirects as long as they stay with Keycloak. */
    Answer follow(Answer first) {
        Answer answer = first;
        for (int i = 0; isRedirect(answer) && answer.header("Location").startsWith(keycloak); i++) {
            assertThat(i).as("redirects").isLessThan(MOST_REDIRECTS);
            answer = get(answer.header("Location"));
        }
        return answer;
    }

    /** Fills the only form of a page in, with its hidden fields, and follows what comes. */
    Answer submit(Answer page, Map<String, String> fields) {
        return follow(submitOnly(page, fields));
    }

    /** As {@link #submit}, without following. */
    Answer submitOnly(Answer page, Map<String, String> fields) {
        String action = first(ACTION, page.body())
                .orElseThrow(() -> new AssertionError("No form, with status " + page.status() + ": " + page.body()));
        var form = new LinkedHashMap<>(hidden(page.body()));
        form.putAll(fields);
        return post(URI.create(keycloak).resolve(action).toString(), form);
    }

    /** Follows the link with an id. */
    Answer click(Answer page, String id) {
        String href = first(Pattern.compile("(<a[^>]*\\sid=\"" + id + "\"[^>]*>)"), page.body())
                .orElseThrow(() -> new AssertionError("No link " + id + ": " + page.body()));
        return open(URI.create(keycloak)
                .resolve(attribute(href, "href").orElseThrow())
                .toString());
    }

    Answer logIn(Answer page, String user) {
        return submit(page, Map.of("username", user, "password", user));
    }

    /** The whole way from a page's link to the answer that leads back to the page. */
    Answer logIn(String uri, String user) {
        return logIn(open(uri), user);
    }

    /** As {@link #logIn}, but for the last request, the one to the callback, which is returned. */
    String logInUntilCallback(String uri, String user) {
        Answer answer = submitOnly(open(uri), Map.of("username", user, "password", user));
        assertThat(answer.header("Location")).contains("/quick-login/callback?");
        return answer.header("Location");
    }

    /** Is logged in as a user from now on, as an administrator who impersonates him. */
    void impersonate(TestRealm realm, String user) {
        Answer answer = keep(realm.admin("POST", "/users/" + realm.userId(user) + "/impersonation", Map.of()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** The code that a client gets for who is logged in, and its redirect URI. */
    Map<String, String> codeFor(TestRealm realm, String clientId) {
        String redirectUri = "https://app.example/callback";
        Answer answer = open(realm.url("/protocol/openid-connect/auth") + "?response_type=code&scope=openid&client_id="
                + clientId + "&redirect_uri=" + Http.encoded(redirectUri));
        return Map.of(
                "grant_type",
                "authorization_code",
                "redirect_uri",
                redirectUri,
                "code",
                delivered(answer).get("code"));
    }

    static boolean isLoginForm(Answer answer) {
        return answer.status() == 200 && answer.body().contains("name=\"password\"");
    }

    /** What the message of Keycloak's error page says. */
    static String error(Answer answer) {
        assertThat(answer.body()).contains("kc-error-message");
        return unescaped(
                first(Pattern.compile("id=\"kc-error-message\">\\s*<p[^>]*>(.*?)</p>", Pattern.DOTALL), answer.body())
                        .orElseThrow(() -> new AssertionError(answer.body())));
    }

    static Delivery delivered(Answer answer) {
        if (answer.status() == 200) {
            String page = first(ACTION, answer.body()).orElseThrow(() -> new AssertionError(answer.body()));
            return new Delivery(page, hidden(answer.body()));
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
        String location = answer.header("Location");
        int fragment = location.indexOf('#');
        int query = location.indexOf('?');
        if (fragment >= 0) {
            return new Delivery(location.substring(0, fragment), decoded(location.substring(fragment + 1)));
        }
        return new Delivery(location.substring(0, query), decoded(location.substring(query + 1)));
    }

    static Map<String, String> decoded(String query) {
        var parameters = new LinkedHashMap<String, String>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String before = parameters.put(
                    parameter.substring(0, equals),
                    URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
            assertThat(before).as(parameter).isNull();
        }
        return parameters;
    }

    private Answer keep(Answer answer) {
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String[] parts = cookie.split(";", -1);
            int equals = parts[0].indexOf('=');
            String name = parts[0].substring(0, equals);
            String path = "/";
            boolean ended = false;
            boolean persistent = false;
            for (String part : parts) {
                String attribute = part.strip();
                if (attribute.regionMatches(true, 0, "Path=", 0, 5)) {
                    path = attribute.substring(5);
                }
                ended |= attribute.equalsIgnoreCase("Max-Age=0");
                persistent |= attribute.regionMatches(true, 0, "Max-Age=", 0, 8);
            }
            String of = path;
            cookies.removeIf(kept -> kept.isSameAs(name, of));
            if (!ended) {
                cookies.add(new Cookie(name, parts[0].substring(equals + 1), path, persistent));
            }
        }
        return answer;
    }

    private String cookiesFor(String uri) {
        String path = URI.create(uri).getRawPath();
        return cookies.stream()
                .filter(cookie -> path.startsWith(cookie.path()))
                .map(cookie -> cookie.name() + "=" + cookie.value())
                .collect(Collectors.joining("; "));
    }

    private static Map<String, String> hidden(String html) {
        return INPUT.matcher(html)
                .results()
                .map(MatchResult::group)
                .filter(input -> attribute(input, "type")
                        .filter("hidden"::equalsIgnoreCase)
                        .isPresent())
                .collect(Collectors.toMap(
                        input -> attribute(input, "name").orElseThrow(),
                        input -> attribute(input, "value").orElse("")));
    }

    private static Optional<String> attribute(String tag, String name) {
        return first(Pattern.compile("\\s" + name + "=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE), tag);
    }

    private static Optional<String> first(Pattern pattern, String text) {
        return pattern.matcher(text).results().findFirst().map(found -> unescaped(found.group(1)));
    }

    private static String unescaped(String html) {
        return ENTITY.matcher(html).replaceAll(entity -> {
            if (entity.group(1) != null) {
                return literal(Character.toString(Integer.parseInt(entity.group(1))));
            }
            if (entity.group(2) != null) {
                return literal(Character.toString(Integer.parseInt(entity.group(2), 16)));
            }
            return literal(
                    switch (entity.group(3)) {
                        case "amp" -> "&";
                        case "lt" -> "<";
                        case "gt" -> ">";
                        case "quot" -> "\"";
                        case "apos" -> "'";
                        default -> throw new AssertionError(entity.group());
                    });
        });
    }

    private static String literal(String text) {
        return Matcher.quoteReplacement(text);
    }

    private static boolean isRedirect(Answer answer) {
        return answer.status() == 302 || answer.status() == 303;
    }
}
