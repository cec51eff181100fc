package io.keypath.demo;

import java.net.URI;
import java.util.List;

/** What {@code run.sh} prints: lines for bash that need nothing but curl and sed, in the order in which they work. */
record Tour(URI keycloak, URI nginx) {

    record Step(String title, String command, String expected) {}

    List<Step> steps() {
        String realm = keycloak + "/realms/demo";
        String asAda = "-H \"Authorization: Bearer $ACCESS\"";
        return List.of(
                new Step(
                        "Ada's access token, for the self-service",
                        "ACCESS=$(curl -s " + realm + "/protocol/openid-connect/token -d grant_type=password"
                                + " -d client_id=demo-cli -d username=ada -d password=ada"
                                + " | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')",
                        ""),
                new Step(
                        "a token that may read /maps/ams, for an hour; it is shown this once",
                        "REPLY=$(curl -s " + asAda + " -H 'Content-Type: application/json' " + realm + "/path-tokens"
                                + " -d '{\"name\":\"tiles\",\"accessList\":[{\"path\":\"/maps/ams\",\"access\":\"read\"}],"
                                + "\"validFor\":3600}'); echo \"$REPLY\"",
                        "\"token\":\"kpt_"),
                new Step(
                        "keep its string and its id",
                        "TOKEN=$(sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/' <<<\"$REPLY\");"
                                + " ID=$(sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/' <<<\"$REPLY\")",
                        ""),
                new Step("read a file", request("GET", "/maps/ams/tiles.txt"), "200"),
                new Step("not the one beside it", request("GET", "/maps/rotterdam/tiles.txt"), "403"),
                new Step("nor write", request("PUT", "/maps/ams/tiles.txt"), "403"),
                new Step("Ada's tokens", "curl -s " + asAda + " " + realm + "/path-tokens; echo", "\"name\":\"tiles\""),
                new Step(
                        "revoke it",
                        "curl -s -o /dev/null -w '%{http_code}\\n' -X DELETE " + asAda + " " + realm
                                + "/path-tokens/$ID",
                        "204"),
                new Step("and it is worth nothing", request("GET", "/maps/ams/tiles.txt"), "401"));
    }

    private String request(String method, String path) {
        String bearer = " -H \"Authorization: Bearer $TOKEN\"";
        String target = nginx + "/files" + path + bearer;
        return switch (method) {
            case "GET" -> "curl -s -w '%{http_code}\\n' " + target;
            default -> "curl -s -w '%{http_code}\\n' -X " + method + " -d new " + target;
        };
    }

    String text() {
        var text = new StringBuilder();
        for (Step step : steps()) {
            text.append("\n# ").append(step.title());
            if (!step.expected().isEmpty()) {
                text.append("  ->  ").append(step.expected());
            }
            text.append('\n').append(step.command()).append('\n');
        }
        return text.toString();
    }
}
