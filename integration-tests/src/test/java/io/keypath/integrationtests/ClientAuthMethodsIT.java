package io.keypath.integrationtests;

import static io.keypath.integrationtests.ClientMethods.executions;
import static io.keypath.integrationtests.ClientMethods.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keypath.integrationtests.ClientMethods.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keycloak's own client authentication, beside a client of ours: as in a Keycloak without the bundle. */
class ClientAuthMethodsIT {

    /** As metadata name it. */
    static final String METHOD = "urn:keypath:params:oauth:client-auth-method:secret";

    private static final String ID = "keypath-secret";

    private static final ClientMethods WITH = ClientMethods.on(TestServer.keycloak(), true);
    private static final ClientMethods WITHOUT = ClientMethods.on(OAuthBareServer.keycloak(), false);

    private static final String STRAY = "Secret of-nobody";

    @ParameterizedTest
    @EnumSource
    void theRightCredentialGetsATokenAndAWrongOneKeycloaksOwnAnswer(Method method) {
        Answer good = WITH.token(method, method.clientId(), true);
        Answer wrong = WITH.token(method, method.clientId(), false);
        Answer none = WITH.withoutCredential(method.clientId());

        assertThat(good.status()).as(good.body()).isEqualTo(200);
        assertThat(outcome(good)).isEqualTo(outcome(WITHOUT.token(method, method.clientId(), true)));
        assertThat(wrong.status()).isIn(400, 401);
        assertThat(outcome(wrong)).isEqualTo(outcome(WITHOUT.token(method, method.clientId(), false)));
        assertThat(none.status()).isIn(400, 401);
        assertThat(outcome(none)).isEqualTo(outcome(WITHOUT.withoutCredential(method.clientId())));
    }

    @ParameterizedTest
    @EnumSource
    void aClientOfOneMethodIsAnsweredTheSameByEachOther(Method method) {
        for (Method other : Method.values()) {
            for (boolean isGood : List.of(true, false)) {
                Answer with = WITH.token(other, method.clientId(), isGood);
                Answer without = WITHOUT.token(other, method.clientId(), isGood);

                assertThat(outcome(with))
                        .as(other + " for " + method + (isGood ? "" : ", wrong"))
                        .isEqualTo(outcome(without));
            }
        }
    }

    /** Not even with the secret that our client has too. */
    @ParameterizedTest
    @EnumSource
    void ourClientIsNotAuthenticatedByAnyOther(Method method) {
        Answer answer = WITH.token(method, ClientMethods.OURS, true);

        if (method == Method.FEDERATED_JWT) {
            // Names no client but its own.
            assertThat(outcome(answer)).startsWith("200 \"by-federated-jwt\"");
        } else {
            assertThat(answer.status()).as(answer.body()).isIn(400, 401);
        }
    }

    @Test
    void aStrayHeaderChangesNothingForWhomeverKeycloakAuthenticatesFirst() {
        for (Method method : Method.values()) {
            if (method == Method.FEDERATED_JWT) {
                continue;
            }
            for (boolean isGood : List.of(true, false)) {
                for (String stray :
                        List.of(STRAY, "Secret " + ClientMethods.SECRET, "Secret kps_x", "Secret", "Secrets x")) {
                    Answer with = WITH.token(method, method.clientId(), isGood, stray);
                    Answer without = WITHOUT.token(method, method.clientId(), isGood, stray);

                    assertThat(outcome(with))
                            .as(method + (isGood ? "" : ", wrong") + " with " + stray)
                            .isEqualTo(outcome(without));
                }
            }
        }
    }

