package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may call what: endpoint x caller -> status. An endpoint without a row fails. */
class AuthorizationIT {

    private static final String SELF = "/realms/{realm}/path-tokens";
    private static final String ADMIN = "/admin/realms/{realm}/path-tokens";
    private static final String GATE = "/realms/{realm}/gate";
    private static final String GATE_NAME = "{name:(?!verify/|session/)[^/]+}";
    private static final String GATES = "/admin/realms/{realm}/gates";
    private static final String QUICK = "/realms/{realm}/quick-login";
    private static final String QUICK_ADMIN = "/admin/realms/{realm}/quick-login";

    private static final String DEVELOPER = "/realms/{realm}/developer-secrets";
    private static final String SECRETS = "/admin/realms/{realm}/client-secrets";

    private static final String SHARES = "/realms/{realm}/gate-shares";
    private static final String SHARES_ADMIN = "/admin/realms/{realm}/gate-shares";

    private static final Map<String, String> SHARE =
            Map.of("path", "/elsewhere", "principal", "link", "access", "read");

    // Keycloak's own, in whose place ours stands.
    private static final String AUTH = "/realms/{realm}/protocol/openid-connect/auth";

    enum Who {
        ANONYMOUS,
        /** With the realm's default roles. */
        USER,
        /** Of the account client only view-profile. */
        GUEST,
        SERVICE_ACCOUNT,
        /** A kpt_ string as Bearer. */
        PATH_TOKEN,
        VIEW_USERS,
        /** With the role impersonation, which it takes to make somebody a token. */
        MANAGE_USERS,
        VIEW_REALM,
        MANAGE_REALM,
        VIEW_CLIENTS,
        MANAGE_CLIENTS,
        /** May do all in another realm. */
        FOREIGN_ADMIN
    }

