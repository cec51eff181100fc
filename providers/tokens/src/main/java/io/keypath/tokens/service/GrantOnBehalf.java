package io.keypath.tokens.service;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeFactory;

/** A grant type that serves the user of {@link OnBehalfOf}, where there is one, and not the client's own account. */
public interface GrantOnBehalf extends OAuth2GrantTypeFactory {

    /** Attributes that a client must have to use it. */
    Map<String, String> clientAttributes();

    /** All that this server has. */
    static Stream<GrantOnBehalf> all(KeycloakSession session) {
        return session.getKeycloakSessionFactory()
                .getProviderFactoriesStream(OAuth2GrantType.class)
                .filter(GrantOnBehalf.class::isInstance)
                .map(GrantOnBehalf.class::cast);
    }

    /** As {@link #all}, by the values of {@code grant_type}. */
    static List<String> names(KeycloakSession session) {
        return all(session).map(OAuth2GrantTypeFactory::getId).sorted().toList();
    }
}
