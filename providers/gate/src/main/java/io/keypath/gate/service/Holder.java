package io.keypath.gate.service;

import io.keypath.core.AccessList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/**
 * Who shows a good credential, of whichever kind.
 *
 * @param client through which he got it; null for his own password
 * @param tokenId of a path token, or the {@code jti} of one of Keycloak's; null when it has none
 * @param restrictions what the credential reaches at most: all of the lists permit a request, or it is refused. None for one
 *     that reaches all that its user reaches; empty when they cannot be read, so that nothing is reached
 */
public record Holder(
        UserModel user,
        @Nullable ClientModel client,
        @Nullable String tokenId,
        Optional<List<AccessList>> restrictions) {

    /** Empty for none. */
    public String clientId() {
        return client == null ? "" : client.getClientId();
    }
}
