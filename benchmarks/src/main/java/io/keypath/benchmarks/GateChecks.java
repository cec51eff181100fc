package io.keypath.benchmarks;

import static java.util.Objects.requireNonNull;

import io.keypath.core.Sha256;
import io.keypath.keycloakdist.Nginx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a check at the gate costs with {@code members}, whether that grows with the shares of a realm and of a user, and what
 * nginx saves that remembers a verdict for a second. Arguments: the project's folder, the shares of the big realm
 * (100,000), those of one of its users (1,000), and the calls of each kind (3,000).
 */
public final class GateChecks {

    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final Pattern USER_ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final String PASSWORD = "a-password-for-benchmarks";
    private static final String FILE = "readme.txt";

    private enum Kind {
        PLAIN("gate, no members", "small"),
        FEW("gate, members, 1 share of the user, 2 in the realm", "small"),
        ONE_OF_MANY("gate, members, 1 share of the user, many in the realm", "big"),
        MANY("gate, members, many shares of the user and in the realm", "big"),
        ASKED("a file behind nginx, the gate asked each time", "small"),
        REMEMBERED("a file behind nginx, verdict remembered for a second", "small");

        private final String label;
        private final String realm;

        Kind(String label, String realm) {
            this.label = label;
            this.realm = realm;
        }

        String user() {
            return this == MANY ? "ada" : "ben";
        }
    }

    private final MeasuredServer server;
    private final int ofUser;

    private GateChecks(MeasuredServer server, int ofUser) {
        this.server = server;
        this.ofUser = ofUser;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        Path project = Path.of(arguments[0]);
        int shares = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        int ofUser = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
        int calls = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 3_000;
        if (ofUser >= shares) {
            throw new IllegalArgumentException("A user cannot have more shares than the realm");
        }
        try (MeasuredServer server =
                MeasuredServer.start(project, "--proxy-headers=xforwarded", "--proxy-trusted-addresses=127.0.0.1")) {
            new GateChecks(server, ofUser).run(project, shares, calls);
        }
    }

    private void run(Path project, int shares, int calls) throws IOException, InterruptedException, SQLException {
        Map<String, String> small = make("small");
        Map<String, String> big = make("big");
        server.keycloak().stop();
        addShares(shares);
        server.keycloak().restart();
        Path folder = Files.createTempDirectory("gate-checks");
        Path files = Files.createDirectories(folder.resolve("files/p/0"));
        Files.writeString(files.resolve(FILE), "read me");
        Path template = project.resolve("examples/nginx/nginx.conf");
        Path remembering = Files.writeString(
                folder.resolve("remembering.conf"), Files.readString(template).replace("#cached ", ""));
        try (Nginx asking = nginx(template, folder, "asking");
                Nginx remembers = nginx(remembering, folder, "remembering")) {
            var requests = new EnumMap<Kind, Requests>(Kind.class);
            for (Kind kind : Kind.values()) {
                String token = requireNonNull((kind.realm.equals("small") ? small : big).get(kind.user()));
                requests.put(kind, turn -> request(kind, token, asking, remembers, turn));
            }
            Comparison.Timed<Kind> timed = (kind, turn) ->
                    time(kind, requireNonNull(requests.get(kind)).of(turn));
            List<Kind> all = List.of(Kind.values());
            Comparison.of(all, 0, calls / 3, timed); // warms up
            Comparison<Kind> compared = Comparison.of(all, 0, calls, timed);
            Comparison.say("%d shares in the big realm, %d of one user", shares, ofUser);
            Comparison.say("%n%-60s %9s %9s %6s", "", "median/ms", "p95/ms", "pool");
            for (Kind kind : all) {
                long before = server.acquired();
                for (int turn = 0; turn < 100; turn++) {
                    timed.time(kind, turn);
                }
                Comparison.say(
                        "%-60s %9.2f %9.2f %6.2f",
                        kind.label,
                        compared.medianMillis(kind),
                        compared.p95Millis(kind),
                        (server.acquired() - before) / 100.0);
            }
            Comparison.say("%n%-60s %7s %7s", "ratio", "median", "p95");
            compared.ratio("members / no members", Kind.FEW, Kind.PLAIN);
            compared.ratio("many in the realm / few", Kind.ONE_OF_MANY, Kind.FEW);
            compared.ratio("many of the user / one", Kind.MANY, Kind.ONE_OF_MANY);
            compared.ratio("nginx: remembered / asked each time", Kind.REMEMBERED, Kind.ASKED);
        } finally {
            MeasuredServer.delete(folder);
        }
    }

    private interface Requests {
        HttpRequest of(int turn);
    }

