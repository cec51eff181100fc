package io.keypath.integrationtests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/** What a server answered. */
record Answer(int status, HttpHeaders headers, String body) {

    JsonNode json() {
        try {
            return Http.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON, with status " + status + ": " + body, e);
        }
    }

    /** A field of a JSON answer, as text. */
    String text(String field) {
        JsonNode node = json().get(field);
        if (node == null) {
            throw new AssertionError("No field " + field + ", with status " + status + ": " + body);
        }
        return node.asText();
    }

    /** The first value of a header; empty when there is none. */
    String header(String name) {
        return headers.firstValue(name).orElse("");
    }
}
