package io.keypath.integrationtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Keycloak's own OAuth endpoints in a realm. Confidential clients authenticate by {@code client_secret_basic}. */
record OAuthEndpoints(TestRealm realm) {

    static final String PATH_TOKEN_TYPE = "urn:keypath:params:oauth:token-type:path-token";
    static final String ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";
    static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    static final String TOKEN = "/protocol/openid-connect/token";
    static final String INTROSPECT = "/protocol/openid-connect/token/introspect";
    static final String REVOKE = "/protocol/openid-connect/revoke";
    static final String USERINFO = "/protocol/openid-connect/userinfo";

    /** A confidential client, in Keycloak's own JSON. */
    static Map<String, Object> confidential(String clientId, String... attributes) {
        return Map.of(
                "clientId",
                clientId,
                "secret",
                TestRealm.SECRET,
                "publicClient",
                false,
                "serviceAccountsEnabled",
                true,
                "redirectUris",
                List.of("https://app.example/*"),
                "attributes",
                attributes(attributes));
    }

    static Map<String, Object> publicClient(String clientId, String... attributes) {
        return Map.of(
                "clientId",
                clientId,
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "redirectUris",
                List.of("https://app.example/*"),
                "attributes",
                attributes(attributes));
    }

    private static Map<String, String> attributes(String... keysAndValues) {
        var attributes = new LinkedHashMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            attributes.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return attributes;
    }

    /** A POST of a form by a confidential client. */
    Answer post(String endpoint, String clientId, Map<String, String> form) {
        return Http.of("POST", realm.url(endpoint))
                .header("Authorization", basic(clientId))
                .form(form)
                .send();
    }

    static String basic(String clientId) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((clientId + ":" + TestRealm.SECRET).getBytes(StandardCharsets.UTF_8));
    }

    Answer introspect(String clientId, String token) {
        return post(INTROSPECT, clientId, Map.of("token", token));
    }

    Answer exchange(String clientId, String token, String... more) {
        return post(TOKEN, clientId, exchangeForm(token, more));
    }

    /** The form of an exchange; a parameter that is given once more replaces the usual one. */
    static Map<String, String> exchangeForm(String token, String... more) {
        var form = new LinkedHashMap<>(
                Map.of("grant_type", TOKEN_EXCHANGE, "subject_token", token, "subject_token_type", PATH_TOKEN_TYPE));
        form.putAll(attributes(more));
        return form;
    }

    static JsonNode header(String jwt) {
        return part(jwt, 0);
    }

    static JsonNode claims(String jwt) {
        return part(jwt, 1);
    }

    private static JsonNode part(String jwt, int index) {
        try {
            return Http.JSON.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[index]));
        } catch (IOException e) {
            throw new AssertionError("Not a JWT: " + jwt, e);
        }
    }

    /** The same as what a server would answer for it, so that numbers compare. */
    static JsonNode json(Object value) {
        try {
            return Http.JSON.readTree(Http.JSON.writeValueAsString(value));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Map<String, Object> detail(String path, String... actions) {
        return Map.of("type", "keypath", "identifier", path, "actions", Arrays.asList(actions));
    }

    static Map<String, String> entry(String path, String access) {
        return Map.of("path", path, "access", access);
    }

    static long seconds(Answer answer, String field) {
        return Instant.parse(answer.text(field)).getEpochSecond();
    }

    static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }

    /** Waits until something is so, 20 seconds at most. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within 20 seconds: " + what);
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
