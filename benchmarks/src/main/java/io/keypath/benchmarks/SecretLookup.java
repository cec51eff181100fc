package io.keypath.benchmarks;

import io.keypath.core.Sha256;
import io.keypath.core.TokenString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether finding a client by its secret alone costs more in a realm of many clients. Arguments: the project's folder, the
 * clients of the big realm (20,000), and the calls of each kind (1,000).
 */
public final class SecretLookup {

    private static final int SMALL = 10;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern SECRET = Pattern.compile("\"secret\":\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\",\"clientId\":");

    private enum Kind {
        KPS("kps_ secret"),
        TAB("Credentials-tab secret"),
        BASIC("client_secret_basic"),
        UNKNOWN_KPS("unknown kps_ secret"),
        UNKNOWN("unknown secret");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        boolean isRefused() {
            return this == UNKNOWN_KPS || this == UNKNOWN;
        }
    }

    /** Which clients are called: always the same ten, or all in turn. */
    private enum Spread {
        WARM,
        ALL
    }

    private record Realm(String name, int clients, List<String> kps, List<String> fillers) {}

    private record Call(Realm realm, Kind kind, Spread spread) {

        String header(int turn) {
            int client = turn % SMALL;
            // A prime apart, so that neighbours in time are none in the database.
            int fillers = Math.max(1, realm.fillers().size());
            int filler = (int) ((turn * 7919L + (kind == Kind.TAB ? fillers / 2 : 0)) % fillers);
            boolean isWarm = spread == Spread.WARM;
            return switch (kind) {
                case KPS ->
                    "Secret "
                            + (isWarm
                                    ? realm.kps().get(client)
                                    : realm.fillers().get(filler));
                case TAB ->
                    "Secret "
                            + (isWarm
                                    ? tabSecret(realm.name(), client)
                                    : ClientRows.tabSecret(ClientRows.OURS + (filler + 1)));
                case BASIC -> "Basic " + (isWarm ? basic(client) : basic(ClientRows.KEYCLOAKS + (filler + 1)));
                case UNKNOWN_KPS ->
                    "Secret "
                            + TokenString.generate(TokenString.Kind.SECRET, RANDOM)
                                    .reveal();
                case UNKNOWN -> "Secret " + tabSecret(realm.name(), -1 - turn);
            };
        }

        private String basic(int client) {
            return base64("basic-" + client + ":" + tabSecret(realm.name(), -1 - client));
        }

        private static String basic(String clientId) {
            return base64(clientId + ":" + ClientRows.tabSecret(clientId));
        }

        /** Fillers get no tokens, having no service account; they may ask about one. */
        String path() {
            return "/protocol/openid-connect/token" + (spread == Spread.WARM ? "" : "/introspect");
        }

        String form() {
            return spread == Spread.WARM ? "grant_type=client_credentials" : "token=none";
        }
    }

    private final MeasuredServer server;

    private SecretLookup(MeasuredServer server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        Path project = Path.of(arguments[0]);
        int clients = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        int calls = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
        if (clients / 2 < calls * 2 + 100) {
            throw new IllegalArgumentException("Too few clients for so many calls: none is to be called twice");
        }
        // Wrong secrets are measured too: nobody is to wait.
        try (MeasuredServer server = MeasuredServer.start(
                project, "--spi-client-authenticator--keypath-secret--guesses-per-minute=100000")) {
            new SecretLookup(server).run(clients, calls);
        }
    }

