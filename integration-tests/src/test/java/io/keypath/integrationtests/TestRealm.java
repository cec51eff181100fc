package io.keypath.integrationtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.keypath.keycloakdist.RunningKeycloak;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A realm of one test class. It has the public client {@code cli}, whose users log in with user name and password (the
 * same text) and whose tokens may call self-service, and all the users and clients that the builder is told of.
 */
final class TestRealm {

    static final String CLI = "cli";

    /** The secret of every confidential client. */
    static final String SECRET = "a-secret-for-tests";

    private static final Pattern FORM_ACTION = Pattern.compile("action=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    private static final String CALLBACK = "https://app.example/callback";

    private static final AtomicInteger COUNTER = new AtomicInteger();

    // The administrator's password is hashed at full cost, and his tokens live for a minute.
    private static final Map<RunningKeycloak, Login> ADMIN_LOGINS = new ConcurrentHashMap<>();

    private static final class Login {
        private final long at = System.nanoTime();
        private final String token;

        Login(RunningKeycloak keycloak) {
            token = administrator(keycloak);
        }

        boolean isOld() {
            return System.nanoTime() - at > TimeUnit.SECONDS.toNanos(30);
        }
    }

    private final RunningKeycloak keycloak;
    private final String name;

    private TestRealm(RunningKeycloak keycloak, String name) {
        this.keycloak = keycloak;
        this.name = name;
    }

    static Builder builder() {
        return new Builder(TestServer.keycloak());
    }

    static Builder builder(RunningKeycloak keycloak) {
        return new Builder(keycloak);
    }

    String name() {
        return name;
    }

    RunningKeycloak keycloak() {
        return keycloak;
    }

    /** The same realm on another server that has the same data. */
    TestRealm on(RunningKeycloak other) {
        return new TestRealm(other, name);
    }

    /** Another realm of the same server, that somebody else made. */
    TestRealm sibling(String other) {
        return new TestRealm(keycloak, other);
    }

    /** An address below {@code /realms/{realm}}. */
    String url(String path) {
        return keycloak.realmUri(name) + path;
    }

    /** An address below {@code /admin/realms/{realm}}. */
    String adminUrl(String path) {
        return keycloak.baseUri() + "/admin/realms/" + name + path;
    }

    /** An access token of a user, by the client {@code cli}. */
    String login(String user) {
        return login(CLI, user);
    }

    String login(String clientId, String user) {
        return token(Map.of("grant_type", "password", "client_id", clientId, "username", user, "password", user));
    }

    /** An access token of a user who logged in with the browser's form, by the client {@code cli}. */
    String browserLogin(String user) {
        return browserLogins(user, CLI).get(0).text("access_token");
    }

    /** One login with the browser's form, which several clients use: what each got at the token endpoint. */
    List<Answer> browserLogins(String user, String... clientIds) {
        Answer page = authorize(clientIds[0], "");
        Matcher action = FORM_ACTION.matcher(page.body());
        if (!action.find()) {
            throw new AssertionError("No login form, with status " + page.status() + ": " + page.body());
        }
        Answer loggedIn = Http.of("POST", action.group(1).replace("&amp;", "&"))
                .header("Cookie", cookies(page))
                .form(Map.of("username", user, "password", user))
                .send();
        var tokens = new ArrayList<Answer>();
        for (String clientId : clientIds) {
            Answer back = tokens.isEmpty() ? loggedIn : authorize(clientId, cookies(loggedIn));
            Matcher code = CODE.matcher(back.header("Location"));
            if (!code.find()) {
                throw new AssertionError("No code in " + back.header("Location"));
            }
            tokens.add(tokenAnswer(Map.of(
                    "grant_type",
                    "authorization_code",
                    "client_id",
                    clientId,
                    "redirect_uri",
                    CALLBACK,
                    "code",
                    code.group(1))));
        }
        return tokens;
    }

    private Answer authorize(String clientId, String cookies) {
        return Http.of(
                        "GET",
                        url("/protocol/openid-connect/auth") + "?response_type=code&scope=openid&client_id=" + clientId
                                + "&redirect_uri=" + Http.encoded(CALLBACK))
                .header("Cookie", cookies)
                .send();
    }

    private static String cookies(Answer answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                .collect(Collectors.joining("; "));
    }

    /** An access token of a confidential client's service account. */
    String serviceAccountLogin(String clientId) {
        return token(Map.of("grant_type", "client_credentials", "client_id", clientId, "client_secret", SECRET));
    }

    String token(Map<String, String> parameters) {
        return tokenAnswer(parameters).text("access_token");
    }

    Answer tokenAnswer(Map<String, String> parameters) {
        return Http.of("POST", url("/protocol/openid-connect/token"))
                .form(parameters)
                .send();
    }

    private static String administrator(RunningKeycloak keycloak) {
        return Http.of("POST", keycloak.realmUri("master") + "/protocol/openid-connect/token")
                .form(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        keycloak.adminUser().name(),
                        "password",
                        keycloak.adminUser().password()))
                .send()
                .text("access_token");
    }

