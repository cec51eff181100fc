package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A client with quick login, made through the admin API; its page is {@code https://<clientId>.example/}. */
record QuickLoginApp(TestRealm realm, String clientId, String uuid) {

    static final Map<String, Object> PATH_TOKEN = Map.of(
            "tokenType",
            "path_token",
            "accessList",
            List.of(Map.of("path", "/maps/ams", "access", "read")),
            "lifetime",
            600);

    /** A client as administrators make it for quick login: public, and nothing set. */
    static QuickLoginApp bare(TestRealm realm, String clientId, Map<String, ?> representation) {
        var client = new LinkedHashMap<String, Object>(
                Map.of("clientId", clientId, "publicClient", true, "standardFlowEnabled", false));
        client.putAll(representation);
        Answer created = realm.admin("POST", "/clients", client);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return new QuickLoginApp(realm, clientId, realm.clientUuid(clientId));
    }

    static QuickLoginApp of(TestRealm realm, String clientId, Map<String, ?> settings) {
        QuickLoginApp app = bare(realm, clientId, Map.of());
        app.set(settings);
        return app;
    }

    /** Sets quick login; {@code urls} is the page if not given. */
    void set(Map<String, ?> settings) {
        var all = new LinkedHashMap<String, Object>(Map.of("urls", List.of(page())));
        all.putAll(settings);
        Answer answer = realm.admin("PUT", "/quick-login/" + uuid, all);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    String page() {
        return "https://" + clientId + ".example/";
    }

    /** The link on the page. */
    String link(String... namesAndValues) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("referer", page());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return realm.url("/quick-login?")
                + parameters.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + Http.encoded(entry.getValue()))
                        .collect(Collectors.joining("&"));
    }

    /** The client as Keycloak has it now. */
    JsonNode client() {
        return realm.admin("GET", "/clients/" + uuid).json();
    }

    Answer redeem(String code) {
        return redeem(Map.of("code", code, "client_id", clientId));
    }

    Answer redeem(Map<String, String> form) {
        return Http.of("POST", realm.url("/quick-login/redeem")).form(form).send();
    }
}
