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

    /** The values of the parameter {@code token}, as they came. */
    List<String> tokens() {
        return parameters()
                .filter(TargetQuery::isToken)
                .map(parameter -> parameter.substring(TOKEN.length()))
                .toList();
    }

    /** What is left for the server behind, which must not see a token; visible ASCII only. */
    String withoutToken() {
        String left = parameters().filter(parameter -> !isToken(parameter)).collect(Collectors.joining("&"));
        return HeaderValue.ofEncoded(left);
    }

    private Stream<String> parameters() {
        return Stream.of(text.split("&", -1));
    }

    private static boolean isToken(String parameter) {
        return parameter.startsWith(TOKEN);
    }
}
