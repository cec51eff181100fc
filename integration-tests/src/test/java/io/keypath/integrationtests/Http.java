package io.keypath.integrationtests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** One request, built and sent. Redirects are not followed. */
final class Http {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final HttpRequest.Builder request;
    private final String method;
    private HttpRequest.BodyPublisher body = BodyPublishers.noBody();

    private Http(String method, String uri) {
        this.method = method;
        this.request = HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(60));
    }

    static Http of(String method, String uri) {
        return new Http(method, uri);
    }

    Http bearer(String token) {
        return header("Authorization", "Bearer " + token);
    }

    Http header(String name, String value) {
        request.header(name, value);
        return this;
    }

    /** A JSON body: a text as it is, anything else serialised. */
    Http json(Object value) {
        header("Content-Type", "application/json");
        try {
            body = BodyPublishers.ofString(value instanceof String text ? text : JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    /** A body of any bytes and any media type. */
    Http bytes(String mediaType, byte[] bytes) {
        header("Content-Type", mediaType);
        body = BodyPublishers.ofByteArray(bytes);
        return this;
    }

    Http form(Map<String, String> parameters) {
        return form(parameters.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&")));
    }

    /** A form that is encoded already. */
    Http form(String encoded) {
        header("Content-Type", "application/x-www-form-urlencoded");
        body = BodyPublishers.ofString(encoded);
        return this;
    }

    Answer send() {
        try {
            var response = CLIENT.send(request.method(method, body).build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
