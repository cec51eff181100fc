package io.keypath.integrationtests;

import static io.keypath.integrationtests.OAuthEndpoints.claims;
import static io.keypath.integrationtests.OAuthEndpoints.confidential;
import static io.keypath.integrationtests.OAuthEndpoints.entry;
import static io.keypath.integrationtests.OAuthEndpoints.names;
import static io.keypath.integrationtests.OAuthEndpoints.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code scope} and {@code audience} of a token exchange: they narrow, and what they cannot have is an error. */
class TokenExchangeScopeIT {

    private static final TestRealm REALM = TestRealm.builder()
            .with("roles", Map.of("realm", List.of(Map.of("name", "surveyor"), Map.of("name", "editor"))))
            .user("ada", "surveyor", "editor")
            .user("bob", "surveyor")
            .client(confidential("app"))
            .client(confidential("bare"))
            .client(confidential("tiles"))
            .client(named("disguised", "email"))
            .build();

    private static final OAuthEndpoints OAUTH = new OAuthEndpoints(REALM);

    private static Map<String, Object> named(String clientId, String name) {
        var client = new HashMap<>(confidential(clientId));
        client.put("name", name);
        return client;
    }

    @BeforeAll
    static void scopes() {
        // A scope for those who have the role, and one that brings the audience tiles.
        String survey = scope("survey", List.of());
        REALM.admin(
                "POST",
                "/client-scopes/" + survey + "/scope-mappings/realm",
                List.of(REALM.admin("GET", "/roles/surveyor").json()));
        String tiles = scope(
                "tiles-api",
                List.of(Map.of(
                        "name",
                        "audience",
                        "protocol",
                        "openid-connect",
                        "protocolMapper",
                        "oidc-audience-mapper",
                        "config",
                        Map.of("included.client.audience", "tiles", "access.token.claim", "true"))));
        for (String client : List.of("app", "cli")) {
            for (String scope : List.of(survey, tiles)) {
                REALM.admin(
                        "PUT", "/clients/" + REALM.clientUuid(client) + "/optional-client-scopes/" + scope, Map.of());
            }
        }
    }

