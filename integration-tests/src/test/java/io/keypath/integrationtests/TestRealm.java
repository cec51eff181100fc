package io.keypath.integrationtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.keypath.keycloakdist.RunningKeycloak;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A realm of one test class. It has the public client {@code cli}, whose users log in with user name and password (the
 * same text) and whose tokens may call self-service, and all the users and clients that the builder is told of.
 */
final class TestRealm {

    static final String CLI = "cli";

    /** The secret of every confidential client. */
    static final String SECRET = "a-secret-for-tests";

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final RunningKeycloak keycloak;
    private final String name;

    private TestRealm(RunningKeycloak keycloak, String name) {
        this.keycloak = keycloak;
        this.name = name;
    }

    static Builder builder() {
        return new Builder(TestServer.keycloak());
    }

    static Builder builder(RunningKeycloak keycloak) {
        return new Builder(keycloak);
    }

    String name() {
        return name;
    }

    RunningKeycloak keycloak() {
        return keycloak;
    }

    /** An address below {@code /realms/{realm}}. */
    String url(String path) {
        return keycloak.realmUri(name) + path;
    }

    /** An address below {@code /admin/realms/{realm}}. */
    String adminUrl(String path) {
        return keycloak.baseUri() + "/admin/realms/" + name + path;
    }

    /** An access token of a user, by the client {@code cli}. */
    String login(String user) {
        return login(CLI, user);
    }

    String login(String clientId, String user) {
        return token(Map.of("grant_type", "password", "client_id", clientId, "username", user, "password", user));
    }

    /** An access token of a confidential client's service account. */
    String serviceAccountLogin(String clientId) {
        return token(Map.of("grant_type", "client_credentials", "client_id", clientId, "client_secret", SECRET));
    }

    String token(Map<String, String> parameters) {
        return Http.of("POST", url("/protocol/openid-connect/token"))
                .form(parameters)
                .send()
                .text("access_token");
    }

