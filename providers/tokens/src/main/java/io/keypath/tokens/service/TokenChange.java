package io.keypath.tokens.service;

import io.keypath.core.Validity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to change of a token. Null leaves a thing as it is.
 *
 * @param description an empty text removes it
 * @param validFor counted from now; unspecified leaves it
 */
public record TokenChange(
        @Nullable String name,
        @Nullable String description,
        @Nullable Boolean enabled,
        Validity validFor,
        @Nullable List<TokenRequest.Entry> accessList) {}
