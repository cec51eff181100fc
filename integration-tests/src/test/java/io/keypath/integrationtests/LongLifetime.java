package io.keypath.integrationtests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The long-lifetime grant in a realm, and what becomes of its tokens. */
record LongLifetime(TestRealm realm) {

    static final String GRANT = "urn:keypath:params:oauth:grant-type:long-lifetime";
    static final String CLIENT = "robot";
    static final String YEAR = "31536000";

    /** Attributes of a client that may use the grant. */
    static final String[] ALLOWED = {"keypath.long-lifetime", "true"};

    /** The client {@code robot}, which also logs users in. */
    static Map<String, Object> robot(String... moreAttributes) {
        var attributes = new ArrayList<>(List.of(ALLOWED));
        attributes.addAll(List.of(moreAttributes));
        return withDirectGrants(OAuthEndpoints.confidential(CLIENT, attributes.toArray(String[]::new)));
    }

    static Map<String, Object> withDirectGrants(Map<String, Object> client) {
        var more = new LinkedHashMap<>(client);
        more.put("directAccessGrantsEnabled", true);
        return more;
    }

    /** A resource server that may introspect whatever it gets. */
    static Map<String, Object> resourceServer() {
        return OAuthEndpoints.confidential("rs", "allow.token.introspection.without.audience.check", "true");
    }

    static Map<String, String> form(String... more) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", GRANT);
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return form;
    }

    /** By the client {@code robot}. */
    Answer request(String... more) {
        return requestBy(CLIENT, more);
    }

    Answer requestBy(String clientId, String... more) {
        return new OAuthEndpoints(realm).post(OAuthEndpoints.TOKEN, clientId, form(more));
    }

    /** For a user who shows one of his access tokens. */
    Answer requestFor(String user, String... more) {
        var form = form(more);
        form.put("subject_token", login(user));
        form.put("subject_token_type", OAuthEndpoints.ACCESS_TOKEN_TYPE);
        return new OAuthEndpoints(realm).post(OAuthEndpoints.TOKEN, CLIENT, form);
    }

    /** A user's access token of the client {@code robot}. */
    String login(String user) {
        return new OAuthEndpoints(realm)
                .post(
                        OAuthEndpoints.TOKEN,
                        CLIENT,
                        Map.of("grant_type", "password", "username", user, "password", user))
                .text("access_token");
    }

    Answer introspect(String token) {
        return new OAuthEndpoints(realm).introspect("rs", token);
    }

    boolean isActive(String token) {
        return introspect(token).json().get("active").asBoolean();
    }

    int userinfo(String token) {
        return Http.of("GET", realm.url(OAuthEndpoints.USERINFO))
                .bearer(token)
                .send()
                .status();
    }

    int gate(String token) {
        return realm.gate(token, "GET", "/a").status();
    }

    /** Whether introspection, userinfo and the gate take it; an error when they do not agree. */
    boolean isAlive(String token) {
        String seen = isActive(token) + " " + userinfo(token) + " " + gate(token);
        return switch (seen) {
            case "true 200 200" -> true;
            case "false 401 401" -> false;
            default -> throw new AssertionError("introspection, userinfo, gate: " + seen);
        };
    }
}
