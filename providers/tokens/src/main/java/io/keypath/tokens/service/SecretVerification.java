package io.keypath.tokens.service;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/** The answer to "whom does this secret authenticate now?"; a refusal is one of {@link Verification.Refused}. */
public sealed interface SecretVerification permits SecretVerification.Accepted, Verification.Refused {

    /**
     * The secret is good, and its client and user are.
     *
     * @param user on whose behalf it authenticates the client; null for the client's own
     */
    record Accepted(
            CachedCredential secret,
            ClientModel client,
            @Nullable UserModel user) implements SecretVerification {}
}
