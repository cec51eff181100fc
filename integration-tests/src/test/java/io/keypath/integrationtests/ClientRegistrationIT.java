package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may say of itself at Keycloak's client registration: nothing that is for administrators. */
class ClientRegistrationIT {

    private static final Map<String, String> PRIVILEGES = Map.of(
            "keypath.introspect", "true",
            "keypath.quick-login", "true",
            "keypath.quick-login.urls", "https://registered.example/");

    private static final TestRealm REALM = TestRealm.builder()
            .user("ada")
            .adminUser("manager", "manage-clients", "create-client")
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keypath.quick-login",
                "keypath.quick-login.urls",
                "keypath.introspect",
                "keypath.token-exchange",
                "keypath.anything"
            })
    void nobodyRegistersAClientWithAnAttributeOfKeypath(String attribute) {
        JsonNode initial = initialAccess();
        Map<String, ?> client = Map.of("clientId", "self-made", "attributes", Map.of("x", "y", attribute, "true"));

        Answer byToken = register("default", initial.get("token").asText(), client);
        Answer byAdministrator = register("default", REALM.login("manager"), client);

        assertRefused(byToken, attribute);
        assertRefused(byAdministrator, attribute);
        assertThat(REALM.admin("GET", "/clients?clientId=self-made").json()).isEmpty();
        // Nothing was used up.
        assertThat(REALM.admin("GET", "/clients-initial-access").json())
                .filteredOn(left -> left.get("id").equals(initial.get("id")))
                .singleElement()
                .satisfies(
                        left -> assertThat(left.get("remainingCount").asInt()).isOne());
        assertThat(REALM.events("CLIENT_REGISTER_ERROR"))
                .filteredOn(event -> event.get("error").asText().equals("invalid_client_metadata"))
                .isNotEmpty();
        assertThat(REALM.events("CLIENT_REGISTER"))
                .filteredOn(event -> event.path("clientId").asText().equals("self-made"))
                .isEmpty();
    }

    @Test
    void thePageOfAnotherClientCannotBeClaimed() {
        QuickLoginApp app = QuickLoginApp.of(REALM, "claimed", Map.of());

        Answer answer = register(
                "default",
                initialAccess().get("token").asText(),
                Map.of(
                        "clientId",
                        "claimant",
                        "attributes",
                        Map.of("keypath.quick-login", "true", "keypath.quick-login.urls", app.page())));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(QuickLoginVisitor.delivered(new QuickLoginVisitor(REALM).logIn(app.link(), "ada"))
                        .token())
                .isNotEmpty();
    }

    @Test
    void aClientWithoutThemRegistersAndChangesAsEver() {
        Answer registered = register(
                "default",
                initialAccess().get("token").asText(),
                Map.of("clientId", "ordinary", "attributes", Map.of("x", "y")));
        assertThat(registered.status()).as(registered.body()).isEqualTo(201);

        Answer changed = update(
                "default", registered, Map.of("clientId", "ordinary", "name", "new", "attributes", Map.of("x", "z")));

        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(client("ordinary").get("name").asText()).isEqualTo("new");
        assertThat(client("ordinary").get("attributes").get("x").asText()).isEqualTo("z");
    }

    @ParameterizedTest
    @CsvSource({
        "adds,     keypath.token-exchange,   true",
        "changes,  keypath.quick-login.urls, https://other.example/",
        "switches, keypath.quick-login,      false",
        "empties,  keypath.introspect,       ''"
    })
    void aClientCannotChangeWhatAnAdministratorSet(String what, String attribute, String value) {
        Answer registered = privileged(what);

        Answer answer = update(
                "default",
                registered,
                Map.of("clientId", what, "name", "new", "attributes", Map.of("x", "z", attribute, value)));

        assertRefused(answer, attribute);
        JsonNode client = client(what);
        PRIVILEGES.forEach((name, set) ->
                assertThat(client.get("attributes").path(name).asText()).isEqualTo(set));
        assertThat(client.get("attributes").has("x")).isFalse();
        assertThat(client.get("attributes").has("keypath.token-exchange")).isFalse();
        assertThat(client.has("name")).isFalse();
        // The token that was shown is still good.
        assertThat(update("default", registered, Map.of("clientId", what, "name", "newer"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatAnAdministratorSetStaysWhenItIsSentBackOrLeftOut() {
        Answer registered = privileged("kept");
        Answer shown = Http.of("GET", REALM.url("/clients-registrations/default/kept"))
                .bearer(registered.text("registrationAccessToken"))
                .send();
        assertThat(shown.json().get("attributes").get("keypath.introspect").asText())
                .isEqualTo("true");
        ObjectNode sentBack = (ObjectNode) shown.json();
        sentBack.put("name", "first");

        Answer first = update("default", shown, sentBack);
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        Answer second = update("default", first, Map.of("clientId", "kept", "name", "second"));
        assertThat(second.status()).as(second.body()).isEqualTo(200);
        Answer third = update("default", second, Map.of("clientId", "kept", "attributes", Map.of("x", "y")));
        assertThat(third.status()).as(third.body()).isEqualTo(200);

        JsonNode client = client("kept");
        assertThat(client.get("name").asText()).isEqualTo("second");
        assertThat(client.get("attributes").get("x").asText()).isEqualTo("y");
        PRIVILEGES.forEach((name, set) ->
                assertThat(client.get("attributes").path(name).asText()).isEqualTo(set));
    }

    @Test
    void openIdConnectRegistrationSetsNoneAndKeepsThem() {
        Map<String, ?> metadata = Map.of("redirect_uris", List.of("https://rp.example/"));
        String token = initialAccess().get("token").asText();
        // Keycloak itself knows no such metadata.
        for (Map<String, ?> more : List.of(
                Map.of("keypath.introspect", "true"), Map.of("attributes", Map.of("keypath.introspect", "true")))) {
            var extended = new HashMap<String, Object>(metadata);
            extended.putAll(more);
            assertThat(register("openid-connect", token, extended).status()).isEqualTo(400);
        }
        Answer registered = register("openid-connect", token, metadata);
        assertThat(registered.status()).as(registered.body()).isEqualTo(201);
        String clientId = registered.text("client_id");
        assertThat(client(clientId).get("attributes").toString()).doesNotContain("keypath");
        makePrivileged(clientId);

        Answer changed = Http.of("PUT", REALM.url("/clients-registrations/openid-connect/" + clientId))
                .bearer(registered.text("registration_access_token"))
                .json(Map.of(
                        "client_id", clientId, "client_name", "new", "redirect_uris", List.of("https://rp.example/")))
                .send();

        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(client(clientId).get("name").asText()).isEqualTo("new");
        PRIVILEGES.forEach((name, set) -> assertThat(
                        client(clientId).get("attributes").path(name).asText())
                .isEqualTo(set));
    }

    @Test
    void samlRegistrationGoesOn() {
        // Any certificate: without one, Keycloak takes its time to make a pair of keys of 4096 bits.
        String certificate =
                REALM.admin("GET", "/keys").json().findValue("certificate").asText();
        String descriptor = "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"saml-sp\">"
                + "<SPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">"
                + "<KeyDescriptor use=\"signing\"><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data>"
                + "<X509Certificate>" + certificate + "</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
                + "<AssertionConsumerService isDefault=\"true\" index=\"0\""
                + " Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"https://sp.example/acs\"/>"
                + "</SPSSODescriptor></EntityDescriptor>";

        Answer answer = Http.of("POST", REALM.url("/clients-registrations/saml2-entity-descriptor"))
                .bearer(initialAccess().get("token").asText())
                .bytes("application/xml", descriptor.getBytes(StandardCharsets.UTF_8))
                .send();

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.text("clientId")).isEqualTo("saml-sp");
    }

    @Test
    void strangersLearnNothingOfWhatIsSet() {
        privileged("secretive");

        for (String value : List.of("true", "false")) {
            Answer answer = Http.of("PUT", REALM.url("/clients-registrations/default/secretive"))
                    .json(Map.of("clientId", "secretive", "attributes", Map.of("keypath.introspect", value)))
                    .send();

            assertThat(answer.status()).isEqualTo(401);
        }
        assertThat(register("default", "no-token", Map.of("attributes", PRIVILEGES))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void administratorsSetThemAtTheAdminApi() {
        Answer created = Http.of("POST", REALM.adminUrl("/clients"))
                .bearer(REALM.login("manager"))
                .json(Map.of("clientId", "by-manager", "attributes", Map.of("keypath.introspect", "true")))
                .send();

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(client("by-manager")
                        .get("attributes")
                        .get("keypath.introspect")
                        .asText())
                .isEqualTo("true");
    }

    // Registers a client, and gives it privileges as an administrator.
    private static Answer privileged(String clientId) {
        Answer registered = register("default", initialAccess().get("token").asText(), Map.of("clientId", clientId));
        assertThat(registered.status()).as(registered.body()).isEqualTo(201);
        makePrivileged(clientId);
        return registered;
    }

    private static void makePrivileged(String clientId) {
        Answer answer = REALM.admin(
                "PUT",
                "/clients/" + REALM.clientUuid(clientId),
                Map.of("clientId", clientId, "attributes", PRIVILEGES));
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    private static JsonNode initialAccess() {
        return REALM.admin("POST", "/clients-initial-access", Map.of("count", 1, "expiration", 600))
                .json();
    }

    private static Answer register(String provider, String token, Object client) {
        return Http.of("POST", REALM.url("/clients-registrations/" + provider))
                .bearer(token)
                .json(client)
                .send();
    }

    private static Answer update(String provider, Answer before, Object client) {
        return Http.of("PUT", REALM.url("/clients-registrations/" + provider + "/" + before.text("clientId")))
                .bearer(before.text("registrationAccessToken"))
                .json(client)
                .send();
    }

    private static JsonNode client(String clientId) {
        return REALM.admin("GET", "/clients/" + REALM.clientUuid(clientId)).json();
    }

    private static void assertRefused(Answer answer, String attribute) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_client_metadata");
        assertThat(answer.text("error_description"))
                .isEqualTo("The attribute " + attribute + " is set by administrators only");
    }
}