    // In the order of Who. The {id} is of a token of the caller or, for who cannot have one, of somebody else's.
    private static final String TABLE = """
            #                                    anon user guest svc kpt vUsers mUsers vRealm mRealm vClients mClients foreign
            OPTIONS   {self}/{any: .*}           200  200  200   200 200 200    200    200    200    200      200      200
            OPTIONS   {self}/self                200  200  200   200 200 200    200    200    200    200      200      200
            GET       {self}                     401  200  403   403 401 200    200    200    200    200      200      401
            POST      {self}                     401  201  403   403 401 201    201    201    201    201      201      401
            GET       {self}/count               401  200  403   403 401 200    200    200    200    200      200      401
            GET       {self}/policy              401  200  403   403 401 200    200    200    200    200      200      401
            GET       {self}/{id}                401  200  403   403 401 200    200    200    200    200      200      401
            PATCH     {self}/{id}                401  200  403   403 401 200    200    200    200    200      200      401
            DELETE    {self}/{id}                401  204  403   403 401 204    204    204    204    204      204      401
            POST      {self}/{id}/rotate         401  201  403   403 401 201    201    201    201    201      201      401
            GET       {self}/self                401  401  401   401 200 401    401    401    401    401      401      401
            DELETE    {self}/self                401  401  401   401 204 401    401    401    401    401      401      401
            POST      {self}/revoke              200  200  200   200 200 200    200    200    200    200      200      200
            GET       {admin}                    401  403  403   403 401 200    200    403    403    403      403      403
            POST      {admin}                    401  403  403   403 401 403    201    403    403    403      403      403
            DELETE    {admin}                    401  403  403   403 401 403    200    403    403    403      403      403
            GET       {admin}/count              401  403  403   403 401 200    200    403    403    403      403      403
            GET       {admin}/{id}               401  403  403   403 401 200    200    403    403    403      403      403
            DELETE    {admin}/{id}               401  403  403   403 401 403    204    403    403    403      403      403
            GET       {admin}/policy             401  403  403   403 401 403    403    200    200    403      403      403
            PUT       {admin}/policy             401  403  403   403 401 403    403    403    200    403      403      403
            GET       {gate}/verify{behind} 401  200  200   200 200 200    200    200    200    200      200      401
            GET       {gate}/{gateName}/verify{behind} 401  200  200   200 200 200    200    200    200    200      200      401
            HEAD      {gate}/verify{behind} 401  200  200   200 200 200    200    200    200    200      200      401
            HEAD      {gate}/{gateName}/verify{behind} 401  200  200   200 200 200    200    200    200    200      200      401
            GET       {gate}/session             401  401  401   401 401 401    401    401    401    401      401      401
            POST      {gate}/session             401  200  200   200 200 200    200    200    200    200      200      401
            DELETE    {gate}/session             204  204  204   204 204 204    204    204    204    204      204      204
            POST      {gate}/session/refresh     401  401  401   401 401 401    401    401    401    401      401      401
            GET       {gate}/{gateName}/session      401  401  401   401 401 401    401    401    401    401      401      401
            POST      {gate}/{gateName}/session      401  200  200   200 200 200    200    200    200    200      200      401
            DELETE    {gate}/{gateName}/session      204  204  204   204 204 204    204    204    204    204      204      204
            POST      {gate}/{gateName}/session/refresh 401 401 401  401 401 401    401    401    401    401      401      401
            GET       {gate}/sign-in             404  404  404   404 404 404    404    404    404    404      404      404
            GET       {gate}/{name}/sign-in      404  404  404   404 404 404    404    404    404    404      404      404
            GET       {gates}                    401  403  403   403 401 403    403    200    200    403      403      403
            GET       {gates}/{name}             401  403  403   403 401 403    403    200    200    403      403      403
            PUT       {gates}/{name}             401  403  403   403 401 403    403    403    200    403      403      403
            DELETE    {gates}/{name}             401  403  403   403 401 403    403    403    204    403      403      403
            POST      {gates}/{name}/explain     401  403  403   403 401 403    403    403    403    403      403      403
            OPTIONS   {shares}/{any: .*}         200  200  200   200 200 200    200    200    200    200      200      200
            GET       {shares}                   401  200  403   403 401 200    200    200    200    200      200      401
            GET       {shares}/count             401  200  403   403 401 200    200    200    200    200      200      401
            GET       {shares}/shared-with-me    401  200  403   403 401 200    200    200    200    200      200      401
            GET       {shares}/policy            401  200  403   403 401 200    200    200    200    200      200      401
            GET       {shares}/reaching          401  403  403   403 401 403    403    403    403    403      403      401
            POST      {shares}                   401  403  403   403 401 403    403    403    403    403      403      401
            GET       {shares}/{id}              401  404  403   403 401 404    404    404    404    404      404      401
            PATCH     {shares}/{id}              401  404  403   403 401 404    404    404    404    404      404      401
            DELETE    {shares}/{id}              401  404  403   403 401 404    404    404    404    404      404      401
            GET       {sharesAdmin}              401  403  403   403 401 200    200    403    403    403      403      403
            GET       {sharesAdmin}/count        401  403  403   403 401 200    200    403    403    403      403      403
            GET       {sharesAdmin}/reaching     401  403  403   403 401 200    200    403    403    403      403      403
            POST      {sharesAdmin}              401  403  403   403 401 403    201    403    403    403      403      403
            GET       {sharesAdmin}/{id}         401  403  403   403 401 200    200    403    403    403      403      403
            PATCH     {sharesAdmin}/{id}         401  403  403   403 401 403    200    403    403    403      403      403
            DELETE    {sharesAdmin}/{id}         401  403  403   403 401 403    204    403    403    403      403      403
            GET       {quick}                    400  400  400   400 400 400    400    400    400    400      400      400
            GET       {quick}/logIn              400  400  400   400 400 400    400    400    400    400      400      400
            GET       {quick}/callback           400  400  400   400 400 400    400    400    400    400      400      400
            OPTIONS   {quick}/redeem             200  200  200   200 200 200    200    200    200    200      200      200
            POST      {quick}/redeem             400  400  400   400 400 400    400    400    400    400      400      400
            GET       {quickAdmin}/{clientUuid}  401  403  403   403 401 403    403    403    403    200      200      403
            PUT       {quickAdmin}/{clientUuid}  401  403  403   403 401 403    403    403    403    403      200      403
            DELETE    {quickAdmin}/{clientUuid}  401  403  403   403 401 403    403    403    403    403      204      403
            GET       {auth}                     400  400  400   400 400 400    400    400    400    400      400      400
            POST      {auth}                     400  400  400   400 400 400    400    400    400    400      400      400
            OPTIONS   {dev}/{any: .*}            200  200  200   200 200 200    200    200    200    200      200      200
            GET       {dev}                      401  200  403   403 401 200    200    200    200    200      200      401
            POST      {dev}                      401  201  403   403 401 201    201    201    201    201      201      401
            GET       {dev}/count                401  200  403   403 401 200    200    200    200    200      200      401
            GET       {dev}/policy               401  200  403   403 401 200    200    200    200    200      200      401
            GET       {dev}/{id}                 401  200  403   403 401 200    200    200    200    200      200      401
            DELETE    {dev}/{id}                 401  204  403   403 401 204    204    204    204    204      204      401
            POST      {dev}/{id}/rotate          401  201  403   403 401 201    201    201    201    201      201      401
            GET       {secrets}/{clientUuid}     401  403  403   403 401 403    403    403    403    200      200      403
            POST      {secrets}/{clientUuid}     401  403  403   403 401 403    403    403    403    403      201      403
            GET       {secrets}/{clientUuid}/count 401 403 403   403 401 403    403    403    403    200      200      403
            GET       {secrets}/{clientUuid}/{id} 401 403  403   403 401 403    403    403    403    200      200      403
            DELETE    {secrets}/{clientUuid}/{id} 401 403  403   403 401 403    403    403    403    403      204      403
            POST      {secrets}/{clientUuid}/{id}/rotate 401 403 403 403 401 403 403   403    403    403      201      403
            GET       {secrets}/policy           401  403  403   403 401 403    403    200    200    403      403      403
            PUT       {secrets}/policy           401  403  403   403 401 403    403    403    200    403      403      403
            """;

