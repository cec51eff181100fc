import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.BearerTokenError;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Serves GET /files/... to whoever has a token with the scope {@code read:/...} or {@code write:/...} for the path. */
public final class ResourceServer {

    private final URI introspection;
    private final ClientSecretBasic client;
    private final Path root;

    private ResourceServer(URI introspection, ClientSecretBasic client, Path root) {
        this.introspection = introspection;
        this.client = client;
        this.root = root;
    }

    public static void main(String[] arguments) throws Exception {
        var provider = OIDCProviderMetadata.resolve(new Issuer(setting("ISSUER")));
        var client = new ClientSecretBasic(new ClientID(setting("CLIENT_ID")), new Secret(setting("CLIENT_SECRET")));
        var files = new ResourceServer(provider.getIntrospectionEndpointURI(), client, Path.of(setting("ROOT")));

        var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(setting("PORT")));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/files/", exchange -> {
            try (exchange) {
                files.serve(exchange);
            }
        });
        server.start();
        System.out.println("Listening on " + server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/files".length());
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.sendResponseHeaders(405, -1);
        } else if (!isPlain(path)) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            BearerTokenError refusal = judge(exchange.getRequestHeaders().getFirst("Authorization"), path);
            if (refusal == null) {
                send(exchange, root.resolve(path.substring(1)));
            } else {
                exchange.getResponseHeaders().set("WWW-Authenticate", refusal.toWWWAuthenticateHeader());
                exchange.sendResponseHeaders(refusal.getHTTPStatusCode(), -1);
            }
        }
    }

    /** Null: go ahead. */
    private BearerTokenError judge(String authorization, String path) throws IOException {
        try {
            var token = BearerAccessToken.parse(authorization);
            var request = new TokenIntrospectionRequest(introspection, client, token);
            var answer = TokenIntrospectionResponse.parse(request.toHTTPRequest().send());
            if (!answer.indicatesSuccess()) {
                throw new IOException("Introspection failed: " + answer.toErrorResponse().getErrorObject());
            }
            var shown = answer.toSuccessResponse();
            if (!shown.isActive()) {
                return BearerTokenError.INVALID_TOKEN;
            }
            return permits(shown.getScope(), path) ? null : BearerTokenError.INSUFFICIENT_SCOPE;
        } catch (ParseException e) {
            return authorization == null ? BearerTokenError.MISSING_TOKEN : BearerTokenError.INVALID_TOKEN;
        }
    }

    private static boolean permits(Scope scope, String path) {
        return scope != null
                && scope.toStringList().stream()
                        .filter(value -> value.startsWith("read:/") || value.startsWith("write:/"))
                        .map(value -> URI.create(value.substring(value.indexOf('/'))).getPath())
                        .anyMatch(granted -> covers(granted, path));
    }

    /** /maps covers /maps and /maps/ams, but not /mapsecret; /maps/ covers only what is below it. */
    private static boolean covers(String granted, String path) {
        return granted.endsWith("/")
                ? path.startsWith(granted)
                : path.equals(granted) || path.startsWith(granted + "/");
    }

    /** What could be read in two ways is not served at all. */
    private static boolean isPlain(String path) {
        return path.matches("(/[\\p{L}\\p{M}\\p{N} ._~@+,=-]+)+")
                && Arrays.stream(path.split("/")).noneMatch(segment -> segment.matches("\\.{1,2}"));
    }

    private static void send(HttpExchange exchange, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        Files.copy(file, exchange.getResponseBody());
    }

    private static String setting(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalArgumentException("Please set " + name);
        }
        return value;
    }
}