    private void run(int clients, int calls) throws IOException, InterruptedException, SQLException {
        Realm small = make("small");
        Realm big = make("big");
        server.keycloak().stop();
        List<String> fillers = ClientRows.add(server.data(), "big", "secret-0", clients);
        long begin = System.nanoTime();
        server.keycloak().restart();
        Comparison.say("Started with %d clients that were in no index, after %d s", clients, since(begin));
        big = new Realm(big.name(), clients + SMALL, big.kps(), fillers);
        var all = new ArrayList<Call>();
        for (Realm realm : List.of(small, big)) {
            for (Kind kind : Kind.values()) {
                all.add(new Call(realm, kind, Spread.WARM));
            }
        }
        for (Kind kind : List.of(Kind.KPS, Kind.TAB, Kind.BASIC)) {
            all.add(new Call(big, kind, Spread.ALL));
        }
        Comparison.of(all, calls, calls / 4, this::time); // warms up
        Comparison<Call> compared = Comparison.of(all, 0, calls, this::time);

        Comparison.say(
                "%n%-24s %-6s %8s %-5s %9s %9s %6s", "calls of", "realm", "clients", "", "median/ms", "p95/ms", "pool");
        for (Call call : all) {
            Comparison.say(
                    "%-24s %-6s %8d %-5s %9.2f %9.2f %6.1f",
                    call.kind().label,
                    call.realm().name(),
                    call.realm().clients(),
                    call.spread().name().toLowerCase(Locale.ROOT),
                    compared.medianMillis(call),
                    compared.p95Millis(call),
                    acquisitions(call, 2 * calls));
        }
        Comparison.say("%n%-60s %7s %7s", "ratio", "median", "p95");
        for (Kind kind : Kind.values()) {
            compared.ratio(
                    kind.label + ", big / small", new Call(big, kind, Spread.WARM), new Call(small, kind, Spread.WARM));
        }
        for (Kind kind : List.of(Kind.KPS, Kind.TAB)) {
            compared.ratio(
                    kind.label + " / basic, small",
                    new Call(small, kind, Spread.WARM),
                    new Call(small, Kind.BASIC, Spread.WARM));
            compared.ratio(
                    kind.label + " / basic, big",
                    new Call(big, kind, Spread.WARM),
                    new Call(big, Kind.BASIC, Spread.WARM));
            compared.ratio(
                    kind.label + " / basic, big, all clients",
                    new Call(big, kind, Spread.ALL),
                    new Call(big, Kind.BASIC, Spread.ALL));
        }
    }

    private long time(Call call, int turn) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.keycloak().realmUri(call.realm().name()) + call.path()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", call.header(turn))
                .POST(BodyPublishers.ofString(call.form()))
                .build();
        long begin = System.nanoTime();
        HttpResponse<String> answer = server.send(request);
        long time = System.nanoTime() - begin;
        if (answer.statusCode() != (call.kind().isRefused() ? 401 : 200)) {
            throw new IllegalStateException(call.kind() + " got " + answer.statusCode() + " " + answer.body());
        }
        return time;
    }

    /** How often one call takes a connection from the database's pool. */
    private double acquisitions(Call call, int first) throws IOException, InterruptedException {
        int calls = 40;
        long before = server.acquired();
        for (int turn = 0; turn < calls; turn++) {
            time(call, first + turn);
        }
        return (server.acquired() - before) / (double) calls;
    }

    /** Makes a realm with ten clients of our type, which have a kps_ secret each, and ten of Keycloak's. */
    private Realm make(String name) throws IOException, InterruptedException {
        server.admin("POST", "", "{\"realm\":\"" + name + "\",\"enabled\":true}", 201);
        var kps = new ArrayList<String>();
        for (int number = 0; number < SMALL; number++) {
            server.admin(
                    "POST",
                    "/" + name + "/clients",
                    client("basic-" + number, "client-secret", tabSecret(name, -1 - number)),
                    201);
            server.admin(
                    "POST",
                    "/" + name + "/clients",
                    client("secret-" + number, "keypath-secret", tabSecret(name, number)),
                    201);
            String uuid = MeasuredServer.found(
                    ID, server.admin("GET", "/" + name + "/clients?clientId=secret-" + number, "", 200));
            kps.add(MeasuredServer.found(
                    SECRET,
                    server.admin("POST", "/" + name + "/client-secrets/" + uuid, "{\"name\":\"benchmark\"}", 201)));
        }
        return new Realm(name, SMALL, kps, List.of());
    }

    private static String client(String clientId, String type, String secret) {
        return "{\"clientId\":\"" + clientId + "\",\"clientAuthenticatorType\":\"" + type + "\",\"secret\":\"" + secret
                + "\",\"serviceAccountsEnabled\":true,\"standardFlowEnabled\":false}";
    }

    private static long since(long begin) {
        return (System.nanoTime() - begin) / 1_000_000_000;
    }

    /** As long as the ones that Keycloak makes; those of negative numbers are not of any client of our type. */
    private static String tabSecret(String realm, int number) {
        return Sha256.hex("tab secret of " + realm + number).substring(0, 32);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
