package io.keypath.tokens.service;

import io.keypath.tokens.store.TokenKind;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;

/** How other features reach the tokens of a request's realm: {@code session.getProvider(TokenEngine.class)}. */
public final class TokenEngine implements Provider {

    private final PathTokens tokens;
    private final TokenVerifier verifier;
    private final Function<Set<TokenKind>, CredentialLedger> ledgers;

    TokenEngine(PathTokens tokens, TokenVerifier verifier, Function<Set<TokenKind>, CredentialLedger> ledgers) {
        this.tokens = tokens;
        this.verifier = verifier;
        this.ledgers = ledgers;
    }

    /** The provider of a session; null when it was switched off. */
    public static @Nullable TokenEngine of(KeycloakSession session) {
        return session.getProvider(TokenEngine.class);
    }

    /**
     * The rows of some kinds, whether the engine is on or was switched off: JWTs that hang on them are good at Keycloak's own
     * endpoints meanwhile, and what ends them ends them then too.
     */
    public static CredentialLedger ledger(KeycloakSession session, Set<TokenKind> kinds) {
        TokenEngine provider = of(session);
        return provider == null ? CredentialLedger.withoutEngine(session, kinds) : provider.ledger(kinds);
    }

    /** Removes rows with their user, client or realm. The engine does so itself; for others, while it is switched off. */
    public static void cleanUpWithoutEngine(KeycloakSessionFactory factory) {
        if (factory.getProviderFactory(TokenEngine.class) == null) {
            factory.register(new TokenCleanup(session -> Eviction.NONE));
        }
    }

    public PathTokens tokens() {
        return tokens;
    }

    /** The rows of some kinds, for a feature that has rules of its own for them. */
    public CredentialLedger ledger(Set<TokenKind> kinds) {
        return ledgers.apply(kinds);
    }

    public TokenVerifier verifier() {
        return verifier;
    }

    @Override
    public void close() {}
}
