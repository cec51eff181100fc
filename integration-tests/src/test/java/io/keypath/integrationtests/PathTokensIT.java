package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Path tokens in Keycloak's embedded database; and, once for all, what {@link TokenStoreTest} proves of each database. */
class PathTokensIT extends PathTokensContract {

    PathTokensIT() {
        super(prepared(TestRealm.builder()).build());
    }

    @Test
    void aTokenIsKeptAsItWasMade() {
        Caller caller = realm().as(realm().newUser());
        Map<String, ?> body = Map.of(
                "name",
                "Käse 中文 😀 '\"; --",
                "description",
                "d".repeat(999) + "é",
                "accessList",
                Tokens.accessList("/b", "write", "/a", "read", "/" + "x".repeat(1023), "read"),
                "scope",
                "email profile",
                "allowedOrigins",
                List.of("https://maps.example"),
                "allowedNetworks",
                List.of("10.0.0.0/8", "2001:db8::/32"));

        Answer made = caller.post("", body);

        assertThat(made.status()).isEqualTo(201);
        var expected = (ObjectNode) made.json();
        expected.remove("token");
        assertThat(caller.get("/" + made.text("id")).json()).isEqualTo(expected);
        assertThat(caller.get("").json().get(0)).isEqualTo(expected);
        assertThat(expected.get("name").textValue()).isEqualTo("Käse 中文 😀 '\"; --");
        assertThat(expected.get("accessList").findValuesAsText("path"))
                .containsExactly("/b", "/a", "/" + "x".repeat(1023));
    }

    @Test
    void aListIsFilteredByTheDatabase() {
        String user = realm().newUser();
        Caller caller = realm().as(user);
        Answer expired = caller.post("", Tokens.forPath("Old_1", "/f_1/x%25/!a", "read"));
        Await.secondAfter(expired.text("createdAt"));
        realm().admin("POST", "/users/" + realm().userId(user) + "/logout");
        caller = realm().as(user);
        Answer active =
                caller.post("", Tokens.with(Tokens.forPath("New", "/fx1/y", "read"), "description", "100% old"));
        Answer disabled = caller.post("", Tokens.personal("Off"));
        caller.patch("/" + disabled.text("id"), Map.of("enabled", false));

        assertThat(ids(caller.get("?state=expired"))).containsExactly(expired.text("id"));
        assertThat(ids(caller.get("?state=active"))).containsExactly(active.text("id"));
        assertThat(ids(caller.get("?state=disabled"))).containsExactly(disabled.text("id"));
        assertThat(ids(caller.get("?search=OLD"))).containsExactlyInAnyOrder(expired.text("id"), active.text("id"));
        assertThat(ids(caller.get("?search=old_"))).containsExactly(expired.text("id"));
        assertThat(ids(caller.get("?search=0%25%20o"))).containsExactly(active.text("id"));
        assertThat(ids(caller.get("?search=OLD&state=active"))).containsExactly(active.text("id"));
        String own = "&user=" + realm().userId(user);
        Caller admin = realm().tokenAdmin();
        assertThat(ids(admin.get("?path=/f_1" + own))).containsExactly(expired.text("id"));
        assertThat(ids(admin.get("?path=/f_1/x%2525" + own))).containsExactly(expired.text("id"));
        assertThat(ids(admin.get("?path=/f_1/x%2525/!a" + own))).containsExactly(expired.text("id"));
        assertThat(ids(admin.get("?path=/" + own))).containsExactlyInAnyOrder(expired.text("id"), active.text("id"));
        assertThat(ids(admin.get("?client=cli" + own))).hasSize(3);
        assertThat(admin.get("/count?state=expired" + own).body()).isEqualTo("1");
        assertThat(ids(admin.get("?first=1&max=1" + own)))
                .containsExactly(ids(admin.get("?max=3" + own)).get(1));
    }

    @Test
    void aRotationReplacesTheString() {
        Caller caller = realm().as(realm().newUser());
        Answer first = caller.post("", Tokens.personal("laptop"));

        Answer second = caller.post("/" + first.text("id") + "/rotate", Map.of("overlap", 60));
        Answer third = caller.post("/" + first.text("id") + "/rotate", "{}");

        assertThat(second.status()).isEqualTo(201);
        assertThat(third.status()).isEqualTo(201);
        // A later rotation leaves an earlier overlap as it is.
        assertThat(status(first)).isEqualTo(200);
        assertThat(status(second)).isEqualTo(401);
        assertThat(status(third)).isEqualTo(200);
        assertThat(caller.get("/count").body()).isEqualTo("1");
    }

    @Test
    void aTokenCanBeUsedByManyAtOnce() {
        Answer made = realm().as(realm().newUser()).post("", Tokens.personal("busy"));
        var statuses = Collections.synchronizedList(new ArrayList<Integer>());

        AtOnce.send(20, () -> {
            for (int i = 0; i < 20; i++) {
                statuses.add(status(made));
            }
            return made;
        });

        assertThat(statuses).hasSize(400).containsOnly(200);
    }

    @Test
    void aDeletionOfManyEndsEachOfThem() {
        // More than one batch of rows and more than is announced one by one.
        TestRealm many = prepared(TestRealm.builder(realm().keycloak()))
                .attribute("keypath.token.max-per-owner", "10000")
                .build();
        var made = Collections.synchronizedList(new ArrayList<Answer>());
        Caller admin = many.tokenAdmin();
        AtOnce.send(4, () -> {
            Answer answer = admin.get("/policy");
            for (int i = 0; i < 130; i++) {
                answer = admin.post("", Tokens.with(Tokens.forPath("key", "/many/" + i, "read"), "client", "robot"));
                made.add(answer);
            }
            return answer;
        });
        assertThat(made)
                .hasSize(520)
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
        Answer kept = many.as(many.newUser()).post("", Tokens.personal("kept"));
        List<Answer> sample = List.of(made.get(0), made.get(499), made.get(519));
        for (Answer token : sample) {
            assertThat(many.gate(token.text("token"), "GET", path(token)).status())
                    .isEqualTo(200);
        }

        Answer deleted = many.tokenAdmin().delete("?path=/many");

        assertThat(deleted.json().get("deleted").intValue()).isEqualTo(520);
        for (Answer token : sample) {
            assertThat(many.gate(token.text("token"), "GET", path(token)).status())
                    .isEqualTo(401);
        }
        assertThat(many.tokenAdmin().get("/count").body()).isEqualTo("1");
        assertThat(many.gate(kept.text("token"), "GET", "/a").status()).isEqualTo(200);
    }

    private static String path(Answer token) {
        return token.json().get("accessList").get(0).get("path").textValue();
    }

    private static List<String> ids(Answer list) {
        assertThat(list.status()).as(list.body()).isEqualTo(200);
        return list.json().findValuesAsText("id");
    }
}
