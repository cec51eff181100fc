package io.keypath.gate.service;

import io.keypath.core.Access;
import org.jspecify.annotations.Nullable;

/** What the gate answers. */
public sealed interface Verdict {

    /**
     * The request may pass.
     *
     * @param tokenId of a path token, or the {@code jti} of one of Keycloak's; null when it has none
     */
    record Allowed(
            String username,
            String userId,
            String clientId,
            @Nullable String tokenId,
            Access.Allowed access) implements Verdict {}

    /** No credential, or none that this gate takes. */
    record Unauthenticated(boolean credentialsSent) implements Verdict {}

    /** The credential is good and does not reach the target. */
    record Forbidden(Access.Refused access) implements Verdict {}

    /** The target cannot be judged. */
    record Malformed(String reason) implements Verdict {}
}