    private static String scope(String name, List<?> mappers) {
        Answer created = REALM.admin(
                "POST",
                "/client-scopes",
                Map.of(
                        "name",
                        name,
                        "protocol",
                        "openid-connect",
                        "attributes",
                        Map.of("include.in.token.scope", "true"),
                        "protocolMappers",
                        mappers));
        String location = created.header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** The token has {@code read:/maps/ams write:/docs/ read:/file}. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "read:/maps/ams, read:/maps/ams",
        "read:/maps/ams/tiles, read:/maps/ams/tiles",
        "read:/maps/ams/, read:/maps/ams/",
        "read:/maps/%61ms, read:/maps/ams",
        "write:/docs/, write:/docs/",
        "read:/docs/a, read:/docs/a",
        "write:/docs/a/b, write:/docs/a/b",
        "read:/file, read:/file",
        "read:/docs/a read:/file, read:/docs/a read:/file",
        "read:/file read:/file, read:/file",
        "'', read:/maps/ams write:/docs/ read:/file"
    })
    void scopeNarrowsByPathAndAction(String scope, String granted) {
        Answer answer = OAUTH.exchange("app", threePaths(), "scope", scope);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("scope")).isEqualTo(granted);
        assertThat(claims(answer.text("access_token")).get("scope").asText()).isEqualTo(granted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read:/",
                "read:/maps",
                "read:/maps/",
                "read:/maps/amsterdam",
                "write:/maps/ams",
                "write:/file",
                "read:/docs",
                "write:/docs",
                "read:/maps/ams read:/maps",
                "fly:/maps/ams",
                "READ:/maps/ams",
                "read:",
                "read",
                "read:maps/ams",
                "read:/maps/ams/../rtm",
                "read:/maps/ams/%2e%2e/rtm",
                "read:/maps/ams/.",
                "read:/maps//ams",
                "read:/maps/ams%2ftiles",
                "read:/maps/ams/%80",
                "read:/maps/ams/%zz",
                "email",
                "openid",
                "no-such-scope",
                "roles",
                "offline_access"
            })
    void whatTheTokenDoesNotHaveIsAnError(String scope) {
        Answer answer = OAUTH.exchange("app", threePaths(), "scope", scope);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_scope");
    }

    @Test
    void aScopeThatIsTooLongToBeReadIsAnErrorAndNotIgnored() {
        Answer answer = OAUTH.exchange("app", threePaths(), "scope", "read:/file/" + "a/".repeat(3000));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
    }

    /** The law: whatever is asked for, the JWT opens nothing that the token does not open. */
    @Test
    void narrowingNeverWidens() {
        String token = threePaths();
        var targets = List.of(
                "/",
                "/maps",
                "/maps/ams",
                "/maps/ams/",
                "/maps/ams/t",
                "/maps/amst",
                "/docs",
                "/docs/",
                "/docs/a",
                "/docs/a/b",
                "/file",
                "/file/a",
                "/files");
        for (String action : List.of("read", "write")) {
            for (String path : targets) {
                Answer answer = OAUTH.exchange("app", token, "scope", action + ":" + path);
                if (answer.status() != 200) {
                    continue;
                }
                String jwt = answer.text("access_token");
                for (String target : targets) {
                    for (String method : List.of("GET", "PUT")) {
                        int byJwt = REALM.gate(jwt, method, target).status();
                        if (byJwt == 200) {
                            assertThat(REALM.gate(token, method, target).status())
                                    .as("%s:%s opens %s %s", action, path, method, target)
                                    .isEqualTo(200);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aPersonalTokenIsNarrowedToPathsToo() {
        String token = REALM.createToken("ada", Map.of("name", "all")).text("token");

        Answer answer = OAUTH.exchange("app", token, "scope", "read:/maps");

        String jwt = answer.text("access_token");
        assertThat(answer.text("scope")).isEqualTo("read:/maps");
        assertThat(names(claims(jwt))).doesNotContain("email", "realm_access", "resource_access");
        assertThat(REALM.gate(jwt, "GET", "/maps/a").status()).isEqualTo(200);
        assertThat(REALM.gate(jwt, "GET", "/docs").status()).isEqualTo(403);
    }

    @Test
    void aTokenWithoutScopeBringsNothingOfItsUserWithIt() {
        JsonNode claims = claims(OAUTH.exchange("app", threePaths()).text("access_token"));

        assertThat(names(claims))
                .contains("sub")
                .doesNotContain(
                        "email",
                        "email_verified",
                        "name",
                        "preferred_username",
                        "realm_access",
                        "resource_access",
                        "allowed-origins",
                        "sid");
    }

    @Test
    void aClientsNameOpensNoScope() {
        JsonNode claims = claims(OAUTH.exchange("disguised", threePaths()).text("access_token"));

        assertThat(names(claims)).contains("sub").doesNotContain("email", "email_verified");
    }

    @Test
    void ofTheTokensScopesTheJwtHasThoseThatAreAskedFor() {
        String token = REALM.createToken("ada", Map.of("name", "me", "scope", "openid email profile"))
                .text("token");

        Answer all = OAUTH.exchange("app", token);
        Answer one = OAUTH.exchange("app", token, "scope", "email");
        Answer more = OAUTH.exchange("app", token, "scope", "email phone");

        assertThat(all.text("scope").split(" ")).containsExactlyInAnyOrder("openid", "email", "profile");
        assertThat(names(claims(all.text("access_token")))).contains("email", "preferred_username");
        assertThat(one.text("scope")).isEqualTo("email");
        assertThat(names(claims(one.text("access_token")))).contains("email").doesNotContain("preferred_username");
        assertThat(more.text("error")).isEqualTo("invalid_scope");
    }

    @Test
    void aScopeThatTheExchangingClientLacksIsNotInTheJwt() {
        String token = REALM.createToken("ada", Map.of("name", "survey", "scope", "survey"))
                .text("token");

        Answer asked = OAUTH.exchange("bare", token, "scope", "survey");
        Answer unasked = OAUTH.exchange("bare", token);
        Answer withIt = OAUTH.exchange("app", token, "scope", "survey");

        assertThat(asked.text("error")).isEqualTo("invalid_scope");
        assertThat(unasked.text("scope")).isEmpty();
        assertThat(withIt.text("scope")).isEqualTo("survey");
    }

    @Test
    void aScopeGoesWithTheRoleThatItIsFor() {
        String token = REALM.createToken("bob", Map.of("name", "survey", "scope", "survey"))
                .text("token");
        Answer before = OAUTH.exchange("app", token);

        Answer withdrawn = REALM.admin(
                "DELETE",
                "/users/" + REALM.userId("bob") + "/role-mappings/realm",
                List.of(REALM.admin("GET", "/roles/surveyor").json()));

        assertThat(withdrawn.status()).isEqualTo(204);
        assertThat(before.text("scope")).isEqualTo("survey");
        assertThat(OAUTH.exchange("app", token).text("scope")).isEmpty();
        assertThat(OAUTH.exchange("app", token, "scope", "survey").text("error"))
                .isEqualTo("invalid_scope");
    }

    @Test
    void theAudienceIsTheClientAndWhatItsScopesAdd() {
        String token = REALM.createToken("ada", Map.of("name", "tiles", "scope", "tiles-api"))
                .text("token");

        Answer both = OAUTH.exchange("app", token);
        Answer one = OAUTH.exchange("app", token, "audience", "tiles");

        assertThat(texts(claims(both.text("access_token")).get("aud"))).containsExactlyInAnyOrder("app", "tiles");
        assertThat(claims(one.text("access_token")).get("aud").asText()).isEqualTo("tiles");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiles", "account", "no-such-client", "https://tiles.example", ""})
    void anAudienceThatIsNotThereIsAnError(String audience) {
        Answer answer = OAUTH.exchange("app", threePaths(), "audience", audience);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_target");
    }

    private static String threePaths() {
        return REALM.createToken(
                        "ada",
                        Map.of(
                                "name",
                                "three",
                                "accessList",
                                List.of(entry("/maps/ams", "read"), entry("/docs/", "write"), entry("/file", "read"))))
                .text("token");
    }
}