    private static final Map<String, ?> SECRET_POLICY = Map.of("developerRole", "offline_access", "maxPerOwner", 1000);

    private static final TestRealm REALM = TestRealm.builder()
            .attribute("keypath.developer-secret.role", "offline_access")
            .attribute("keypath.secret.max-per-owner", "1000")
            .client(SecretClient.json("secretive", "tab"))
            .user("user")
            .restrictedUser("guest", "view-profile")
            .user("other")
            .serviceAccount("robot")
            .adminUser("view-users", "view-users")
            .adminUser("manage-users", "manage-users", "impersonation")
            .adminUser("view-realm", "view-realm")
            .adminUser("manage-realm", "manage-realm")
            .adminUser("view-clients", "view-clients")
            .adminUser("manage-clients", "manage-clients")
            .build();

    private static final TestRealm ELSEWHERE =
            TestRealm.builder().adminUser("root", "realm-admin").build();

    private static final Map<Who, String> USERS = Map.of(
            Who.USER, "user",
            Who.GUEST, "guest",
            Who.VIEW_USERS, "view-users",
            Who.MANAGE_USERS, "manage-users",
            Who.VIEW_REALM, "view-realm",
            Who.MANAGE_REALM, "manage-realm",
            Who.VIEW_CLIENTS, "view-clients",
            Who.MANAGE_CLIENTS, "manage-clients");

    private static final Map<String, ?> QUICK_SETTINGS = Map.of("urls", List.of("https://app.example/viewer"));

    private static final Map<Who, String> BEARERS = new EnumMap<>(Who.class);

    static {
        USERS.forEach((who, user) -> BEARERS.put(who, REALM.login(user)));
        BEARERS.put(Who.SERVICE_ACCOUNT, REALM.serviceAccountLogin("robot"));
        BEARERS.put(Who.FOREIGN_ADMIN, ELSEWHERE.login("root"));
    }

    // Whose token {id} is: the caller's, or of another user when the caller can have none.
    private static final Map<Who, String> OWNERS = new EnumMap<>(Who.class);

