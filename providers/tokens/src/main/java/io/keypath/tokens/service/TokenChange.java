package io.keypath.tokens.service;

import io.keypath.core.AccessList;
import io.keypath.core.Validity;
import io.keypath.core.Vocabulary;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is to change of a token. Null leaves a thing as it is.
 *
 * @param description an empty text removes it
 * @param validFor counted from now; unspecified leaves it
 * @param accessList in the vocabulary of the token; an IllegalArgumentException says that it is none
 */
public record TokenChange(
        @Nullable String name,
        @Nullable String description,
        @Nullable Boolean enabled,
        Validity validFor,
        @Nullable Function<Vocabulary, AccessList> accessList) {}
