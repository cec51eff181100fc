package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators may do with each user and client where Keycloak's fine-grained permissions are on. */
class FineGrainedPermissionsIT {

    /** Administrators; those before {@code roles} have no role but query-users and query-clients. */
    private static final List<String> ADMINISTRATORS = List.of(
            // View, manage and impersonate all users, but not bea.
            "all-but-bea",
            // The same with ann alone.
            "of-ann",
            // View and manage ann.
            "manager-of-ann",
            // View ann.
            "viewer-of-ann",
            // View and manage the client robot and its service account.
            "of-robot",
            // view-users
            "view-users",
            // manage-users
            "manage-users",
            // manage-users and impersonation
            "impersonator",
            // manage-clients
            "manage-clients",
            // manage-users and manage-clients
            "both");

    // In the order of ADMINISTRATORS.
    private static final String TABLE = """
            #                                allBut ofAnn mAnn vAnn robot vUsers mUsers imp  mClients both
            GET    /path-tokens              200    200   200  200  200   200    200    200  403      200
            GET    /path-tokens/count        200    200   200  200  200   200    200    200  403      200
            GET    /path-tokens/{ann}        200    200   200  200  403   200    200    200  403      200
            GET    /path-tokens/{bea}        403    403   403  403  403   200    200    200  403      200
            GET    /path-tokens/{cat}        200    403   403  403  403   200    200    200  403      200
            GET    /path-tokens/{robot}      200    403   403  403  200   200    200    200  403      200
            GET    /path-tokens/{nobody}     404    404   404  404  404   404    404    404  403      404
            DELETE /path-tokens/{ann}        204    204   204  403  403   403    204    204  403      204
            DELETE /path-tokens/{bea}        403    403   403  403  403   403    204    204  403      204
            DELETE /path-tokens/{cat}        204    403   403  403  403   403    204    204  403      204
            DELETE /path-tokens/{robot}      204    403   403  403  204   403    204    204  403      204
            DELETE /path-tokens?user=ann     200    200   200  403  403   403    200    200  403      200
            DELETE /path-tokens?user=bea     403    403   403  403  403   403    200    200  403      200
            DELETE /path-tokens?user=cat     200    403   403  403  403   403    200    200  403      200
            DELETE /path-tokens?client=robot 200    403   403  403  200   403    200    200  403      200
            POST   /path-tokens?user=ann     201    201   403  403  403   403    403    201  403      403
            POST   /path-tokens?user=bea     403    403   403  403  403   403    403    201  403      403
            POST   /path-tokens?user=cat     201    403   403  403  403   403    403    201  403      403
            POST   /path-tokens?user=robot   403    403   403  403  201   403    403    403  403      201
            POST   /path-tokens?client=robot 403    403   403  403  201   403    403    403  403      201
            POST   /path-tokens?client=drone 403    403   403  403  403   403    403    403  403      201
            GET    /path-tokens/policy       403    403   403  403  403   403    403    403  403      403
            PUT    /path-tokens/policy       403    403   403  403  403   403    403    403  403      403
            GET    /client-secrets/[robot]   403    403   403  403  200   403    403    403  200      200
            GET    /client-secrets/[drone]   403    403   403  403  403   403    403    403  200      200
            POST   /client-secrets/[robot]   403    403   403  403  201   403    403    403  201      201
            POST   /client-secrets/[drone]   403    403   403  403  403   403    403    403  201      201
            PUT    /quick-login/[page]       403    403   403  403  403   403    403    403  200      200
            GET    /client-secrets/policy    403    403   403  403  403   403    403    403  403      403
            """;

    private static final TestRealm REALM = realm();

    private static final List<String> OWNERS = List.of("ann", "bea", "cat", "robot");
    private static final Map<String, String> IDS = new HashMap<>();
    private static final Map<String, String> KEPT = new HashMap<>();

    private static TestRealm realm() {
        TestRealm.Builder realm = TestRealm.builder()
                .with("adminPermissionsEnabled", true)
                .client(secretive("robot"))
                .client(secretive("drone"))
                .client(Map.of("clientId", "page", "publicClient", true))
                .user("ann")
                .user("bea")
                .user("cat");
        for (String administrator : ADMINISTRATORS) {
            switch (administrator) {
                case "view-users", "manage-users", "manage-clients" -> realm.adminUser(administrator, administrator);
                case "impersonator" -> realm.adminUser(administrator, "manage-users", "impersonation");
                case "both" -> realm.adminUser(administrator, "manage-users", "manage-clients");
                default -> realm.adminUser(administrator, "query-users", "query-clients");
            }
        }
        return realm.build();
    }

    private static Map<String, Object> secretive(String clientId) {
        var client = new LinkedHashMap<>(SecretClient.json(clientId, "tab of " + clientId));
        client.put("serviceAccountsEnabled", true);
        return client;
    }

