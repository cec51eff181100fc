package io.keypath.pathtokens.oauth;

import com.google.auto.service.AutoService;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.saml.clientregistration.EntityDescriptorClientRegistrationProviderFactory;
import org.keycloak.services.clientregistration.AdapterInstallationClientRegistrationProviderFactory;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;
import org.keycloak.services.clientregistration.ClientRegistrationProviderFactory;
import org.keycloak.services.clientregistration.DefaultClientRegistrationProviderFactory;
import org.keycloak.services.clientregistration.oidc.OIDCClientRegistrationProviderFactory;

/**
 * Keycloak's client registration, in whose place these stand, closed to tokens that are restricted to paths. It verifies
 * tokens by itself (26.7), asks no grant type, and gives a token without roles all the roles of its user.
 */
public final class RestrictedClientRegistration {

    private RestrictedClientRegistration() {}

    @AutoService(ClientRegistrationProviderFactory.class)
    public static final class Default extends DefaultClientRegistrationProviderFactory {

        @Override
        public ClientRegistrationProvider create(KeycloakSession session) {
            RestrictedTokens.refuse(session);
            return super.create(session);
        }
    }

    @AutoService(ClientRegistrationProviderFactory.class)
    public static final class Oidc extends OIDCClientRegistrationProviderFactory {

        @Override
        public ClientRegistrationProvider create(KeycloakSession session) {
            RestrictedTokens.refuse(session);
            return super.create(session);
        }
    }

    @AutoService(ClientRegistrationProviderFactory.class)
    public static final class Install extends AdapterInstallationClientRegistrationProviderFactory {

        @Override
        public ClientRegistrationProvider create(KeycloakSession session) {
            RestrictedTokens.refuse(session);
            return super.create(session);
        }
    }

    @AutoService(ClientRegistrationProviderFactory.class)
    public static final class Saml extends EntityDescriptorClientRegistrationProviderFactory {

        @Override
        public ClientRegistrationProvider create(KeycloakSession session) {
            RestrictedTokens.refuse(session);
            return super.create(session);
        }
    }
}