    static {
        USERS.forEach((who, user) -> OWNERS.put(who, REALM.userId(user)));
        OWNERS.put(Who.SERVICE_ACCOUNT, REALM.serviceAccountId("robot"));
    }

    private static final String OTHER = REALM.userId("other");
    private static final String CLIENT = REALM.clientUuid(TestRealm.CLI);
    private static final String SECRETIVE = REALM.clientUuid("secretive");

    // By owner: made when they are first asked for, and again after a call that may have ended them.
    private static final Map<String, Answer> TOKENS = new HashMap<>();

    // By the bearer whose they are, or the address of a client's secrets.
    private static final Map<String, String> SECRET_IDS = new HashMap<>();

    static Stream<Arguments> cells() {
        var cells = new ArrayList<Arguments>();
        rows().forEach((endpoint, statuses) ->
                statuses.forEach((who, status) -> cells.add(arguments(endpoint, who, status))));
        return cells.stream();
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @MethodSource("cells")
    void anEndpointAnswersACallerAsTheTableSays(String endpoint, Who who, int expected) {
        String owner = OWNERS.getOrDefault(who, OTHER);
        Answer token = TOKENS.computeIfAbsent(owner, AuthorizationIT::newToken);
        String method = endpoint.substring(0, endpoint.indexOf(' '));
        String address = endpoint.substring(endpoint.indexOf(' ') + 1);

        Answer answer = request(method, address, token, who).send();

        if (ends(method, address)) {
            TOKENS.remove(owner);
            SECRET_IDS.clear();
        }

        assertThat(answer.status()).as(answer.body()).isEqualTo(expected);
        // Keycloak itself authenticates administrators, and sends none.
        if (answer.status() == 401 && !address.startsWith("/admin/")) {
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @Test
    void everyEndpointHasARow() {
        Set<String> endpoints = Endpoints.of(TestServer.bundle()).keySet();

        assertThat(endpoints).isNotEmpty().isEqualTo(rows().keySet());
    }

    private static Http request(String method, String address, Answer token, Who who) {
        String path = address.replace("{realm}", REALM.name())
                .replace("{id}", address.contains("{id}") ? idOf(address, token, who) : "")
                .replace("{clientUuid}", address.startsWith(SECRETS) ? SECRETIVE : CLIENT)
                .replace("{any: .*}", "any/thing")
                .replace("{target:(/.*)?}", "")
                .replace(GATE_NAME, "default")
                .replace("{name}", "default");
        boolean bulk = method.equals("DELETE") && address.equals(ADMIN);
        String query = bulk ? "?user=" + token.text("userId") : address.endsWith("/reaching") ? "?path=/a" : "";
        Http http = Http.of(method, REALM.keycloak().baseUri() + path + query);
        String bearer = who == Who.PATH_TOKEN ? token.text("token") : BEARERS.get(who);
        if (bearer != null) {
            http.bearer(bearer);
        }
        if (address.endsWith("/explain")) {
            return http.json(Map.of("user", token.text("userId"), "path", "/a"));
        }
        if (address.startsWith(SHARES) || address.startsWith(SHARES_ADMIN)) {
            return switch (method) {
                case "POST" -> http.json(SHARE);
                case "PATCH" -> http.json("{}");
                default -> http;
            };
        }
        if (address.startsWith(GATES)) {
            REALM.admin("PUT", "/gates/default", Map.of());
            return method.equals("PUT") ? http.json("{}") : http;
        }
        if (address.startsWith(GATE)) {
            return http.header("X-Original-URI", "/a").header("X-Original-Method", "GET");
        }
        if (address.equals(AUTH)) {
            return method.equals("POST") ? http.form(Map.of("client_id", "nobody")) : http;
        }
        if (address.endsWith("/revoke")) {
            return http.form(Map.of("token", token.text("token")));
        }
        if (address.equals(QUICK + "/redeem") && method.equals("POST")) {
            return http.form(Map.of("client_id", TestRealm.CLI, "code", "never-made"));
        }
        if (address.startsWith(QUICK_ADMIN)) {
            REALM.admin("PUT", "/quick-login/" + CLIENT, QUICK_SETTINGS);
            return method.equals("PUT") ? http.json(QUICK_SETTINGS) : http;
        }
        boolean isOfSecrets = address.startsWith(SECRETS) || address.startsWith(DEVELOPER);
        if (isOfSecrets && !address.endsWith("/rotate")) {
            return switch (method) {
                case "POST" -> http.json(Map.of("name", "by table"));
                case "PUT" -> http.json(SECRET_POLICY);
                default -> http;
            };
        }
        return switch (method) {
            case "POST" ->
                http.json(
                        address.endsWith("/rotate")
                                ? "{}"
                                : address.equals(ADMIN)
                                        ? Tokens.with(Tokens.personal("by table"), "user", OTHER)
                                        : Tokens.personal("by table"));
            case "PATCH", "PUT" -> http.json("{}");
            default -> http;
        };
    }

    // Whether the call may be the end of what {id} names, or of its string.
    private static boolean ends(String method, String address) {
        return method.equals("DELETE") || address.endsWith("/rotate") || address.endsWith("/revoke");
    }

    /** Of a secret where the address is one of secrets: the caller's own, or somebody's when the caller has none. */
    private static String idOf(String address, Answer token, Who who) {
        if (address.startsWith(SECRETS)) {
            return SECRET_IDS.computeIfAbsent(
                    SECRETS,
                    secrets -> REALM.admin("POST", "/client-secrets/" + SECRETIVE, Map.of("name", "by table"))
                            .text("id"));
        }
        if (address.startsWith(DEVELOPER)) {
            String bearer = String.valueOf(BEARERS.get(USERS.containsKey(who) && who != Who.GUEST ? who : Who.USER));
            return SECRET_IDS.computeIfAbsent(
                    bearer,
                    developer -> new Caller(REALM.url("/developer-secrets"), developer)
                            .post("", Map.of("name", "by table"))
                            .text("id"));
        }
        if (address.startsWith(SHARES_ADMIN)) {
            return SECRET_IDS.computeIfAbsent(
                    SHARES_ADMIN,
                    shares -> REALM.admin("POST", "/gate-shares", SHARE).text("id"));
        }
        return token.text("id");
    }

    private static Answer newToken(String owner) {
        REALM.tokenAdmin().delete("?user=" + owner);
        Answer made = REALM.tokenAdmin().post("", Tokens.with(Tokens.personal("by table"), "user", owner));
        assertThat(made.status()).isEqualTo(201);
        return made;
    }

    private static Map<String, Map<Who, Integer>> rows() {
        var rows = new TreeMap<String, Map<Who, Integer>>();
        for (String line : TABLE.lines().filter(line -> !line.startsWith("#")).toList()) {
            // The one address with a blank in it.
            List<String> words = List.of(line.replace("{any: .*}", "{any}").split(" +"));
            assertThat(words).as(line).hasSize(2 + Who.values().length);
            String endpoint = words.get(0) + " "
                    + words.get(1)
                            .replace("{any}", "{any: .*}")
                            .replace("{behind}", "{target:(/.*)?}")
                            .replace("{gateName}", GATE_NAME)
                            .replace("{self}", SELF)
                            .replace("{admin}", ADMIN)
                            .replace("{gate}", GATE)
                            .replace("{gates}", GATES)
                            .replace("{shares}", SHARES)
                            .replace("{sharesAdmin}", SHARES_ADMIN)
                            .replace("{quick}", QUICK)
                            .replace("{quickAdmin}", QUICK_ADMIN)
                            .replace("{auth}", AUTH)
                            .replace("{dev}", DEVELOPER)
                            .replace("{secrets}", SECRETS);
            var statuses = new EnumMap<Who, Integer>(Who.class);
            Iterator<String> cells = words.subList(2, words.size()).iterator();
            for (Who who : Who.values()) {
                statuses.put(who, Integer.valueOf(cells.next()));
            }
            assertThat(rows.put(endpoint, statuses))
                    .as("two rows for " + endpoint)
                    .isNull();
        }
        return rows;
    }
}
