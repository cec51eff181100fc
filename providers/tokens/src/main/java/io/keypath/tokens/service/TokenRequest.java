package io.keypath.tokens.service;

import io.keypath.core.AccessList;
import io.keypath.core.Validity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token is asked to be, as yet unchecked against the realm's policy.
 *
 * @param accessList in the realm's vocabulary; null for a token that reaches all that its owner reaches
 * @param scope OAuth scopes, separated by a space; null for none
 */
public record TokenRequest(
        String name,
        @Nullable String description,
        @Nullable AccessList accessList,
        @Nullable String scope,
        Validity validFor,
        List<String> allowedOrigins,
        List<String> allowedNetworks) {}
