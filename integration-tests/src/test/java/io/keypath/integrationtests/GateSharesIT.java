package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares on paths: who makes them, whom they let in, and all that ends them. */
class GateSharesIT {

    private static final String MEMBERS = "{\"members\":true,\"queryToken\":true}";

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .user("bob")
            .user("eve")
            .serviceAccount("robot")
            .attribute("keypath.gate.members", MEMBERS)
            .attribute("keypath.gate.open", "{\"queryToken\":true}")
            .attribute("keypath.gate.no-links", "{}")
            .build();

    // --- members

    @Test
    void aMemberReachesWhatIsSharedWithHimAndNothingElse() {
        String path = path();
        String bob = REALM.login("bob");
        assertThat(reads("members", bob, path)).isEqualTo(403);
        assertThat(reads("open", bob, path)).isEqualTo(200);

        share(path, user("bob"), "read");

        Answer answer = asks("members", "GET", path + "/x").bearer(bob).send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Keypath-Access")).isEqualTo("read");
        assertThat(answer.header("X-Keypath-User")).isEqualTo("bob");
        assertThat(asks("members", "PUT", path + "/x").bearer(bob).send().status())
                .isEqualTo(403);
        assertThat(asks("members", "PUT", path + "/x").bearer(bob).send().header("WWW-Authenticate"))
                .contains("scope=\"write:" + path + "/x\"");
        assertThat(reads("members", bob, path + "x")).isEqualTo(403);
        assertThat(reads("members", bob, "/")).isEqualTo(403);
        assertThat(reads("members", REALM.login("eve"), path)).isEqualTo(403);
    }