    @Test
    void twoMethodsAtOnceAreRefused() {
        // RFC 6749 section 2.3: a client must not use more than one. Ours is asked before the federated one.
        Answer wrong = WITH.token(Method.FEDERATED_JWT, "", true, STRAY);
        Answer other = WITH.token(Method.FEDERATED_JWT, "", true, "Bearer of-nobody");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text("error")).isEqualTo("invalid_client");
        assertThat(outcome(other)).isEqualTo("200 \"by-federated-jwt\"");
    }

    @Test
    void aCodeIsRedeemedByAPublicClientWithPkce() throws NoSuchAlgorithmException {
        for (String verifier : List.of("v".repeat(43), "w".repeat(43))) {
            for (String[] stray : List.of(new String[0], new String[] {STRAY})) {
                Answer with = redeem(WITH, verifier, stray);
                Answer without = redeem(WITHOUT, verifier, stray);

                assertThat(with.status()).as(with.body()).isEqualTo(verifier.startsWith("v") ? 200 : 400);
                assertThat(outcome(with)).isEqualTo(outcome(without));
            }
        }
    }

    private static Answer redeem(ClientMethods methods, String verifier, String... stray)
            throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest("v".repeat(43).getBytes(StandardCharsets.US_ASCII));
        String code = new OAuthBrowser(methods.realm())
                .authorize(
                        "ada",
                        Map.of(
                                "response_type",
                                "code",
                                "client_id",
                                Method.PUBLIC.clientId(),
                                "redirect_uri",
                                OAuthBrowser.REDIRECT_URI,
                                "code_challenge_method",
                                "S256",
                                "code_challenge",
                                Base64.getUrlEncoder().withoutPadding().encodeToString(hash)))
                .getOrDefault("code", "");
        Http request = Http.of("POST", methods.realm().url(OAuthEndpoints.TOKEN));
        for (String value : stray) {
            request.header(ClientMethods.HEADER, value);
        }
        return request.form(Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        Method.PUBLIC.clientId(),
                        "redirect_uri",
                        OAuthBrowser.REDIRECT_URI,
                        "code",
                        code,
                        "code_verifier",
                        verifier))
                .send();
    }

    @Test
    void aFreshRealmHasOursOnceBehindTheSecretTheJwtsAndTheCertificate() {
        var own = executions(WITHOUT.realm(), "clients");

        var all = new ArrayList<>(executions(WITH.realm(), "clients"));

        assertThat(all.indexOf(ID)).isEqualTo(all.indexOf("client-x509") + 1).isLessThan(all.indexOf("federated-jwt"));
        assertThat(all.remove(ID)).isTrue();
        assertThat(all).isEqualTo(own);
    }

    @Test
    void anImportedRealmHasOursOnceWhetherItsExportHadItOrNot() {
        for (ClientMethods source : List.of(WITH, WITHOUT)) {
            TestRealm imported = imported(source.realm(), export(source.realm()));

            assertThat(executions(imported, "clients")).containsOnlyOnce(ID);

            imported.delete();
        }
    }

    @Test
    void aFlowThatTheRealmChoseItselfGetsOursAndTheOneItDoesNotUseIsLeftAlone() {
        ObjectNode export = export(WITHOUT.realm());
        ArrayNode flows = (ArrayNode) export.get("authenticationFlows");
        ObjectNode own = flows.valueStream()
                .filter(flow -> flow.get("alias").asText().equals("clients"))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        own.put("alias", "own").put("builtIn", false);
        flows.add(own);
        export.put("clientAuthenticationFlow", "own");

        TestRealm imported = imported(WITHOUT.realm(), export);

        assertThat(executions(imported, "own")).containsOnlyOnce(ID);
        assertThat(executions(imported, "clients")).doesNotContain(ID);
        imported.delete();
    }

    /** An export has asterisks in the place of secrets, and Keycloak imports them as the secret. */
    @Test
    void theAsterisksOfAnExportAreNoSecret() {
        TestRealm imported = imported(WITH.realm(), export(WITH.realm()));
        var methods = new ClientMethods(imported);
        assertThat(imported.admin("GET", "/clients/" + imported.clientUuid(ClientMethods.OURS) + "/client-secret")
                        .text("value"))
                .isEqualTo("**********");

        assertThat(methods.withHeader("Secret **********").status()).isEqualTo(401);

        imported.admin("POST", "/clients/" + imported.clientUuid(ClientMethods.OURS) + "/client-secret");
        String secret = imported.admin("GET", "/clients/" + imported.clientUuid(ClientMethods.OURS) + "/client-secret")
                .text("value");
        assertThat(methods.withHeader("Secret " + secret).status()).isEqualTo(200);
        imported.delete();
    }

    private static ObjectNode export(TestRealm realm) {
        return (ObjectNode)
                realm.admin("POST", "/partial-export?exportClients=true&exportGroupsAndRoles=true", Map.of())
                        .json();
    }

    /** Under another name and with other ids in the server with the bundle. */
    private static TestRealm imported(TestRealm source, ObjectNode export) {
        String name = source.name() + "-imported";
        String text = export.toString()
                .replace(source.name(), name)
                .replaceAll("\"(id|_id|internalId|containerId|parentId)\":\"[^\"]*\",?", "")
                .replace(",}", "}");
        Answer made = Http.of("POST", TestServer.keycloak().baseUri() + "/admin/realms")
                .bearer(WITH.realm().adminLogin())
                .json(text)
                .send();
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return WITH.realm().sibling(name);
    }
}
