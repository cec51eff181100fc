import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gets an access token with {@code Authorization: Secret} and calls an API with it. */
public final class TokenBySecret {

    private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private TokenBySecret() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request(setting("ISSUER") + "/protocol/openid-connect/token")
                // The secret says which client it is: no client_id is sent.
                .header("Authorization", "Secret " + setting("CLIENT_SECRET"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials")));
        Matcher token = ACCESS_TOKEN.matcher(answer.body());
        if (answer.statusCode() != 200 || !token.find()) {
            System.err.println(answer.statusCode() + " " + answer.body());
            System.exit(1);
        }
        HttpResponse<String> result =
                send(request(setting("API")).header("Authorization", "Bearer " + token.group(1)));
        System.out.println(result.statusCode() + " " + result.body());
    }

    private static HttpRequest.Builder request(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(10));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String setting(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalArgumentException("Please set " + name);
        }
        return value;
    }
}
