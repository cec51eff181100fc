package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuickLoginAdminIT {

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .adminUser("manager", "manage-clients")
            .adminUser("viewer", "view-clients")
            .adminUser("users", "manage-users")
            .adminUser("realm", "manage-realm", "view-realm")
            .client(Map.of("clientId", "machine", "bearerOnly", true))
            .client(Map.of("clientId", "saml", "protocol", "saml"))
            .build();

    @Test
    void oneCallSetsAllThatIsNeeded() {
        QuickLoginApp app = QuickLoginApp.bare(REALM, "one-call", Map.of());

        Answer answer = put(
                app,
                Map.of(
                        "urls",
                        List.of(
                                "HTTPS://One-Call.example:443",
                                "https://one-call.example/any?",
                                "http://localhost:3000/"),
                        "responseMode",
                        "code",
                        "tokenType",
                        "path_token",
                        "accessList",
                        List.of(Map.of("path", "/maps/ams", "access", "read")),
                        "lifetime",
                        600));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.json()).isEqualTo(get(app).json());
        assertThat(answer.body())
                .isEqualTo("{\"urls\":[\"https://one-call.example/\",\"https://one-call.example/any?\","
                        + "\"http://localhost:3000/\"],\"responseMode\":\"code\",\"tokenType\":\"path_token\","
                        + "\"accessList\":[{\"path\":\"/maps/ams\",\"access\":\"read\"}],\"lifetime\":600,"
                        + "\"redirectUri\":\"" + callback() + "\"}");
        JsonNode client = app.client();
        assertThat(client.get("standardFlowEnabled").asBoolean()).isTrue();
        assertThat(client.get("redirectUris")).extracting(JsonNode::asText).containsExactly(callback());
        JsonNode attributes = client.get("attributes");
        assertThat(attributes.get("keypath.quick-login").asText()).isEqualTo("true");
        assertThat(attributes.get("keypath.quick-login.urls").asText())
                .isEqualTo("https://one-call.example/ https://one-call.example/any? http://localhost:3000/");
        assertThat(attributes.get("keypath.quick-login.response-mode").asText()).isEqualTo("code");
        assertThat(attributes.get("keypath.quick-login.token-type").asText()).isEqualTo("path_token");
        assertThat(attributes.get("keypath.quick-login.access-list").asText()).isEqualTo("read:/maps/ams");
        assertThat(attributes.get("keypath.quick-login.lifetime").asText()).isEqualTo("600");
        assertThat(attributes.get("post.logout.redirect.uris").asText())
                .isEqualTo("https://one-call.example/##https://one-call.example/any##http://localhost:3000/##+");
    }

    @Test
    void aPageIsEnough() {
        QuickLoginApp app = QuickLoginApp.bare(REALM, "defaults", Map.of());

        Answer answer = put(app, Map.of("urls", List.of(app.page())));

        assertThat(answer.text("responseMode")).isEqualTo("fragment");
        assertThat(answer.text("tokenType")).isEqualTo("access_token");
        assertThat(answer.json().get("accessList").isNull()).isTrue();
        assertThat(answer.json().get("lifetime").isNull()).isTrue();
    }

    @Test
    void aSecondCallReplacesTheFirst() {
        QuickLoginApp app = QuickLoginApp.bare(REALM, "twice", Map.of());
        put(app, with(QuickLoginApp.PATH_TOKEN, "urls", List.of("https://before.example/")));

        put(app, Map.of("urls", List.of("https://after.example/")));

        JsonNode attributes = app.client().get("attributes");
        assertThat(attributes.get("keypath.quick-login.urls").asText()).isEqualTo("https://after.example/");
        assertThat(attributes.has("keypath.quick-login.access-list")).isFalse();
        assertThat(attributes.has("keypath.quick-login.lifetime")).isFalse();
        assertThat(attributes.get("post.logout.redirect.uris").asText()).isEqualTo("https://after.example/##+");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none,                                   https://PAGE/##+",
                "https://mine.example/out,               https://PAGE/##https://mine.example/out",
                "-,                                      https://PAGE/##-",
                "https://a.example/##https://b.example/*, https://PAGE/##https://a.example/##https://b.example/*"
            })
    void deletingLeavesTheClientAsItWas(String logoutUris, String logoutUrisMeanwhile) {
        String clientId = "delete-" + Math.floorMod(String.valueOf(logoutUris).hashCode(), 1_000_000);
        QuickLoginApp app = QuickLoginApp.bare(
                REALM,
                clientId,
                Map.of(
                        "redirectUris",
                        List.of("https://mine.example/in"),
                        "standardFlowEnabled",
                        true,
                        "attributes",
                        logoutUris == null ? Map.of("x", "y") : Map.of("post.logout.redirect.uris", logoutUris)));
        JsonNode before = app.client();
        put(app, with(QuickLoginApp.PATH_TOKEN, "urls", List.of(app.page())));
        assertThat(app.client().get("redirectUris"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("https://mine.example/in", callback());
        assertThat(app.client()
                        .get("attributes")
                        .get("post.logout.redirect.uris")
                        .asText())
                .isEqualTo(logoutUrisMeanwhile.replace("PAGE", clientId + ".example"));

        Answer deleted = call("manager", "DELETE", app);

        assertThat(deleted.status()).isEqualTo(204);
        // Keycloak itself writes down once what a client takes from the realm.
        assertThat(app.client().get("attributes").toString())
                .doesNotContain("keypath")
                .isEqualTo(before.get("attributes").toString());
        assertThat(app.client().get("redirectUris")).isEqualTo(before.get("redirectUris"));
        assertThat(get(app).status()).isEqualTo(404);
    }

    @Test
    void quickLoginThatIsOffIsNotFound() {
        QuickLoginApp app = QuickLoginApp.bare(REALM, "off", Map.of());

        assertThat(get(app).status()).isEqualTo(404);
        assertThat(call("manager", "DELETE", app).status()).isEqualTo(204);
        assertThat(REALM.admin("GET", "/quick-login/none").status()).isEqualTo(404);
        assertThat(REALM.admin("PUT", "/quick-login/none", Map.of()).status()).isEqualTo(404);
        assertThat(REALM.admin("DELETE", "/quick-login/none").status()).isEqualTo(404);
    }

    @Test
    void theSettingsOfADisabledClientCanBeSeen() {
        QuickLoginApp app = QuickLoginApp.of(REALM, "disabled", Map.of());

        REALM.admin("PUT", "/clients/" + app.uuid(), Map.of("clientId", "disabled", "enabled", false));

        assertThat(get(app).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                      | urls is required",
                "{'urls':null}                                                           | urls is required",
                "{'urls':[]}                                                             | urls",
                "{'urls':'https://x.example/'}                                           | urls",
                "{'urls':[1]}                                                            | urls",
                "{'urls':['']}                                                           | urls",
                "{'urls':['http://x.example/']}                                          | urls[0] must use https",
                "{'urls':['https://x.example/','x']}                                     | urls[1] must be an absolute",
                "{'urls':['https://x.example/#']}                                        | urls[0] must be an absolute",
                "{'urls':['https://a@x.example/']}                                       | urls[0] must be an absolute",
                "{'urls':['https://x.example/*']}                                        | urls[0] must not hold a *",
                "{'urls':['https://x.example/?*']}                                       | urls[0] must not hold a *",
                "{'urls':['https://x.example/a','https://x.example/b?c=*']}              | urls[1] must not hold a *",
                "{'urls':['https://x.example/a','HTTPS://X.example:443/a']}              | urls[1] is the same page as an earlier one",
                "{'urls':['https://*.example/']}                                         | urls[0] must be an absolute",
                "{'urls':['https://straße.example/']}                                    | urls[0] must be an absolute",
                "{'urls':['javascript:alert(1)']}                                        | urls[0] must be an absolute",
                "{'urls':['https://x.example/'],'responseMode':'jwt'}                    | responseMode must be one of fragment, query, form_post, code",
                "{'urls':['https://x.example/'],'responseMode':1}                        | responseMode",
                "{'urls':['https://x.example/'],'tokenType':'refresh_token'}             | tokenType must be one of access_token, path_token",
                "{'urls':['https://x.example/'],'tokenType':'path_token'}                | accessList is required with tokenType path_token",
                "{'urls':['https://x.example/'],'accessList':[{'path':'/','access':'read'}]} | accessList is required with tokenType path_token, and only then",
                "{'urls':['https://x.example/'],'lifetime':600}                          | lifetime goes with tokenType path_token only",
                "{'urls':['https://x.example/'],'tokenType':'path_token','accessList':[]} | accessList must not be empty",
                "{'urls':['https://x.example/'],'tokenType':'path_token','accessList':[{'path':'/a/../b','access':'read'}]} | path",
                "{'urls':['https://x.example/'],'tokenType':'path_token','accessList':[{'path':'/a','access':'look'}]} | the action must be one of read, write",
                "{'urls':['https://x.example/'],'tokenType':'path_token','accessList':[{'path':'/a'}]} | access is required",
                "{'urls':['https://x.example/'],'tokenType':'path_token','accessList':[{'path':'/a','access':'read'}],'lifetime':59} | lifetime must be between 60 and 31536000 seconds",
                "{'urls':['https://x.example/'],'tokenType':'path_token','accessList':[{'path':'/a','access':'read'}],'lifetime':31536001} | lifetime must be between",
                "{'urls':['https://x.example/'],'tokenType':'path_token','accessList':[{'path':'/a','access':'read'}],'lifetime':-1} | lifetime must be between",
                "{'urls':['https://x.example/'],'tokenType':'path_token','accessList':[{'path':'/a','access':'read'}],'lifetime':60.5} | lifetime must be a whole number",
                "{'urls':['https://x.example/'],'redirectUri':'https://evil.example/'}   | unknown field",
                "{'urls':['https://x.example/'],'urls':['https://y.example/']}           | a field twice",
                "[]                                                                      | object",
                "{                                                                       | JSON",
            })
    void badInputIsRefusedByName(String body, String description) {
        QuickLoginApp app = unset();

        Answer answer = REALM.admin("PUT", "/quick-login/" + app.uuid(), body.replace('\'', '"'));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).contains(description);
        assertThat(get(app).status()).isEqualTo(404);
    }

    @Test
    void thereAreTwentyPagesAtMost() {
        QuickLoginApp app = unset();
        var urls = new ArrayList<>(Collections.nCopies(21, "https://many.example/"));

        assertThat(put(app, Map.of("urls", urls)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "https://taken.example/,       https://taken.example/,       400",
        "https://taken.example/,       HTTPS://TAKEN.example:443,    400",
        "https://taken.example/,       https://taken.example/?,      400",
        "https://taken.example/a?,     https://taken.example/a,      400",
        "https://taken.example/a?b=c,  https://taken.example/a?,     400",
        "https://taken.example/a?b=c,  https://taken.example/a?b=d,  200",
        "https://taken.example/a,      https://taken.example/b,      200",
    })
    void aPageBelongsToOneClient(String first, String second, int status) {
        String id = Integer.toString(Math.floorMod((first + second).hashCode(), 1_000_000));
        QuickLoginApp one = QuickLoginApp.bare(REALM, "one-" + id, Map.of());
        QuickLoginApp other = QuickLoginApp.bare(REALM, "other-" + id, Map.of());
        try {
            assertThat(put(one, Map.of("urls", List.of(first))).status()).isEqualTo(200);
            assertThat(put(one, Map.of("urls", List.of(first))).status()).isEqualTo(200);

            Answer answer = put(other, Map.of("urls", List.of("https://free.example/" + id, second)));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body().contains("belongs to another client")).isEqualTo(status == 400);
        } finally {
            REALM.admin("DELETE", "/clients/" + one.uuid());
            REALM.admin("DELETE", "/clients/" + other.uuid());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "keypath.quick-login.access-list, look:/a",
        "keypath.quick-login.lifetime,    31536001",
        "keypath.quick-login.lifetime,    soon"
    })
    void aClientThatIsOffForTheTimeBeingKeepsItsPage(String attribute, String value) {
        String id = "kept-" + Math.floorMod(value.hashCode(), 1_000_000);
        QuickLoginApp app = QuickLoginApp.of(REALM, id, QuickLoginApp.PATH_TOKEN);
        REALM.admin("PUT", "/clients/" + app.uuid(), Map.of("clientId", id, "attributes", Map.of(attribute, value)));
        QuickLoginApp other = QuickLoginApp.bare(REALM, id + "-other", Map.of());

        Answer answer = put(other, Map.of("urls", List.of(app.page())));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error_description")).contains("belongs to another client");
        assertThat(call("manager", "DELETE", app).status()).isEqualTo(204);
        assertThat(app.client().get("attributes").has("post.logout.redirect.uris"))
                .isFalse();
        assertThat(put(other, Map.of("urls", List.of(app.page()))).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"machine", "saml"})
    void aClientWithoutSuchALoginCannotHaveIt(String clientId) {
        Answer answer = REALM.admin(
                "PUT",
                "/quick-login/" + REALM.clientUuid(clientId),
                Map.of("urls", List.of("https://machine.example/")));

        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "manager, 200, 200, 204",
        "viewer,  200, 403, 403",
        "users,   403, 403, 403",
        "realm,   403, 403, 403",
        "ada,     403, 403, 403"
    })
    void clientsAreForThoseWhoMayManageClients(String user, int show, int set, int delete) {
        QuickLoginApp app = QuickLoginApp.of(REALM, "roles-" + user, Map.of());

        assertThat(call(user, "GET", app).status()).isEqualTo(show);
        assertThat(Http.of("PUT", uri(app))
                        .bearer(REALM.login(user))
                        .json(Map.of("urls", List.of(app.page())))
                        .send()
                        .status())
                .isEqualTo(set);
        assertThat(call(user, "DELETE", app).status()).isEqualTo(delete);
        assertThat(get(app).status()).isEqualTo(delete == 204 ? 404 : 200);
        // Nobody learns which clients exist.
        assertThat(Http.of("GET", REALM.adminUrl("/quick-login/none"))
                        .bearer(REALM.login(user))
                        .send()
                        .status())
                .isEqualTo(show == 200 ? 404 : 403);
    }

    @Test
    void withoutATokenThereIsNothingToSee() {
        QuickLoginApp app = QuickLoginApp.of(REALM, "anonymous", Map.of());

        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertThat(Http.of(method, uri(app))
                            .header("Content-Type", "application/json")
                            .send()
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void changesAreAdminEvents() {
        QuickLoginApp app = QuickLoginApp.of(REALM, "events", QuickLoginApp.PATH_TOKEN);
        call("manager", "DELETE", app);

        List<JsonNode> events = REALM.adminEvents("quick-login/*");

        assertThat(events)
                .filteredOn(event -> event.path("resourcePath").asText().equals("quick-login/" + app.uuid()))
                .extracting(event -> event.path("operationType").asText())
                .containsExactlyInAnyOrder("UPDATE", "DELETE");
        assertThat(events)
                .filteredOn(event -> event.has("representation"))
                .allSatisfy(event -> assertThat(event.get("representation").asText())
                        .startsWith("{\"urls\":[")
                        .doesNotContain("secret", "kpt_"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://root.example"})
    void aRealmThatWasRenamedLogsInAtItsNewName(String rootUrl) {
        TestRealm before = TestRealm.builder().user("ada").build();
        QuickLoginApp app = QuickLoginApp.bare(before, "moved", Map.of("rootUrl", rootUrl));
        app.set(Map.of());
        String name = before.name() + "-renamed";
        assertThat(before.admin("PUT", "", Map.of("realm", name)).status()).isEqualTo(204);
        TestRealm after = before.sibling(name);
        var moved = new QuickLoginApp(after, app.clientId(), app.uuid());
        assertThat(after.admin("GET", "/quick-login/" + app.uuid()).text("redirectUri"))
                .isEqualTo(after.url("/quick-login/callback"));

        Answer login = new QuickLoginVisitor(after).logIn(moved.link(), "ada");

        assertThat(QuickLoginVisitor.delivered(login).token()).isNotEmpty();
        assertThat(moved.client().get("redirectUris"))
                .extracting(JsonNode::asText)
                .containsExactly(after.url("/quick-login/callback"));
        after.delete();
    }

    @Test
    void aClientThatWasImportedIntoAnotherRealmLogsInThere() {
        TestRealm from = TestRealm.builder().build();
        TestRealm to = TestRealm.builder().user("ada").build();
        QuickLoginApp app = QuickLoginApp.of(from, "imported", QuickLoginApp.PATH_TOKEN);
        var clients = new ArrayList<JsonNode>();
        for (JsonNode client : from.admin("POST", "/partial-export?exportClients=true", Map.of())
                .json()
                .get("clients")) {
            if (client.get("clientId").asText().equals("imported")) {
                ((ObjectNode) client).remove("id");
                clients.add(client);
            }
        }
        Answer imported = to.admin("POST", "/partialImport", Map.of("ifResourceExists", "FAIL", "clients", clients));
        assertThat(imported.status()).as(imported.body()).isEqualTo(200);
        var there = new QuickLoginApp(to, app.clientId(), to.clientUuid(app.clientId()));

        Answer login = new QuickLoginVisitor(to).logIn(there.link(), "ada");

        assertThat(QuickLoginVisitor.delivered(login).token()).startsWith("kpt_");
        from.delete();
        to.delete();
    }

    @Test
    void aServerAtAnotherAddressLogsInThereAndRegistersNobodysHost() {
        QuickLoginApp app = QuickLoginApp.of(REALM, "elsewhere", Map.of());

        Answer begun = Http.of("GET", elsewhere(app.link())).send();

        assertThat(begun.header("Location")).contains("redirect_uri=http%3A%2F%2Flocalhost%3A");
        assertThat(Http.of("GET", begun.header("Location")).send().status()).isEqualTo(200);
        assertThat(app.client().get("redirectUris"))
                .extracting(JsonNode::asText)
                .containsExactly("/realms/" + REALM.name() + "/quick-login/callback");
        Answer login = new QuickLoginVisitor(REALM).logIn(app.link(), "ada");
        assertThat(QuickLoginVisitor.delivered(login).token()).isNotEmpty();
    }

    @Test
    void whereOnlyAnAdministratorCanMendItTheLoginAndTheSettingsSaySo() {
        QuickLoginApp app = QuickLoginApp.bare(REALM, "rooted", Map.of("rootUrl", "https://root.example"));
        app.set(Map.of());

        Answer begun = Http.of("GET", elsewhere(app.link())).send();
        Answer shown = Http.of("GET", elsewhere(uri(app)))
                .bearer(elsewhereLogin("viewer"))
                .send();

        assertThat(begun.status()).isEqualTo(400);
        assertThat(QuickLoginVisitor.error(begun)).startsWith("The address of this server has changed");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.json().get("redirectUri").isNull()).isTrue();
        assertThat(app.client().get("redirectUris"))
                .extracting(JsonNode::asText)
                .containsExactly(callback());
        // There, the realm's own setting vouches for the address.
        REALM.setAttributes(
                Map.of("frontendUrl", elsewhere(REALM.keycloak().baseUri().toString())));
        try {
            assertThat(Http.of("GET", app.link()).send().status()).isEqualTo(302);
            assertThat(app.client().get("redirectUris"))
                    .extracting(JsonNode::asText)
                    .containsExactly(elsewhere(callback()));
        } finally {
            REALM.setAttributes(Map.of("frontendUrl", ""));
        }
    }

    private static String elsewhereLogin(String user) {
        return Http.of("POST", elsewhere(REALM.url("/protocol/openid-connect/token")))
                .form(Map.of("grant_type", "password", "client_id", TestRealm.CLI, "username", user, "password", user))
                .send()
                .text("access_token");
    }

    private static String elsewhere(String uri) {
        return uri.replace("//127.0.0.1:", "//localhost:");
    }

    private static QuickLoginApp unset() {
        if (REALM.admin("GET", "/clients?clientId=unset").json().isEmpty()) {
            return QuickLoginApp.bare(REALM, "unset", Map.of());
        }
        return new QuickLoginApp(REALM, "unset", REALM.clientUuid("unset"));
    }

    private static String uri(QuickLoginApp app) {
        return REALM.adminUrl("/quick-login/" + app.uuid());
    }

    private static Answer put(QuickLoginApp app, Map<String, ?> settings) {
        return REALM.admin("PUT", "/quick-login/" + app.uuid(), settings);
    }

    private static Answer get(QuickLoginApp app) {
        return REALM.admin("GET", "/quick-login/" + app.uuid());
    }

    private static Answer call(String user, String method, QuickLoginApp app) {
        return Http.of(method, uri(app)).bearer(REALM.login(user)).send();
    }

    private static String callback() {
        return REALM.url("/quick-login/callback");
    }

    private static Map<String, Object> with(Map<String, Object> settings, String name, Object value) {
        var all = new LinkedHashMap<>(settings);
        all.put(name, value);
        return all;
    }
}
