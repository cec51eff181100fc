package io.keypath.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object sent by a caller, read strictly: no unknown field, no field twice, no value of another type than asked
 * for, nothing behind the object. Every refusal is a 400 that names the field.
 */
public final class JsonBody {

    /** Most bytes that a body may have: the longest access list, with each of its characters escaped. */
    public static final int MAX_BYTES = 512 * 1024;

    /** Most names, values, brackets and braces of a body: a tree of small things takes a hundred times its text. */
    public static final int MAX_TOKENS = 20_000;

    private static final int MAX_DEPTH = 10;
    private static final int MAX_DIGITS = 30;

    // What may be said back: not control characters, nor a page of text.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,50}");

    private static final JsonMapper MAPPER = mapper();

    private final ObjectNode object;
    private final String prefix;

    private JsonBody(ObjectNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    /**
     * Reads a body.
     *
     * @param stream the request's entity; read to {@link #MAX_BYTES}
     * @param fields the only fields that may be sent
     */
    public static JsonBody read(InputStream stream, Set<String> fields) {
        return read(bytes(stream), fields);
    }

    /** As {@link #read}, of a request that may have no body at all. */
    public static Optional<JsonBody> readOptional(InputStream stream, Set<String> fields) {
        byte[] bytes = bytes(stream);
        return bytes.length == 0 ? Optional.empty() : Optional.of(read(bytes, fields));
    }

    /**
     * Reads a JSON object that is kept as a text.
     *
     * @param name of what holds it, in the refusals
     * @param fields the only fields that it may have
     */
    public static JsonBody readObject(String name, String text, Set<String> fields) {
        try {
            return new JsonBody(object(MAPPER.readTree(text), name), name + ".").restrictedTo(fields);
        } catch (JsonProcessingException e) {
            throw OAuthError.invalidRequest(
                    name + " is not JSON, holds a field twice, or something stands behind its object");
        }
    }

    /**
     * Reads the objects of a JSON array that came as a parameter.
     *
     * @param name of the parameter, in the refusals
     * @param fields the only fields that an object may have
     */
    public static List<JsonBody> readArray(String name, String text, int maxSize, Set<String> fields) {
        JsonNode array;
        try {
            array = MAPPER.readTree(text);
        } catch (StreamConstraintsException e) {
            throw tooMuch(name);
        } catch (JsonProcessingException e) {
            throw OAuthError.invalidRequest(
                    name + " is not JSON, holds a field twice, or something stands behind its array");
        }
        ObjectNode object = MAPPER.createObjectNode();
        object.set(name, array);
        return new JsonBody(object, "").objects(name, maxSize, fields).orElse(List.of());
    }

    private static JsonBody read(byte[] bytes, Set<String> fields) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new JsonBody(object(MAPPER.readTree(text), "The body"), "").restrictedTo(fields);
        } catch (StreamConstraintsException e) {
            throw tooMuch("The body");
        } catch (JsonProcessingException | CharacterCodingException e) {
            throw OAuthError.invalidRequest(
                    "The body is not JSON in UTF-8, holds a field twice, or something stands behind its object");
        }
    }

    private static RuntimeException tooMuch(String name) {
        return OAuthError.invalidRequest(
                name + " holds more than " + MAX_TOKENS + " names and values, is nested deeper than " + MAX_DEPTH
                        + ", or holds a number of more than " + MAX_DIGITS + " digits");
    }

    private static byte[] bytes(InputStream stream) {
        try {
            byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw OAuthError.invalidRequest("The body is longer than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw OAuthError.invalidRequest("The body could not be read");
        }
    }

    /** Whether the field was sent, even as null. */
    public boolean has(String field) {
        return object.has(field);
    }

    /** Whether the field was sent as null. */
    public boolean isNull(String field) {
        return object.has(field) && object.get(field).isNull();
    }

    /** Whether the field was sent as an array. */
    public boolean isArray(String field) {
        return object.path(field).isArray();
    }

    /**
     * A text of 1 to {@code maxLength} characters without control characters; empty when absent or null.
     */
    public Optional<String> text(String field, int maxLength) {
        JsonNode node = present(field);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw OAuthError.invalidRequest(name(field) + " must be a string");
        }
        String value = node.textValue();
        if (value.isBlank() || value.length() > maxLength) {
            throw OAuthError.invalidRequest(name(field) + " must have 1 to " + maxLength + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl) || !isWellFormed(value)) {
            throw OAuthError.invalidRequest(name(field) + " must not hold control characters or broken characters");
        }
        return Optional.of(value);
    }

    /** As {@link #text}, and a 400 when absent or null. */
    public String requiredText(String field, int maxLength) {
        return text(field, maxLength).orElseThrow(() -> OAuthError.invalidRequest(name(field) + " is required"));
    }

    /** A whole number; null when absent or null. Fractions, texts and numbers beyond 64 bits are refused. */
    public @Nullable Long wholeNumber(String field) {
        JsonNode node = present(field);
        if (node == null) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw OAuthError.invalidRequest(name(field) + " must be a whole number");
        }
        return node.longValue();
    }

    /** True or false; null when absent or null. */
    public @Nullable Boolean flag(String field) {
        JsonNode node = present(field);
        if (node == null) {
            return null;
        }
        if (!node.isBoolean()) {
            throw OAuthError.invalidRequest(name(field) + " must be true or false");
        }
        return node.booleanValue();
    }

    /** An object with the given fields only; empty when absent or null. */
    public Optional<JsonBody> object(String field, Set<String> fields) {
        return Optional.ofNullable(present(field))
                .map(node -> new JsonBody(object(node, name(field)), name(field) + ".").restrictedTo(fields));
    }

    /** An array of objects with the given fields only; empty when absent or null. */
    public Optional<List<JsonBody>> objects(String field, int maxSize, Set<String> fields) {
        return array(field, maxSize).map(array -> {
            var objects = new ArrayList<JsonBody>(array.size());
            for (int i = 0; i < array.size(); i++) {
                String name = name(field) + "[" + i + "]";
                objects.add(new JsonBody(object(array.get(i), name), name + ".").restrictedTo(fields));
            }
            return objects;
        });
    }

    /** An array of texts of 1 to {@code maxLength} characters; empty when absent or null. */
    public Optional<List<String>> texts(String field, int maxSize, int maxLength) {
        return array(field, maxSize).map(array -> {
            var texts = new ArrayList<String>(array.size());
            for (JsonNode node : array) {
                if (!node.isTextual()
                        || node.textValue().isBlank()
                        || node.textValue().length() > maxLength) {
                    throw OAuthError.invalidRequest(
                            name(field) + " must hold strings of 1 to " + maxLength + " characters");
                }
                texts.add(node.textValue());
            }
            return texts;
        });
    }

    private Optional<JsonNode> array(String field, int maxSize) {
        JsonNode node = present(field);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isArray() || node.size() > maxSize) {
            throw OAuthError.invalidRequest(name(field) + " must be an array of at most " + maxSize + " entries");
        }
        return Optional.of(node);
    }

    private JsonBody restrictedTo(Set<String> fields) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!fields.contains(name)) {
                throw OAuthError.invalidRequest((prefix.isEmpty() ? "The body" : name("")) + " holds an unknown field"
                        + (NAME.matcher(name).matches() ? " " + name : "")
                        + "; known are "
                        + String.join(", ", fields.stream().sorted().toList()));
            }
        }
        return this;
    }

    private @Nullable JsonNode present(String field) {
        JsonNode node = object.get(field);
        return node == null || node.isNull() ? null : node;
    }

    /** The name of a field in a refusal, with those of the objects that it stands in. */
    public String name(String field) {
        return field.isEmpty() && prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix + field;
    }

    private static ObjectNode object(@Nullable JsonNode node, String name) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw OAuthError.invalidRequest(name + " must be a JSON object");
    }

    // A lone surrogate cannot be stored: the database's UTF-8 has no form for it.
    private static boolean isWellFormed(String value) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_DIGITS)
                        .maxTokenCount(MAX_TOKENS)
                        .build());
        return mapper;
    }
}