    @BeforeAll
    static void permit() {
        for (String user : Stream.concat(ADMINISTRATORS.stream(), Stream.of("ann", "bea", "cat"))
                .toList()) {
            IDS.put(user, REALM.userId(user));
        }
        IDS.put("robot", REALM.serviceAccountId("robot"));
        // A permission of one user or client counts instead of those of all.
        permit(REALM, "Users", id("ann"), List.of("view"), "all-but-bea", "of-ann", "manager-of-ann", "viewer-of-ann");
        permit(REALM, "Users", id("ann"), List.of("manage"), "all-but-bea", "of-ann", "manager-of-ann");
        permit(REALM, "Users", id("ann"), List.of("impersonate"), "all-but-bea", "of-ann");
        permit(REALM, "Users", id("bea"), List.of("view", "manage", "impersonate"), "ann");
        permit(REALM, "Users", id("robot"), List.of("view", "manage"), "all-but-bea", "of-robot");
        permit(REALM, "Users", null, List.of("view", "manage", "impersonate"), "all-but-bea");
        permit(REALM, "Clients", REALM.clientUuid("robot"), List.of("view", "manage"), "of-robot");
    }

    private static void permit(
            TestRealm realm, String type, @Nullable String resource, List<String> scopes, String... administrators) {
        String server = "/clients/" + realm.clientUuid("admin-permissions") + "/authz/resource-server";
        String name = type + " " + resource + " " + scopes;
        Answer policy = realm.admin(
                "POST",
                server + "/policy/user",
                Map.of(
                        "name",
                        name + " policy",
                        "users",
                        Arrays.stream(administrators).map(realm::userId).toList()));
        assertThat(policy.status()).as(policy.body()).isEqualTo(201);
        var permission = new HashMap<String, Object>(
                Map.of("name", name, "resourceType", type, "scopes", scopes, "policies", List.of(policy.text("id"))));
        if (resource != null) {
            permission.put("resources", List.of(resource));
        }
        Answer made = realm.admin("POST", server + "/permission/scope", permission);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }

    private static String id(String owner) {
        return IDS.getOrDefault(owner, "");
    }

    static Stream<Arguments> cells() {
        var cells = new ArrayList<Arguments>();
        for (String line : TABLE.lines().filter(line -> !line.startsWith("#")).toList()) {
            List<String> words = List.of(line.split(" +"));
            assertThat(words).as(line).hasSize(2 + ADMINISTRATORS.size());
            for (int i = 0; i < ADMINISTRATORS.size(); i++) {
                cells.add(arguments(
                        words.get(0), words.get(1), ADMINISTRATORS.get(i), Integer.valueOf(words.get(2 + i))));
            }
        }
        return cells.stream();
    }

    @ParameterizedTest(name = "{0} {1} as {2}: {3}")
    @MethodSource("cells")
    void anEndpointAnswersAnAdministratorAsTheTableSays(String method, String address, String who, int expected) {
        String path = address.replace("{nobody}", "00000000-0000-0000-0000-000000000000");
        for (String owner : OWNERS) {
            path = path.contains("{" + owner + "}") ? path.replace("{" + owner + "}", token(owner)) : path;
            path = method.equals("DELETE") ? path.replace("?user=" + owner, "?user=" + id(owner)) : path;
        }
        for (String client : List.of("robot", "drone", "page")) {
            path = path.contains("[" + client + "]")
                    ? path.replace("[" + client + "]", REALM.clientUuid(client))
                    : path;
        }
        if (path.contains("?client=robot")) {
            token("robot");
        }
        Caller caller = new Caller(REALM.adminUrl(""), login(who));

        Answer answer = switch (method) {
            case "POST" ->
                caller.post(
                        path.replaceFirst("\\?.*", ""),
                        path.contains("?") ? creation(path) : Map.of("name", "by table"));
            case "PUT" ->
                caller.put(path, path.contains("quick") ? Map.of("urls", List.of("https://page.example/")) : Map.of());
            case "DELETE" -> caller.delete(path);
            default -> caller.get(path);
        };

        assertThat(answer.status()).as(answer.body()).isEqualTo(expected);
        if (method.equals("DELETE") && expected < 300) {
            KEPT.clear();
        }
    }

    // Many cells need one that is there, and few end it.
    private static String token(String owner) {
        return KEPT.computeIfAbsent(owner, missing -> token(missing, "/table"));
    }