    /** An access token of the server's administrator, who may do everything. */
    static String adminLogin(RunningKeycloak keycloak) {
        return Http.of("POST", keycloak.realmUri("master") + "/protocol/openid-connect/token")
                .form(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        keycloak.adminUser().name(),
                        "password",
                        keycloak.adminUser().password()))
                .send()
                .text("access_token");
    }

    String adminLogin() {
        return adminLogin(keycloak);
    }

    /** A call of the admin API by the server's administrator. */
    Answer admin(String method, String path) {
        return Http.of(method, adminUrl(path)).bearer(adminLogin()).send();
    }

    Answer admin(String method, String path, Object body) {
        return Http.of(method, adminUrl(path)).bearer(adminLogin()).json(body).send();
    }

    String userId(String user) {
        return admin("GET", "/users?exact=true&username=" + user)
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    String clientUuid(String clientId) {
        return admin("GET", "/clients?clientId=" + clientId)
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    String serviceAccountId(String clientId) {
        return admin("GET", "/clients/" + clientUuid(clientId) + "/service-account-user")
                .text("id");
    }

    /** Sets attributes of the realm, those of the policy for example. */
    void setAttributes(Map<String, String> attributes) {
        admin("PUT", "", Map.of("realm", name, "attributes", attributes));
    }

    /** A call of self-service as a user. */
    Answer call(String user, String method, String path, Object body) {
        return Http.of(method, url(path)).bearer(login(user)).json(body).send();
    }

    Answer call(String user, String method, String path) {
        return Http.of(method, url(path)).bearer(login(user)).send();
    }

    /** Makes a token for a user and returns the answer, whatever it is. */
    Answer createToken(String user, Map<String, ?> body) {
        return call(user, "POST", "/path-tokens", body);
    }

    /** The string of a new token of a user for one path. */
    Answer createToken(String user, String path, String access) {
        return createToken(user, Map.of("name", "test", "accessList", List.of(Map.of("path", path, "access", access))));
    }

    /** The gate's answer for a target, as nginx asks. */
    Answer gate(String token, String method, String target) {
        return Http.of("GET", url("/gate/verify"))
                .bearer(token)
                .header("X-Original-URI", target)
                .header("X-Original-Method", method)
                .send();
    }

    /** User events of a type, newest first. */
    JsonNode events(String type) {
        return admin("GET", "/events?max=100&type=" + type).json();
    }

    /** Admin events of a resource type, newest first. */
    JsonNode adminEvents(String resourceType) {
        return admin("GET", "/admin-events?max=100&resourceTypes=" + resourceType)
                .json();
    }

    void delete() {
        admin("DELETE", "");
    }

    static final class Builder {

        private final RunningKeycloak keycloak;
        private final Map<String, String> attributes = new LinkedHashMap<>();
        private final List<Map<String, Object>> users = new ArrayList<>();
        private final List<Map<String, Object>> clients = new ArrayList<>();
        private final Map<String, Object> more = new LinkedHashMap<>();

        private Builder(RunningKeycloak keycloak) {
            this.keycloak = keycloak;
            clients.add(Map.of(
                    "clientId",
                    CLI,
                    "publicClient",
                    true,
                    "directAccessGrantsEnabled",
                    true,
                    "webOrigins",
                    List.of("https://app.example"),
                    "redirectUris",
                    List.of("https://app.example/*")));
        }

        Builder attribute(String key, String value) {
            attributes.put(key, value);
            return this;
        }

        /** A user whose password is his name, with roles of the realm. */
        Builder user(String username, String... realmRoles) {
            var user = new LinkedHashMap<String, Object>();
            user.put("username", username);
            user.put("enabled", true);
            user.put("email", username + "@example.org");
            user.put("emailVerified", true);
            user.put("firstName", username);
            user.put("lastName", "Test");
            user.put("credentials", List.of(Map.of("type", "password", "value", username, "temporary", false)));
            var roles = new ArrayList<>(List.of(realmRoles));
            roles.add("default-roles-" + "REALM");
            user.put("realmRoles", roles);
            users.add(user);
            return this;
        }

        /** A user with roles of the client {@code realm-management}, for the admin API of this realm. */
        Builder adminUser(String username, String... managementRoles) {
            user(username);
            users.get(users.size() - 1).put("clientRoles", Map.of("realm-management", List.of(managementRoles)));
            return this;
        }

        /** A confidential client with a service account. */
        Builder serviceAccount(String clientId) {
            return client(Map.of(
                    "clientId", clientId, "secret", SECRET, "serviceAccountsEnabled", true, "publicClient", false));
        }

        /** A client as in Keycloak's own JSON. */
        Builder client(Map<String, Object> representation) {
            clients.add(representation);
            return this;
        }

        /** Anything else of Keycloak's own JSON of a realm. */
        Builder with(String field, Object value) {
            more.put(field, value);
            return this;
        }

        TestRealm build() {
            String name = "test-" + COUNTER.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
            var realm = new LinkedHashMap<String, Object>(more);
            realm.put("realm", name);
            realm.put("enabled", true);
            realm.put("attributes", attributes);
            realm.put("eventsEnabled", true);
            realm.put("adminEventsEnabled", true);
            realm.put("adminEventsDetailsEnabled", true);
            // What the builder gives users of the account client.
            for (Map<String, Object> user : users) {
                @SuppressWarnings("unchecked")
                var roles = (List<String>) user.get("realmRoles");
                if (roles != null) {
                    roles.replaceAll(role -> role.equals("default-roles-REALM") ? "default-roles-" + name : role);
                }
            }
            realm.put("users", users);
            realm.put("clients", clients);
            Answer answer = Http.of("POST", keycloak.baseUri() + "/admin/realms")
                    .bearer(adminLogin(keycloak))
                    .json(realm)
                    .send();
            if (answer.status() != 201) {
                throw new AssertionError("The realm could not be made: " + answer.status() + " " + answer.body());
            }
            return new TestRealm(keycloak, name);
        }
    }
}