    @Test
    void nearerAndFartherSharesAddUp() {
        String path = path();
        String bob = REALM.login("bob");
        share(path, user("bob"), "read");
        share(path + "/deep", user("bob"), "write");

        assertThat(asks("members", "PUT", path + "/deep/x").bearer(bob).send().status())
                .isEqualTo(200);
        assertThat(asks("members", "PUT", path + "/x").bearer(bob).send().status())
                .isEqualTo(403);
        assertThat(asks("members", "MOVE", path + "/deep/x")
                        .bearer(bob)
                        .header("Destination", path + "/x")
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(asks("members", "MOVE", path + "/deep/x")
                        .bearer(bob)
                        .header("Destination", path + "/deep/y")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aTokenReachesTheIntersectionOfItsListAndWhatItsOwnerHasNow() {
        String path = path();
        String share = share(path, user("bob"), "read").text("id");
        String narrow = REALM.createToken("bob", path + "/a", "write").text("token");
        String wide = REALM.createToken("bob", Tokens.personal("laptop")).text("token");
        GateSession session = GateSession.begin(REALM, "members", wide);

        Answer answer = asks("members", "GET", path + "/a").bearer(narrow).send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Keypath-Access")).isEqualTo("read");
        assertThat(asks("members", "PUT", path + "/a").bearer(narrow).send().status())
                .isEqualTo(403);
        assertThat(reads("members", narrow, path + "/b")).isEqualTo(403);
        assertThat(reads("members", wide, path + "/b")).isEqualTo(200);
        assertThat(reads("members", wide, "/other" + path)).isEqualTo(403);
        assertThat(session.reads(path)).isEqualTo(200);

        assertThat(admin("DELETE", "/" + share, null).status()).isEqualTo(204);

        assertThat(reads("members", narrow, path + "/a")).isEqualTo(403);
        assertThat(reads("members", wide, path + "/b")).isEqualTo(403);
        assertThat(session.reads(path)).isEqualTo(403);
        assertThat(reads("open", narrow, path + "/a")).isEqualTo(200);
    }

    @Test
    void groupsAndRolesCountAsTheUserHasThemNow() {
        TestRealm realm = TestRealm.builder()
                .user("ada")
                .attribute("keypath.gate.members", MEMBERS)
                .with("groups", List.of(Map.of("name", "staff", "subGroups", List.of(Map.of("name", "maps")))))
                .with("roles", Map.of("realm", List.of(Map.of("name", "editor"), Map.of("name", "chief"))))
                .build();
        JsonNode staff = realm.admin("GET", "/groups?search=staff").json().get(0);
        JsonNode maps = realm.admin("GET", "/groups/" + staff.get("id").asText() + "/children")
                .json()
                .get(0);
        JsonNode editor = realm.admin("GET", "/roles/editor").json();
        JsonNode chief = realm.admin("GET", "/roles/chief").json();
        realm.admin("POST", "/roles/chief/composites", List.of(editor));
        share(realm, "/staff", "group:" + staff.get("id").asText(), "read");
        share(realm, "/editors", "role:editor", "write");
        String ada = realm.login("ada");
        String user = "/users/" + realm.userId("ada");
        assertThat(reads(realm, "members", ada, "/staff")).isEqualTo(403);
        assertThat(reads(realm, "members", ada, "/editors")).isEqualTo(403);

        String member = user + "/groups/" + maps.get("id").asText();
        realm.admin("PUT", member);
        assertThat(reads(realm, "members", ada, "/staff")).isEqualTo(200);
        realm.admin("DELETE", member);
        assertThat(reads(realm, "members", ada, "/staff")).isEqualTo(403);

        realm.admin("POST", user + "/role-mappings/realm", List.of(chief));
        assertThat(reads(realm, "members", ada, "/editors")).isEqualTo(200);
        realm.admin("DELETE", "/roles/editor");
        assertThat(reads(realm, "members", ada, "/editors")).isEqualTo(403);
        assertThat(admin(realm, "GET", "?path=/editors", null).json()).isEmpty();

        realm.admin("PUT", member);
        assertThat(reads(realm, "members", ada, "/staff")).isEqualTo(200);
        realm.admin("DELETE", "/groups/" + staff.get("id").asText());
        assertThat(reads(realm, "members", ada, "/staff")).isEqualTo(403);
        assertThat(admin(realm, "GET", "/count", null).body()).isEqualTo("0");
        realm.delete();
    }

    @Test
    void aServiceAccountIsAMemberToo() {
        String path = path();
        String robot = REALM.serviceAccountLogin("robot");
        assertThat(reads("members", robot, path)).isEqualTo(403);

        share(path, "user:" + REALM.serviceAccountId("robot"), "read");

        assertThat(reads("members", robot, path)).isEqualTo(200);
    }

    @Test
    void aUserWhoIsRemovedTakesHisSharesAlong() {
        TestRealm realm = TestRealm.builder().user("ada").build();
        share(realm, "/a", "user:" + realm.userId("ada"), "read");

        realm.admin("DELETE", "/users/" + realm.userId("ada"));

        assertThat(admin(realm, "GET", "", null).json()).isEmpty();
        realm.delete();
    }

    // --- anyone and links

    @Test
    void whatIsPublicNeedsNoToken() {
        String path = path();
        assertThat(asks("open", "GET", path).send().status()).isEqualTo(401);

        share(path, "anyone", "read");

        for (String gate : List.of("open", "members", "no-links", "default")) {
            Answer answer = asks(gate, "GET", path + "/x").send();
            assertThat(answer.status()).as(gate).isEqualTo(200);
            assertThat(answer.header("X-Keypath-Access")).isEqualTo("read");
            for (String header : List.of("User", "User-Id", "Client", "Token-Id")) {
                assertThat(answer.headers().firstValue("X-Keypath-" + header)).hasValue("");
            }
        }
        Answer refused = asks("open", "PUT", path + "/x").send();
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate"))
                .startsWith("Bearer realm=")
                .doesNotContain("error=");
        assertThat(asks("open", "GET", path)
                        .bearer("kpt_" + "x".repeat(49))
                        .send()
                        .status())
                .isEqualTo(401);
        String token = REALM.createToken("bob", "/elsewhere", "read").text("token");
        assertThat(asks("open", "GET", path).bearer(token).send().header("X-Keypath-User"))
                .isEqualTo("bob");
        assertThat(reads("members", REALM.login("bob"), path)).isEqualTo(200);
    }

    @Test
    void whoHasALinkIsLetIn() {
        String path = path();
        Answer made = share(path, "link", "read");
        String key = made.text("key");
        assertThat(key).matches("kps_[0-9A-Za-z]{49}");
        assertThat(made.text("hint")).isEqualTo(key.substring(key.length() - 4));

        Answer answer =
                asks("open", "GET", path + "/x?z=%41&key=" + key + "&y=1").send();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Keypath-Strip-Query")).isEqualTo("z=%41&y=1");
        assertThat(answer.headers().firstValue("X-Keypath-User")).hasValue("");
        for (String other : List.of("key=", "key=x", "Key=" + key, "key=" + key + "&key=" + key, "token=" + key, "")) {
            assertThat(asks("open", "GET", path + "/x?" + other).send().status())
                    .as(other)
                    .isEqualTo(401);
        }
        assertThat(asks("no-links", "GET", path + "/x?key=" + key).send().status())
                .isEqualTo(401);
        assertThat(asks("open", "GET", "/x?key=" + key).send().status()).isEqualTo(401);
        assertThat(asks("open", "PUT", path + "?key=" + key).send().status()).isEqualTo(401);
        assertThat(Http.of("GET", REALM.url("/gate/open/verify?key=" + key))
                        .header("X-Original-URI", path)
                        .header("X-Original-Method", "GET")
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(admin("GET", "/" + made.text("id"), null).body()).doesNotContain(key);
        assertThat(REALM.adminEvents("gate-shares/" + made.text("id")).toString())
                .contains("CREATE")
                .doesNotContain(key);

        Await.until(
                "the last use",
                () -> admin("GET", "/" + made.text("id"), null).json().get("lastUsedAt"),
                used -> !used.isNull());

        admin("DELETE", "/" + made.text("id"), null);
        assertThat(asks("open", "GET", path + "/x?key=" + key).send().status()).isEqualTo(401);
    }

    @Test
    void aLinksKeyIsNoSecretOfAClientAndNoToken() {
        String key = share(path(), "link", "read").text("key");

        assertThat(asks("open", "GET", "/").bearer(key).send().status()).isEqualTo(401);
        assertThat(Http.of("POST", REALM.url("/protocol/openid-connect/token"))
                        .header("Authorization", "Secret " + key)
                        .form(Map.of("grant_type", "client_credentials"))
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void allowedOriginsAreThoseOfThePage() {
        String path = path();
        String key = admin(
                        "POST",
                        "",
                        Map.of(
                                "path",
                                path,
                                "principal",
                                "link",
                                "access",
                                "read",
                                "allowedOrigins",
                                List.of("https://maps.example")))
                .text("key");
        String target = path + "?key=" + key;

        assertThat(asks("open", "GET", target).send().status()).isEqualTo(401);
        assertThat(asks("open", "GET", target)
                        .header("Origin", "https://maps.example")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(asks("open", "GET", target)
                        .header("Referer", "https://maps.example/a?b")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(asks("open", "GET", target)
                        .header("Origin", "https://evil.example")
                        .header("Referer", "https://maps.example/")
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void whatHasExpiredLetsNobodyIn() {
        String path = path();
        Answer made = admin(
                "POST",
                "",
                Map.of(
                        "path",
                        path,
                        "principal",
                        "anyone",
                        "access",
                        "read",
                        "expiresAt",
                        Instant.now().plusSeconds(3).toString()));
        assertThat(asks("open", "GET", path).send().status()).isEqualTo(200);

        Await.until("its end", () -> asks("open", "GET", path).send().status(), status -> status == 401);

        assertThat(admin("GET", "/" + made.text("id"), null).text("state")).isEqualTo("expired");
        assertThat(admin("GET", "?state=expired&path=" + path, null).json()).hasSize(1);
        assertThat(admin("GET", "?state=active&path=" + path, null).json()).isEmpty();
        Answer longer = admin("PATCH", "/" + made.text("id"), "{\"expiresAt\":null}");
        assertThat(longer.status()).isEqualTo(200);
        assertThat(asks("open", "GET", path).send().status()).isEqualTo(200);
    }

    @Test
    void aVocabularyThatIsGoneGivesNothing() {
        TestRealm realm =
                TestRealm.builder().attribute("keypath.vocabulary", "drive").build();
        share(realm, "/a", "anyone", "view");
        assertThat(asks(realm, "default", "GET", "/a").send().status()).isEqualTo(200);

        realm.setAttributes(Map.of("keypath.vocabulary", "read-write"));
        assertThat(asks(realm, "default", "GET", "/a").send().status()).isEqualTo(401);
        realm.setAttributes(Map.of("keypath.vocabulary", "nonsense"));
        assertThat(asks(realm, "default", "GET", "/a").send().status()).isEqualTo(401);
        realm.delete();
    }

    // --- self-service

    @Test
    void whoMayShareAPathSharesNoMoreThanHeHas() {
        TestRealm realm = TestRealm.builder()
                .user("ada")
                .user("bob")
                .user("eve")
                .attribute("keypath.vocabulary", "drive")
                .attribute("keypath.gate.members", MEMBERS)
                .build();
        String bobsId = "user:" + realm.userId("bob");
        share(realm, "/team", "user:" + realm.userId("ada"), "share");
        share(realm, "/team", bobsId, "view");

        Answer made = own(realm, "ada", "POST", "", body("/team/maps", bobsId, "viewPlus"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.text("principal")).isEqualTo(bobsId);
        assertThat(made.json().has("principalName")).isFalse();
        assertThat(own(realm, "ada", "POST", "", body("/team/maps", "link", "view"))
                        .text("key"))
                .startsWith("kps_");

        assertThat(own(realm, "ada", "POST", "", body("/team", bobsId, "edit")).text("error"))
                .isEqualTo("access_denied");
        assertThat(own(realm, "ada", "POST", "", body("/", bobsId, "view")).status())
                .isEqualTo(403);
        assertThat(own(realm, "ada", "POST", "", body("/other", bobsId, "view")).status())
                .isEqualTo(403);
        assertThat(own(realm, "bob", "POST", "", body("/team/maps", "anyone", "view"))
                        .status())
                .isEqualTo(403);
        assertThat(own(realm, "eve", "POST", "", body("/team", "anyone", "view"))
                        .status())
                .isEqualTo(403);

        // What is for somebody who may do more is not hers to end.
        String chief = share(realm, "/team/maps", "user:" + realm.userId("eve"), "admin")
                .text("id");
        assertThat(own(realm, "ada", "GET", "/" + chief, null).status()).isEqualTo(200);
        assertThat(own(realm, "ada", "DELETE", "/" + chief, null).status()).isEqualTo(403);
        assertThat(own(realm, "ada", "PATCH", "/" + chief, Map.of("access", "view"))
                        .status())
                .isEqualTo(403);

        String id = made.text("id");
        assertThat(own(realm, "ada", "PATCH", "/" + id, Map.of("access", "edit"))
                        .status())
                .isEqualTo(403);
        assertThat(own(realm, "ada", "PATCH", "/" + id, Map.of("access", "share"))
                        .text("access"))
                .isEqualTo("share");
        // Now bob may share what is below, and nothing above.
        assertThat(own(realm, "bob", "POST", "", body("/team/maps/x", "anyone", "view"))
                        .status())
                .isEqualTo(201);
        assertThat(own(realm, "bob", "POST", "", body("/team", "anyone", "view"))
                        .status())
                .isEqualTo(403);
        realm.delete();
    }

    @Test
    void whoIsTakenOffKeepsNothingByWhatHeMadeHimself() {
        TestRealm realm = TestRealm.builder()
                .user("ada")
                .user("bob")
                .attribute("keypath.gate.members", MEMBERS)
                .build();
        String adasId = "user:" + realm.userId("ada");
        String given = share(realm, "/team", adasId, "write").text("id");
        String token = realm.createToken("ada", Tokens.personal("laptop")).text("token");

        assertThat(own(realm, "ada", "POST", "", body("/team", adasId, "write")).status())
                .isEqualTo(201);
        assertThat(own(realm, "ada", "POST", "", body("/team", "role:default-roles-" + realm.name(), "write"))
                        .status())
                .isEqualTo(201);
        assertThat(own(realm, "ada", "GET", "/shared-with-me", null).json()).hasSize(1);
        assertThat(asks(realm, "members", "PUT", "/team/x").bearer(token).send().status())
                .isEqualTo(200);
        assertThat(realm.admin("DELETE", "/gate-shares/" + given).status()).isEqualTo(204);

        assertThat(asks(realm, "members", "GET", "/team/x").bearer(token).send().status())
                .isEqualTo(403);
        assertThat(own(realm, "ada", "GET", "/shared-with-me", null).json()).isEmpty();
        assertThat(own(realm, "ada", "POST", "", body("/team", "link", "read")).status())
                .isEqualTo(403);
        // What she gave others stays theirs.
        String bobs = realm.createToken("bob", Tokens.personal("laptop")).text("token");
        assertThat(asks(realm, "members", "GET", "/team/x").bearer(bobs).send().status())
                .isEqualTo(200);
        realm.delete();
    }

    @Test
    void nobodySharesForLongerThanHeHasIt() {
        TestRealm realm = TestRealm.builder()
                .user("ada")
                .user("bob")
                .attribute("keypath.gate.members", MEMBERS)
                .build();
        String bobsId = "user:" + realm.userId("bob");
        Instant end = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        realm.admin(
                "POST",
                "/gate-shares",
                Map.of(
                        "path",
                        "/team",
                        "principal",
                        "user:" + realm.userId("ada"),
                        "access",
                        "write",
                        "expiresAt",
                        end.toString()));

        Answer forEver = own(realm, "ada", "POST", "", body("/team", bobsId, "read"));
        assertThat(forEver.status()).isEqualTo(400);
        assertThat(forEver.text("error_description")).contains("expiresAt", end.toString());
        var until = new HashMap<String, Object>(body("/team", bobsId, "read"));
        until.put("expiresAt", end.plusSeconds(1).toString());
        assertThat(own(realm, "ada", "POST", "", until).status()).isEqualTo(400);
        until.put("expiresAt", end.toString());
        Answer made = own(realm, "ada", "POST", "", until);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        var longer = new HashMap<String, Object>();
        longer.put("expiresAt", null);
        assertThat(own(realm, "ada", "PATCH", "/" + made.text("id"), longer).status())
                .isEqualTo(400);
        assertThat(own(realm, "ada", "PATCH", "/" + made.text("id"), Map.of("access", "write"))
                        .status())
                .isEqualTo(200);
        // A right that pages of some origins have is none to hand on.
        realm.admin(
                "POST",
                "/gate-shares",
                Map.of(
                        "path",
                        "/pages",
                        "principal",
                        "user:" + realm.userId("ada"),
                        "access",
                        "write",
                        "allowedOrigins",
                        List.of("https://app.example")));
        assertThat(own(realm, "ada", "POST", "", body("/pages", bobsId, "read")).status())
                .isEqualTo(403);
        realm.delete();
    }

    @Test
    void othersSharesAreSeenByWhoMayShareTheirPathOnly() {
        TestRealm realm =
                TestRealm.builder().user("ada").user("bob").user("eve").build();
        share(realm, "/team", "user:" + realm.userId("ada"), "write");
        share(realm, "/team/bob", "user:" + realm.userId("bob"), "write");
        String adas = own(realm, "ada", "POST", "", body("/team/bob", "anyone", "read"))
                .text("id");
        String bobs = own(realm, "bob", "POST", "", body("/team/bob/x", "link", "read"))
                .text("id");

        assertThat(own(realm, "ada", "GET", "/" + bobs, null).status()).isEqualTo(200);
        assertThat(own(realm, "bob", "GET", "/" + adas, null).status()).isEqualTo(200);
        for (String method : List.of("GET", "DELETE", "PATCH")) {
            Answer foreign = own(realm, "eve", method, "/" + adas, method.equals("PATCH") ? Map.of() : null);
            Answer unknown = own(realm, "eve", method, "/nobody", method.equals("PATCH") ? Map.of() : null);
            assertThat(foreign.status()).isEqualTo(404);
            assertThat(foreign.body()).isEqualTo(unknown.body());
        }
        assertThat(own(realm, "eve", "GET", "?path=/team", null).json()).isEmpty();
        assertThat(own(realm, "eve", "GET", "/reaching?path=/team", null).status())
                .isEqualTo(403);
        assertThat(own(realm, "ada", "GET", "", null).json()).hasSize(1);
        assertThat(own(realm, "ada", "GET", "?path=/team", null).json()).hasSize(4);
        assertThat(own(realm, "ada", "GET", "/count?path=/team", null).body()).isEqualTo("4");
        assertThat(own(realm, "bob", "GET", "?path=/team", null).json()).hasSize(1);
        assertThat(own(realm, "ada", "GET", "/reaching?path=/team/bob/x", null).json())
                .hasSize(4);
        assertThat(own(realm, "bob", "GET", "/shared-with-me", null)
                        .json()
                        .get(0)
                        .get("path")
                        .asText())
                .isEqualTo("/team/bob");
        assertThat(own(realm, "eve", "GET", "/shared-with-me", null).json()).isEmpty();

        // Who has lost the right may still end what he made.
        for (JsonNode share : admin(realm, "GET", "?path=/team/bob&principal=user:" + realm.userId("bob"), null)
                .json()) {
            admin(realm, "DELETE", "/" + share.get("id").asText(), null);
        }
        assertThat(own(realm, "bob", "PATCH", "/" + bobs, Map.of("access", "read"))
                        .status())
                .isEqualTo(403);
        assertThat(own(realm, "bob", "GET", "/" + adas, null).status()).isEqualTo(404);
        assertThat(own(realm, "bob", "DELETE", "/" + bobs, null).status()).isEqualTo(204);
        assertThat(realm.events("GRANT_CONSENT")).hasSize(2);
        assertThat(realm.events("REVOKE_GRANT")).hasSize(1);
        assertThat(realm.events("GRANT_CONSENT").toString()).doesNotContain("kps_");
        realm.delete();
    }

    @Test
    void aPathTokenSharesNothing() {
        String token = REALM.createToken("ada", "/", "write").text("token");

        assertThat(REALM.caller(token).get("").status()).isEqualTo(401);
        assertThat(Http.of("POST", REALM.url("/gate-shares"))
                        .bearer(token)
                        .json(body("/a", "anyone", "read"))
                        .send()
                        .status())
                .isEqualTo(401);
    }

    // --- administration

    @Test
    void anAdministratorSeesAndChangesAll() {
        String path = path();
        Answer made = admin(
                "POST",
                "",
                Map.of(
                        "path",
                        path + "/%41",
                        "principal",
                        user("bob"),
                        "access",
                        "read",
                        "allowedOrigins",
                        List.of("HTTPS://Maps.example:443"),
                        "expiresAt",
                        "2090-01-01T02:00:00+02:00"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().has("key")).isFalse();
        assertThat(made.text("path")).isEqualTo(path + "/A");
        assertThat(made.text("principalName")).isEqualTo("bob");
        assertThat(made.text("expiresAt")).isEqualTo("2090-01-01T00:00:00Z");
        assertThat(made.json().get("allowedOrigins").get(0).asText()).isEqualTo("https://maps.example");
        assertThat(made.text("state")).isEqualTo("active");
        String id = made.text("id");
        assertThat(admin("GET", "/" + id, null).json()).isEqualTo(made.json());

        Answer changed = admin("PATCH", "/" + id, "{\"access\":\"write\",\"allowedOrigins\":null,\"expiresAt\":null}");
        assertThat(changed.text("access")).isEqualTo("write");
        assertThat(changed.json().get("allowedOrigins")).isEmpty();
        assertThat(changed.json().get("expiresAt").isNull()).isTrue();
        assertThat(admin("PATCH", "/" + id, "{}").json()).isEqualTo(changed.json());
        assertThat(admin("GET", "/reaching?path=" + path + "/A/b", null).json()).hasSize(1);
        assertThat(admin("GET", "?principal=" + user("bob") + "&path=" + path, null)
                        .json())
                .hasSize(1);
        assertThat(admin("GET", "?path=" + path + "&max=1&first=1", null).json())
                .isEmpty();
        assertThat(admin("DELETE", "/" + id, null).status()).isEqualTo(204);
        assertThat(admin("DELETE", "/" + id, null).status()).isEqualTo(404);
        assertThat(REALM.adminEvents("gate-shares/" + id))
                .extracting(event -> event.get("operationType").asText())
                .containsExactlyInAnyOrder("CREATE", "UPDATE", "UPDATE", "DELETE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | principal is required",
                "{'principal':'anyone'} | path is required",
                "{'principal':'anyone','path':'/a'} | access is required",
                "{'principal':'anyone','path':'a','access':'read'} | path:",
                "{'principal':'anyone','path':'/a/../b','access':'read'} | path:",
                "{'principal':'anyone','path':'/a','access':'view'} | access must be one of read, write",
                "{'principal':'everyone','path':'/a','access':'read'} | principal must be anyone, link, user:",
                "{'principal':'user:','path':'/a','access':'read'} | principal must be anyone, link, user:",
                "{'principal':'user:nobody','path':'/a','access':'read'} | principal must be anyone, link, user:",
                "{'principal':'group:nobody','path':'/a','access':'read'} | principal must be anyone, link, user:",
                "{'principal':'role:nobody','path':'/a','access':'read'} | principal must be anyone, link, user:",
                "{'principal':'client:account','path':'/a','access':'read'} | principal must be anyone, link, user:",
                "{'principal':'anyone','path':'/a','access':'read','expiresAt':'2020-01-01T00:00:00Z'} | expiresAt must be later than now",
                "{'principal':'anyone','path':'/a','access':'read','expiresAt':'tomorrow'} | expiresAt must be a time of ISO 8601",
                "{'principal':'anyone','path':'/a','access':'read','expiresAt':'+99999-01-01T00:00:00Z'} | expiresAt must be a time of ISO 8601",
                "{'principal':'anyone','path':'/a','access':'read','expiresAt':5} | expiresAt must be a string",
                "{'principal':'anyone','path':'/a','access':'read','allowedOrigins':[]} | allowedOrigins: there must be 1 to 20",
                "{'principal':'anyone','path':'/a','access':'read','allowedOrigins':['https://a.example/x']} | allowedOrigins: origin 1",
                "{'principal':'anyone','path':'/a','access':'read','allowedOrigins':'https://a.example'} | allowedOrigins must be an array",
                "{'principal':'anyone','path':'/a','access':'read','key':'x'} | The body holds an unknown field key",
                "[] | The body must be a JSON object"
            })
    void whatIsNoShareIsRefusedByItsField(String json, String message) {
        Answer refused = admin("POST", "", json.replace('\'', '"'));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).startsWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?path=a",
                "?state=disabled",
                "?principal=nobody",
                "?principal=link",
                "?first=-1",
                "?max=101",
                "/reaching",
                "/reaching?path=x"
            })
    void aListThatCannotBeIsRefused(String query) {
        assertThat(admin("GET", query, null).status()).isEqualTo(400);
    }

    @Test
    void aRealmKnowsItsOwnSharesOnly() {
        TestRealm other = TestRealm.builder().build();
        String path = path();
        String id = share(path, "anyone", "read").text("id");
        String key = share(path, "link", "write").text("key");

        assertThat(asks(other, "default", "GET", path).send().status()).isEqualTo(401);
        assertThat(asks(other, "default", "PUT", path + "?key=" + key).send().status())
                .isEqualTo(401);
        assertThat(admin(other, "GET", "/" + id, null).status()).isEqualTo(404);
        assertThat(admin(other, "DELETE", "/" + id, null).status()).isEqualTo(404);
        assertThat(admin(other, "PATCH", "/" + id, "{}").status()).isEqualTo(404);
        assertThat(admin(other, "GET", "", null).json()).isEmpty();
        other.delete();
        assertThat(asks("open", "GET", path).send().status()).isEqualTo(200);
    }

    // --- explanations

    @Test
    void anExplanationIsWhatTheGateWouldAnswerAndWhy() {
        String path = path();
        String share = share(path, user("bob"), "read").text("id");
        Answer token = REALM.createToken("bob", path + "/a", "write");

        JsonNode allowed = explained("members", Map.of("token", token.text("id"), "path", path + "/a/x"));
        assertThat(allowed.get("allowed").asBoolean()).isTrue();
        assertThat(allowed.get("status").asInt()).isEqualTo(200);
        assertThat(allowed.get("access").asText()).isEqualTo("read");
        assertThat(allowed.get("why").toString()).contains("write:" + path + "/a", "read:" + path, share);

        JsonNode refused =
                explained("members", Map.of("token", token.text("id"), "path", path + "/a/x", "method", "PUT"));
        assertThat(refused.get("allowed").asBoolean()).isFalse();
        assertThat(refused.get("status").asInt()).isEqualTo(403);
        assertThat(refused.get("why").toString()).contains("It would need write:" + path + "/a/x");

        JsonNode byUser = explained("members", Map.of("user", REALM.userId("eve"), "path", path));
        assertThat(byUser.get("status").asInt()).isEqualTo(403);
        assertThat(byUser.get("why").toString()).contains("no share reaches this path");
        assertThat(explained("open", Map.of("user", REALM.userId("eve"), "path", path))
                        .get("allowed")
                        .asBoolean())
                .isTrue();

        REALM.as("bob").patch("/" + token.text("id"), Map.of("enabled", false));
        JsonNode dead = explained("members", Map.of("token", token.text("id"), "path", path + "/a"));
        assertThat(dead.get("status").asInt()).isEqualTo(401);
        assertThat(dead.get("why").toString()).contains("disabled");
        assertThat(REALM.as("bob")
                        .get("/" + token.text("id"))
                        .json()
                        .get("lastUsedAt")
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'path':'/a'} | 400",
                "{'user':'x','token':'y','path':'/a'} | 400",
                "{'user':'nobody','path':'/a'} | 400",
                "{'token':'nobody','path':'/a'} | 404",
                "{'user':'USER','path':'a'} | 400",
                "{'user':'USER','path':'/a','method':'get'} | 400",
                "{'user':'USER'} | 400"
            })
    void whatCannotBeExplainedIsRefused(String json, int status) {
        assertThat(REALM.admin(
                                "POST",
                                "/gates/members/explain",
                                json.replace('\'', '"').replace("USER", REALM.userId("bob")))
                        .status())
                .isEqualTo(status);
    }

    private static JsonNode explained(String gate, Map<String, String> asked) {
        Answer answer = REALM.admin("POST", "/gates/" + gate + "/explain", asked);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    // --- the means

    // Each test has paths of its own.
    private static String path() {
        return "/p" + Long.toString(System.nanoTime(), 36);
    }

    private static String user(String name) {
        return "user:" + REALM.userId(name);
    }

    private static Map<String, Object> body(String path, String principal, String access) {
        return Map.of("path", path, "principal", principal, "access", access);
    }

    private static Answer share(String path, String principal, String access) {
        return share(REALM, path, principal, access);
    }

    private static Answer share(TestRealm realm, String path, String principal, String access) {
        Answer made = admin(realm, "POST", "", body(path, principal, access));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made;
    }

    private static Answer admin(String method, String path, @Nullable Object body) {
        return admin(REALM, method, path, body);
    }

    private static Answer admin(TestRealm realm, String method, String path, @Nullable Object body) {
        return body == null
                ? realm.admin(method, "/gate-shares" + path)
                : realm.admin(method, "/gate-shares" + path, body);
    }

    private static Answer own(TestRealm realm, String user, String method, String path, @Nullable Object body) {
        Http http = Http.of(method, realm.url("/gate-shares" + path)).bearer(realm.login(user));
        return (body == null ? http : http.json(body)).send();
    }

    private static int reads(String gate, String bearer, String target) {
        return reads(REALM, gate, bearer, target);
    }

    private static int reads(TestRealm realm, String gate, String bearer, String target) {
        return asks(realm, gate, "GET", target).bearer(bearer).send().status();
    }

    private static Http asks(String gate, String method, String target) {
        return asks(REALM, gate, method, target);
    }

    private static Http asks(TestRealm realm, String gate, String method, String target) {
        return Http.of("GET", realm.url("/gate/" + gate + "/verify"))
                .header("X-Original-URI", target)
                .header("X-Original-Method", method);
    }
}
