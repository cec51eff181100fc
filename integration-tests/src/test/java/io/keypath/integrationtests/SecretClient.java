package io.keypath.integrationtests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that authenticates by {@code Authorization: Secret}, from an address of its own: guesses count by address. */
record SecretClient(TestRealm realm, String address) {

    static final String TYPE = "keypath-secret";
    static final String METHOD = "urn:keypath:params:oauth:client-auth-method:secret";

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    /** In a realm, from an address that nobody used before. */
    static SecretClient in(TestRealm realm) {
        int number = ADDRESSES.incrementAndGet();
        return new SecretClient(realm, "10.7." + number / 256 + "." + number % 256);
    }

    /** A client of this type, in Keycloak's own JSON. */
    static Map<String, Object> json(String clientId, String secret, String... attributes) {
        var client = new LinkedHashMap<>(OAuthEndpoints.confidential(clientId, attributes));
        client.put("secret", secret);
        client.put("clientAuthenticatorType", TYPE);
        return client;
    }

    Answer post(String endpoint, String secret, Map<String, String> form) {
        return postHeader(endpoint, "Secret " + secret, form);
    }

    /** With any text as the header {@code Authorization}. */
    Answer postHeader(String endpoint, String header, Map<String, String> form) {
        return Http.of("POST", realm.url(endpoint))
                .header("Authorization", header)
                .header("X-Forwarded-For", address)
                .form(form)
                .send();
    }

    /** Asks for a token of the client itself; pairs of further form parameters. */
    Answer token(String secret, String... more) {
        return post(OAuthEndpoints.TOKEN, secret, credentials(more));
    }

    static Map<String, String> credentials(String... more) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "client_credentials");
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return form;
    }

    /** The clientId that a token was issued to. */
    static String azp(Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError("No token, with status " + answer.status() + ": " + answer.body());
        }
        return OAuthEndpoints.claims(answer.text("access_token")).get("azp").asText();
    }

    /** Administration of the secrets of a client. */
    static Caller admin(TestRealm realm, String clientId) {
        return new Caller(realm.adminUrl("/client-secrets/" + realm.clientUuid(clientId)), realm.adminLogin());
    }

    /** Makes a client of this type in a realm that is there; its clientId. */
    static String make(TestRealm realm, String clientId, String secret) {
        Answer made = realm.admin("POST", "/clients", json(clientId, secret));
        if (made.status() != 201) {
            throw new AssertionError("The client could not be made: " + made.status() + " " + made.body());
        }
        return clientId;
    }

    /** Changes a client by Keycloak's own admin API. */
    static void change(TestRealm realm, String clientId, Map<String, ?> changes) {
        String uuid = realm.clientUuid(clientId);
        var client = new LinkedHashMap<String, Object>();
        realm.admin("GET", "/clients/" + uuid)
                .json()
                .properties()
                .forEach(field -> client.put(field.getKey(), field.getValue()));
        client.putAll(changes);
        Answer changed = realm.admin("PUT", "/clients/" + uuid, client);
        if (changed.status() != 204) {
            throw new AssertionError("The client could not be changed: " + changed.status() + " " + changed.body());
        }
    }

    /** All secrets that must never appear anywhere but in the answer that made them. */
    static void assertNothingOf(List<String> secrets, String text) {
        for (String secret : secrets) {
            if (text.contains(secret)) {
                throw new AssertionError("A secret in " + text);
            }
        }
    }
}
