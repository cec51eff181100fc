package io.keypath.integrationtests;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaParameter;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI 3.1 description of all our endpoints: addresses, parameters and answers from the code; what each does, and its body,
 * from {@code src/test/resources/openapi}.
 */
final class OpenApi {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)(:[^{}]*(?:\\{[^{}]*}[^{}]*)*)?}");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    // Where a token is no login, or none is asked for.
    private static final Pattern OPEN = Pattern.compile(".*(/revoke|/quick-login.*|/sign-in)$");

    private final Map<String, Class<?>> records;
    private final ObjectNode schemas = JSON.createObjectNode();

    private OpenApi(Map<String, Class<?>> records) {
        this.records = records;
    }

    /** One line of endpoints.txt. */
    private record Described(String summary, String body, int status, String answer) {}

    /** The document. */
    static String of(SortedMap<String, JavaMethod> endpoints) {
        var records = new TreeMap<String, Class<?>>();
        endpoints.values().stream()
                .map(method -> method.getOwner().getPackage())
                .distinct()
                .flatMap(where -> where.getClasses().stream())
                .filter(type -> type.isRecord())
                .forEach(type -> records.put(
                        type.getName().substring(type.getPackageName().length() + 1), type.reflect()));
        return new OpenApi(records).document(endpoints);
    }

    private String document(SortedMap<String, JavaMethod> endpoints) {
        Map<String, Described> table = table();
        var document = JSON.createObjectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Keypath")
                .put("version", "0.1.0")
                .put("summary", "Tokens, secrets, gates and shares on Keycloak.")
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("identifier", "Apache-2.0");
        document.putArray("servers")
                .addObject()
                .put("url", "{keycloak}")
                .putObject("variables")
                .putObject("keycloak")
                .put("default", "http://localhost:8080");
        ObjectNode paths = document.putObject("paths");
        var seen = new ArrayList<String>();
        endpoints.forEach((endpoint, method) -> {
            String verb = endpoint.substring(0, endpoint.indexOf(' '));
            String address = plain(endpoint.substring(endpoint.indexOf(' ') + 1));
            // Preflights, the same without a body, and Keycloak's own endpoint in whose place one of ours stands.
            if (verb.equals("OPTIONS") || verb.equals("HEAD") || address.contains("/protocol/openid-connect/")) {
                return;
            }
            Described described = table.get(verb + " " + address);
            if (described == null) {
                throw new AssertionError("openapi/endpoints.txt does not tell of " + verb + " " + address);
            }
            seen.add(verb + " " + address);
            ObjectNode path = paths.withObject("/" + address.replace("~", "~0").replace("/", "~1"));
            operation(path.putObject(verb.toLowerCase(Locale.ROOT)), verb, address, method, described);
        });
        if (!seen.containsAll(table.keySet())) {
            var gone = new ArrayList<>(table.keySet());
            gone.removeAll(seen);
            throw new AssertionError("openapi/endpoints.txt tells of what there is not: " + gone);
        }
        ObjectNode components = document.putObject("components");
        components
                .putObject("securitySchemes")
                .putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer");
        requests().properties().forEach(schema -> schemas.set(schema.getKey(), schema.getValue()));
        var sorted = new TreeMap<String, JsonNode>();
        schemas.properties().forEach(schema -> sorted.put(schema.getKey(), schema.getValue()));
        components.putObject("schemas").setAll(sorted);
        try {
            return JSON.writeValueAsString(document) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void operation(ObjectNode operation, String verb, String address, JavaMethod method, Described described) {
        operation.put("operationId", operationId(verb, address)).put("summary", described.summary());
        operation.putArray("tags").add(tag(address));
        if (OPEN.matcher(address).matches()) {
            operation.putArray("security");
        } else {
            operation.putArray("security").addObject().putArray("bearer");
        }
        ArrayNode parameters = operation.putArray("parameters");
        Matcher variable = VARIABLE.matcher(address);
        while (variable.find()) {
            parameter(parameters, variable.group(1), "path").put("required", true);
        }
        for (JavaParameter parameter : method.getParameters()) {
            parameter
                    .tryGetAnnotationOfType(QueryParam.class)
                    .ifPresent(query -> parameter(parameters, query.value(), "query"));
        }
        if (!described.body().equals("-")) {
            boolean form = described.body().startsWith("form ");
            operation
                    .putObject("requestBody")
                    .put("required", !described.body().equals("Rotation"))
                    .putObject("content")
                    .putObject(form ? "application/x-www-form-urlencoded" : "application/json")
                    .putObject("schema")
                    .put("$ref", reference(described.body().replace("form ", "")));
        }
        ObjectNode responses = operation.putObject("responses");
        ObjectNode good =
                responses.putObject(Integer.toString(described.status())).put("description", "Done.");
        if (described.answer().equals("html")) {
            good.putObject("content").putObject("text/html").putObject("schema").put("type", "string");
        } else if (!described.answer().equals("-")) {
            good.putObject("content").putObject("application/json").set("schema", answer(described.answer()));
        }
        responses
                .putObject("4XX")
                .put("description", "Refused; nothing has changed.")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", reference("Error"));
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String in) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
        ObjectNode schema = parameter.putObject("schema");
        if (name.equals("first") || name.equals("max")) {
            schema.put("type", "integer").put("minimum", name.equals("max") ? 1 : 0);
        } else {
            schema.put("type", "string");
        }
        return parameter;
    }

    private ObjectNode answer(String name) {
        if (name.startsWith("[")) {
            ObjectNode list = JSON.createObjectNode().put("type", "array");
            list.set("items", answer(name.substring(1, name.length() - 1)));
            return list;
        }
        if (name.equals("integer")) {
            return JSON.createObjectNode().put("type", "integer");
        }
        if (!requests().has(name)) {
            Class<?> type = record(name);
            define(type);
            return JSON.createObjectNode().put("$ref", reference(name(type)));
        }
        return JSON.createObjectNode().put("$ref", reference(name));
    }

    private Class<?> record(String name) {
        try {
            Class<?> type = name.contains(".") ? Class.forName(name) : records.get(name);
            if (type != null) {
                return type;
            }
        } catch (ClassNotFoundException e) {
            // As one that is not there.
        }
        throw new AssertionError("There is no record " + name + " beside the endpoints");
    }

    private static String name(Class<?> type) {
        String full = type.getName().substring(type.getPackageName().length() + 1);
        // Bodies have names of their own: SessionResource$Representation is a SessionAnswer.
        return full.replaceAll("(Admin)?Resource|Representation|\\$", "") + "Answer";
    }

    private void define(Class<?> type) {
        String name = name(type);
        if (schemas.has(name)) {
            return;
        }
        ObjectNode schema = schemas.putObject(name).put("type", "object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
            boolean maybe = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean absent = include != null && include.value() == JsonInclude.Include.NON_NULL;
            if (!absent) {
                required.add(component.getName());
            }
            ObjectNode property = schema(component.getAnnotatedType());
            if (component.getName().endsWith("At")) {
                property.put("format", "date-time");
            }
            if (maybe && !absent) {
                property = orNull(property);
            }
            properties.set(component.getName(), property);
        }
    }

    private static ObjectNode orNull(ObjectNode schema) {
        JsonNode type = schema.get("type");
        if (type != null && type.isTextual()) {
            String name = type.asText();
            schema.putArray("type").add(name).add("null");
            return schema;
        }
        ObjectNode either = JSON.createObjectNode();
        either.putArray("oneOf").add(schema).addObject().put("type", "null");
        return either;
    }

    private ObjectNode schema(AnnotatedType annotated) {
        Type type = annotated.getType();
        if (annotated instanceof AnnotatedParameterizedType list
                && ((ParameterizedType) type).getRawType().equals(List.class)) {
            ObjectNode array = JSON.createObjectNode().put("type", "array");
            array.set("items", schema(list.getAnnotatedActualTypeArguments()[0]));
            return array;
        }
        if (type.equals(String.class)) {
            return JSON.createObjectNode().put("type", "string");
        }
        if (type.equals(boolean.class) || type.equals(Boolean.class)) {
            return JSON.createObjectNode().put("type", "boolean");
        }
        if (List.<Type>of(int.class, Integer.class, long.class, Long.class).contains(type)) {
            return JSON.createObjectNode().put("type", "integer");
        }
        if (type instanceof Class<?> other && other.isRecord()) {
            define(other);
            return JSON.createObjectNode().put("$ref", reference(name(other)));
        }
        if (type.equals(Object.class)) {
            return JSON.createObjectNode();
        }
        throw new AssertionError("No schema is known for " + type);
    }

    private static String reference(String name) {
        return "#/components/schemas/" + name;
    }

    private static String plain(String address) {
        return VARIABLE.matcher(address)
                .replaceAll(match -> match.group(1).equals("target") ? "" : "{" + match.group(1) + "}");
    }

    private static String operationId(String verb, String address) {
        String[] parts =
                address.replace("/realms/{realm}", "").replaceAll("[{}]", "").split("[/-]", -1);
        var id = new StringBuilder(verb.toLowerCase(Locale.ROOT));
        for (String part : parts) {
            if (!part.isEmpty()) {
                id.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
            }
        }
        return id.toString();
    }

    private static String tag(String address) {
        String own = address.replaceFirst("^(/admin)?/realms/\\{realm}/", "");
        return own.replaceFirst("/.*", "");
    }

    private static Map<String, Described> table() {
        var table = new LinkedHashMap<String, Described>();
        for (String line : resource("endpoints.txt").split("\n", -1)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] cells = line.split(" \\| ", -1);
                String[] answer = cells[3].strip().split(" ", 2);
                table.put(cells[0], new Described(cells[1], cells[2], Integer.parseInt(answer[0]), answer[1]));
            }
        }
        return table;
    }

    private static ObjectNode requests() {
        try {
            return (ObjectNode) JSON.readTree(resource("requests.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (var stream = OpenApi.class.getResourceAsStream("/openapi/" + name)) {
            if (stream == null) {
                throw new AssertionError("openapi/" + name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