    /** An access token of the server's administrator, who may do everything. */
    String adminLogin() {
        return cachedAdminLogin(keycloak);
    }

    /** Forgets an older one, whose time may be over where the clock was moved. */
    static String newAdminLogin(RunningKeycloak keycloak) {
        ADMIN_LOGINS.remove(keycloak);
        return cachedAdminLogin(keycloak);
    }

    private static String cachedAdminLogin(RunningKeycloak keycloak) {
        return ADMIN_LOGINS.compute(
                        keycloak, (server, login) -> login == null || login.isOld() ? new Login(server) : login)
                .token;
    }

    /** A call of the admin API by the server's administrator. */
    Answer admin(String method, String path) {
        return Http.of(method, adminUrl(path)).bearer(adminLogin()).send();
    }

    Answer admin(String method, String path, Object body) {
        return Http.of(method, adminUrl(path)).bearer(adminLogin()).json(body).send();
    }

    String userId(String user) {
        return idOfFirst("/users?exact=true&username=" + user);
    }

    String clientUuid(String clientId) {
        return idOfFirst("/clients?clientId=" + clientId);
    }

    // While realms are made side by side, what Keycloak keeps of its administrator's roles may lack a new realm's for a
    // moment: he then finds nobody in it.
    private String idOfFirst(String search) {
        return Await.until(
                        search + " in " + name,
                        () -> admin("GET", search),
                        answer -> answer.status() == 200 && !answer.json().isEmpty())
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    String serviceAccountId(String clientId) {
        return admin("GET", "/clients/" + clientUuid(clientId) + "/service-account-user")
                .text("id");
    }

    /** Sets attributes of the realm, those of the policy for example. */
    void setAttributes(Map<String, String> attributes) {
        admin("PUT", "", Map.of("realm", name, "attributes", attributes));
    }

    /** Gives each token of a client a scope that its requests need not name. */
    void addDefaultScope(String clientId, String scope) {
        admin(
                "POST",
                "/client-scopes",
                Map.of(
                        "name",
                        scope,
                        "protocol",
                        "openid-connect",
                        "attributes",
                        Map.of("include.in.token.scope", "true", "display.on.consent.screen", "false")));
        for (JsonNode known : admin("GET", "/client-scopes").json()) {
            if (known.get("name").asText().equals(scope)) {
                admin(
                        "PUT",
                        "/clients/" + clientUuid(clientId) + "/default-client-scopes/"
                                + known.get("id").asText());
            }
        }
    }

    /** A new user with the realm's default roles, whose password is his name; his name. */
    String newUser() {
        String username = "user-" + COUNTER.incrementAndGet();
        Answer answer = admin(
                "POST",
                "/users",
                Map.of(
                        "username",
                        username,
                        "enabled",
                        true,
                        "email",
                        username + "@example.org",
                        "firstName",
                        username,
                        "lastName",
                        "Test",
                        "credentials",
                        List.of(Map.of("type", "password", "value", username, "temporary", false))));
        if (answer.status() != 201) {
            throw new AssertionError("The user could not be made: " + answer.status() + " " + answer.body());
        }
        return username;
    }

    /** Self-service of tokens as a user, with one login. */
    Caller as(String user) {
        return caller(login(user));
    }

    Caller caller(String bearer) {
        return new Caller(url("/path-tokens"), bearer);
    }

    /** Administration of tokens as the server's administrator. */
    Caller tokenAdmin() {
        return new Caller(adminUrl("/path-tokens"), adminLogin());
    }

    /** A call of self-service as a user. */
    Answer call(String user, String method, String path, Object body) {
        return Http.of(method, url(path)).bearer(login(user)).json(body).send();
    }

    Answer call(String user, String method, String path) {
        return Http.of(method, url(path)).bearer(login(user)).send();
    }

    /** Makes a token for a user and returns the answer, whatever it is. */
    Answer createToken(String user, Map<String, ?> body) {
        return call(user, "POST", "/path-tokens", body);
    }

    /** The string of a new token of a user for one path. */
    Answer createToken(String user, String path, String access) {
        return createToken(user, Map.of("name", "test", "accessList", List.of(Map.of("path", path, "access", access))));
    }

    /** The gate's answer for a target, as nginx asks. */
    Answer gate(String token, String method, String target) {
        return Http.of("GET", url("/gate/verify"))
                .bearer(token)
                .header("X-Original-URI", target)
                .header("X-Original-Method", method)
                .send();
    }

    /** User events of a type, newest first. */
    JsonNode events(String type) {
        return admin("GET", "/events?max=100&type=" + type).json();
    }

    /** Admin events of Keypath, newest first, whose resource path is as Keycloak's own filter takes it. */
    List<JsonNode> adminEvents(String resourcePath) {
        var events = new ArrayList<JsonNode>();
        admin("GET", "/admin-events?max=10000&resourceTypes=CUSTOM&resourcePath=" + resourcePath)
                .json()
                .forEach(events::add);
        return events;
    }

    void delete() {
        admin("DELETE", "");
    }

    static final class Builder {

        private final RunningKeycloak keycloak;
        private final Map<String, String> attributes = new LinkedHashMap<>();
        private final List<Map<String, Object>> users = new ArrayList<>();
        private final List<Map<String, Object>> clients = new ArrayList<>();
        private final Map<String, Object> more = new LinkedHashMap<>();

        private Builder(RunningKeycloak keycloak) {
            this.keycloak = keycloak;
            clients.add(Map.of(
                    "clientId",
                    CLI,
                    "publicClient",
                    true,
                    "directAccessGrantsEnabled",
                    true,
                    "webOrigins",
                    List.of("https://app.example"),
                    "redirectUris",
                    List.of("https://app.example/*")));
        }

        Builder attribute(String key, String value) {
            attributes.put(key, value);
            return this;
        }

        /** A user whose password is his name, with roles of the realm. */
        Builder user(String username, String... realmRoles) {
            var user = new LinkedHashMap<String, Object>();
            user.put("username", username);
            user.put("enabled", true);
            user.put("email", username + "@example.org");
            user.put("emailVerified", true);
            user.put("firstName", username);
            user.put("lastName", "Test");
            user.put("credentials", List.of(Map.of("type", "password", "value", username, "temporary", false)));
            var roles = new ArrayList<>(List.of(realmRoles));
            roles.add("default-roles-" + "REALM");
            user.put("realmRoles", roles);
            users.add(user);
            return this;
        }

        /** A user without any role but these of the client {@code account}. */
        Builder restrictedUser(String username, String... accountRoles) {
            user(username);
            var user = users.get(users.size() - 1);
            user.put("realmRoles", List.of());
            user.put("clientRoles", Map.of("account", List.of(accountRoles)));
            return this;
        }

        /** A user with roles of the client {@code realm-management}, for the admin API of this realm. */
        Builder adminUser(String username, String... managementRoles) {
            user(username);
            users.get(users.size() - 1).put("clientRoles", Map.of("realm-management", List.of(managementRoles)));
            return this;
        }

        /** A confidential client with a service account. */
        Builder serviceAccount(String clientId) {
            return client(Map.of(
                    "clientId", clientId, "secret", SECRET, "serviceAccountsEnabled", true, "publicClient", false));
        }

        /** A client as in Keycloak's own JSON. */
        Builder client(Map<String, Object> representation) {
            clients.add(representation);
            return this;
        }

        /** Anything else of Keycloak's own JSON of a realm. */
        Builder with(String field, Object value) {
            more.put(field, value);
            return this;
        }

        TestRealm build() {
            String name = "test-" + COUNTER.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
            var realm = new LinkedHashMap<String, Object>(more);
            realm.put("realm", name);
            realm.put("enabled", true);
            realm.put("attributes", attributes);
            realm.put("eventsEnabled", true);
            // Each login hashes a password: at full cost that would be most of the time of all tests.
            realm.putIfAbsent("passwordPolicy", "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)");
            realm.put("adminEventsEnabled", true);
            realm.put("adminEventsDetailsEnabled", true);
            // What the builder gives users of the account client.
            for (Map<String, Object> user : users) {
                @SuppressWarnings("unchecked")
                var roles = (List<String>) user.get("realmRoles");
                if (roles != null && !roles.isEmpty()) {
                    roles.replaceAll(role -> role.equals("default-roles-REALM") ? "default-roles-" + name : role);
                }
            }
            realm.put("users", users);
            realm.put("clients", clients);
            Answer answer = Http.of("POST", keycloak.baseUri() + "/admin/realms")
                    .bearer(cachedAdminLogin(keycloak))
                    .json(realm)
                    .send();
            if (answer.status() != 201) {
                throw new AssertionError("The realm could not be made: " + answer.status() + " " + answer.body());
            }
            return new TestRealm(keycloak, name);
        }
    }
}