    private HttpRequest request(Kind kind, String token, Nginx asking, Nginx remembers, int turn) {
        String path = kind == Kind.MANY ? "/mine/" + (1 + turn * 7919L % ofUser) : "/p/0";
        var request = HttpRequest.newBuilder();
        switch (kind) {
            case ASKED -> request.uri(URI.create(asking.baseUri() + "/files" + path + "/" + FILE));
            case REMEMBERED -> request.uri(URI.create(remembers.baseUri() + "/files" + path + "/" + FILE));
            default ->
                request.uri(URI.create(server.keycloak().realmUri(kind.realm) + "/gate/"
                                + (kind == Kind.PLAIN ? "plain" : "members") + "/verify"))
                        .header("X-Original-URI", path + "/" + FILE)
                        .header("X-Original-Method", "GET");
        }
        return request.header("Authorization", "Bearer " + token).build();
    }

    private long time(Kind kind, HttpRequest request) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<String> answer = server.send(request);
        long time = System.nanoTime() - begin;
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(kind + " got " + answer.statusCode() + " " + answer.body());
        }
        return time;
    }

    private Nginx nginx(Path template, Path folder, String name) throws IOException {
        return Nginx.start(
                Nginx.find().orElseThrow(() -> new IllegalStateException("apt-get install nginx-light")),
                template,
                server.keycloak().baseUri(),
                "small",
                folder.resolve("files"),
                folder.resolve(name),
                0);
    }

    /** Makes a realm with two users, each with one share and a token for all that he reaches; the tokens. */
    private Map<String, String> make(String realm) throws IOException, InterruptedException {
        server.admin("POST", "", """
                {"realm":"%s","enabled":true,
                 "attributes":{"keypath.gate.plain":"{\\"source\\":\\"original-uri\\"}",
                               "keypath.gate.members":"{\\"source\\":\\"original-uri\\",\\"members\\":true}",
                               "keypath.gate.files":"{\\"source\\":\\"original-uri\\",\\"strip\\":\\"/files\\"}"},
                 "clients":[{"clientId":"cli","publicClient":true,"directAccessGrantsEnabled":true}],
                 "users":[%s,%s]}""".formatted(realm, user(realm, "ada"), user(realm, "ben")), 201);
        return Map.of("ada", token(realm, "ada", "/mine/0"), "ben", token(realm, "ben", "/p/0"));
    }

    private static String user(String realm, String name) {
        return """
                {"username":"%s","enabled":true,"email":"%s@example.com","firstName":"A","lastName":"B",
                 "realmRoles":["default-roles-%s"],
                 "credentials":[{"type":"password","value":"%s"}]}""".formatted(name, name, realm, PASSWORD);
    }

    private String token(String realm, String user, String path) throws IOException, InterruptedException {
        String id = MeasuredServer.found(
                USER_ID, server.admin("GET", "/" + realm + "/users?exact=true&username=" + user, "", 200));
        server.admin(
                "POST",
                "/" + realm + "/gate-shares",
                "{\"path\":\"" + path + "\",\"principal\":\"user:" + id + "\",\"access\":\"read\"}",
                201);
        String login = server.login(realm, "cli", user, PASSWORD);
        return MeasuredServer.found(
                TOKEN,
                server.call(
                        server.keycloak().realmUri(realm) + "/path-tokens",
                        "POST",
                        login,
                        "{\"name\":\"benchmark\"}",
                        201));
    }

    /** Copies what the two users have in the big realm: ada's for other paths, ben's for other users as well. */
    private void addShares(int shares) throws SQLException {
        try (Connection connection = Rows.connect(server.data());
                Statement statement = connection.createStatement()) {
            String ofBig = "REALM_ID = (select ID from REALM where NAME = 'big') and SHARE_PATH = ";
            Rows.copy(
                    statement,
                    "KEYPATH_GATE_SHARE",
                    ofBig + "'/mine/0'",
                    Map.of("ID", "'mine-' || X", "SHARE_PATH", "'/mine/' || X", "PATH_HASH", sha256("'/mine/' || X")),
                    ofUser);
            Rows.copy(
                    statement,
                    "KEYPATH_GATE_SHARE",
                    ofBig + "'/p/0'",
                    Map.of(
                            "ID",
                            "'other-' || X",
                            "SHARE_PATH",
                            "'/p/' || X",
                            "PATH_HASH",
                            sha256("'/p/' || X"),
                            "PRINCIPAL_ID",
                            "'user-' || X",
                            "PRINCIPAL_HASH",
                            sha256("'USER:user-' || X")),
                    shares - ofUser);
        }
    }

    /** As {@link Sha256#hex} has it. */
    private static String sha256(String text) {
        return "lower(rawtohex(hash('SHA256', stringtoutf8(" + text + "))))";
    }
}
