package io.keypath.gate.rest;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The query of a target, which may hold a credential where a gate's settings say so.
 *
 * @param text as it came, without its question mark; empty for none
 */
record TargetQuery(String text) {

    private static final String TOKEN = "token=";
    private static final String KEY = "key=";

    /** The values of the parameter {@code token}, as they came. */
    List<String> tokens() {
        return values(TOKEN);
    }

    /** The values of the parameter {@code key}, as they came. */
    List<String> keys() {
        return values(KEY);
    }

    /** What is left for the server behind, which must see neither a token nor a key; visible ASCII only. */
    String withoutSecrets() {
        String left = parameters().filter(parameter -> !isSecret(parameter)).collect(Collectors.joining("&"));
        return HeaderValue.ofEncoded(left);
    }

    private List<String> values(String name) {
        return parameters()
                .filter(parameter -> parameter.startsWith(name))
                .map(parameter -> parameter.substring(name.length()))
                .toList();
    }

    private Stream<String> parameters() {
        return Stream.of(text.split("&", -1));
    }

    private static boolean isSecret(String parameter) {
        return parameter.startsWith(TOKEN) || parameter.startsWith(KEY);
    }
}