    @Test
    void listsAndCountsHoldWhomAnAdministratorMayViewAndPagesStayWhole() {
        var expected = new HashMap<String, List<String>>();
        for (int round = 0; round < 3; round++) {
            for (String owner : OWNERS) {
                expected.computeIfAbsent(owner, o -> new ArrayList<>()).add(token(owner, "/listed"));
            }
        }

        assertThat(listed("all-but-bea", "")).containsExactlyInAnyOrderElementsOf(all(expected, "ann", "cat", "robot"));
        assertThat(listed("of-ann", "")).containsExactlyInAnyOrderElementsOf(all(expected, "ann"));
        assertThat(listed("viewer-of-ann", "")).containsExactlyInAnyOrderElementsOf(all(expected, "ann"));
        assertThat(listed("of-robot", "")).containsExactlyInAnyOrderElementsOf(all(expected, "robot"));
        assertThat(listed("view-users", ""))
                .containsExactlyInAnyOrderElementsOf(all(expected, "ann", "bea", "cat", "robot"));
        assertThat(listed("all-but-bea", "&user=" + id("bea"))).isEmpty();
        assertThat(listed("all-but-bea", "&user=" + id("cat")))
                .containsExactlyInAnyOrderElementsOf(all(expected, "cat"));
        assertThat(listed("all-but-bea", "&state=disabled")).isEmpty();
    }

    private static List<String> listed(String who, String more) {
        Caller caller = administration(who);
        String query = "path=/listed" + more;
        List<String> whole = ids(caller, query + "&max=100");
        var paged = new ArrayList<String>();
        List<String> page;
        do {
            page = ids(caller, query + "&max=2&first=" + paged.size());
            assertThat(page).hasSize(Math.min(2, whole.size() - paged.size()));
            paged.addAll(page);
        } while (!page.isEmpty());
        assertThat(paged).isEqualTo(whole);
        assertThat(caller.get("/count?" + query).body()).isEqualTo(Integer.toString(whole.size()));
        return whole;
    }

    private static List<String> all(Map<String, List<String>> ids, String... owners) {
        return Arrays.stream(owners)
                .flatMap(owner -> ids.getOrDefault(owner, List.of()).stream())
                .toList();
    }

    @Test
    void allUnderAPathAreDeletedAsFarAsTheirOwnersMayBeManaged() {
        var ids = new HashMap<String, String>();
        OWNERS.forEach(owner -> ids.put(owner, token(owner, "/bulk")));

        Answer refused = administration("viewer-of-ann").delete("?path=/bulk");
        Answer ofAnn = administration("of-ann").delete("?path=/bulk");
        Answer others = administration("all-but-bea").delete("?path=/bulk");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(ofAnn.json().get("deleted").intValue()).isEqualTo(1);
        assertThat(others.json().get("deleted").intValue()).isEqualTo(2);
        assertThat(REALM.tokenAdmin().get("/" + ids.get("bea")).status()).isEqualTo(200);
        for (String gone : List.of("ann", "cat", "robot")) {
            assertThat(REALM.tokenAdmin().get("/" + ids.get(gone)).status()).isEqualTo(404);
        }
    }

    @Test
    void whoManagesTheMembersOfAGroupManagesTheirTokens() {
        TestRealm realm = TestRealm.builder()
                .with("adminPermissionsEnabled", true)
                .with("groups", List.of(Map.of("name", "cats")))
                .user("cat")
                .user("dog")
                .adminUser("of-group", "query-users")
                .build();
        String group = realm.admin("GET", "/groups").json().get(0).get("id").asText();
        realm.admin("PUT", "/users/" + realm.userId("cat") + "/groups/" + group);
        permit(realm, "Groups", group, List.of("view-members", "manage-members"), "of-group");
        String cats = realm.createToken("cat", Tokens.personal("cat's")).text("id");
        String dogs = realm.createToken("dog", Tokens.personal("dog's")).text("id");
        var caller = new Caller(realm.adminUrl("/path-tokens"), realm.login("of-group"));

        assertThat(ids(caller, "max=10")).containsExactly(cats);
        assertThat(caller.get("/count").body()).isEqualTo("1");
        assertThat(caller.delete("/" + dogs).status()).isEqualTo(403);
        assertThat(caller.delete("/" + cats).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-but-bea", "of-ann"})
    void aTokenMadeForAnotherIsThatOnes(String who) {
        Answer made = administration(who).post("", Tokens.with(Tokens.personal("x"), "user", id("ann")));

        assertThat(REALM.gate(made.text("token"), "GET", "/a").header("X-Keypath-User"))
                .isEqualTo("ann");
    }

    private static Map<String, ?> creation(String path) {
        String field = path.substring(path.indexOf('?') + 1, path.indexOf('='));
        String owner = path.substring(path.indexOf('=') + 1);
        return Tokens.with(Tokens.personal("by table"), field, field.equals("user") ? id(owner) : owner);
    }

    private static String token(String owner, String path) {
        Answer made = REALM.tokenAdmin().post("", Tokens.with(Tokens.forPath(owner, path, "read"), "user", id(owner)));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.text("id");
    }

    private static final Map<String, String> LOGINS = new HashMap<>();

    private static String login(String who) {
        return LOGINS.computeIfAbsent(who, REALM::login);
    }

    private static Caller administration(String who) {
        return new Caller(REALM.adminUrl("/path-tokens"), login(who));
    }

    private static List<String> ids(Caller caller, String query) {
        JsonNode answer = caller.get("?" + query).json();
        return answer.findValuesAsText("id");
    }
}
