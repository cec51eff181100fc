package io.keypath.pathtokens.service;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.Provider;

/** How other features reach the tokens of a request's realm: {@code session.getProvider(PathTokenProvider.class)}. */
public final class PathTokenProvider implements Provider {

    private final PathTokens tokens;
    private final TokenVerifier verifier;

    PathTokenProvider(PathTokens tokens, TokenVerifier verifier) {
        this.tokens = tokens;
        this.verifier = verifier;
    }

    /** The provider of a session; null when it was switched off. */
    public static @Nullable PathTokenProvider of(KeycloakSession session) {
        return session.getProvider(PathTokenProvider.class);
    }

    public PathTokens tokens() {
        return tokens;
    }

    public TokenVerifier verifier() {
        return verifier;
    }

    @Override
    public void close() {}
}
