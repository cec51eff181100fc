package io.keypath.oauth.rest;

import com.google.auto.service.AutoService;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.saml.clientregistration.EntityDescriptorClientRegistrationProvider;
import org.keycloak.protocol.saml.clientregistration.EntityDescriptorClientRegistrationProviderFactory;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.clientregistration.AdapterInstallationClientRegistrationProviderFactory;
import org.keycloak.services.clientregistration.ClientRegistrationContext;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;
import org.keycloak.services.clientregistration.ClientRegistrationProviderFactory;
import org.keycloak.services.clientregistration.DefaultClientRegistrationProvider;
import org.keycloak.services.clientregistration.DefaultClientRegistrationProviderFactory;
import org.keycloak.services.clientregistration.oidc.OIDCClientRegistrationProvider;
import org.keycloak.services.clientregistration.oidc.OIDCClientRegistrationProviderFactory;

/**
 * Keycloak's client registration, in whose place these stand. It is closed to tokens that are restricted to paths: it
 * verifies tokens by itself (26.7), asks no grant type, and gives a token without roles all the roles of its user. And
 * nobody gives a client {@link ReservedAttributes} here, or takes or changes those that it has.
 */
public final class RestrictedClientRegistration {

    private RestrictedClientRegistration() {}

    @AutoService(ClientRegistrationProviderFactory.class)
    public static final class Default extends DefaultClientRegistrationProviderFactory {

        @Override
        public ClientRegistrationProvider create(KeycloakSession session) {
            RestrictedTokens.refuse(session);
            return new ReservedDefault(session);
        }
    }

    @AutoService(ClientRegistrationProviderFactory.class)
    public static final class Oidc extends OIDCClientRegistrationProviderFactory {

        @Override
        public ClientRegistrationProvider create(KeycloakSession session) {
            RestrictedTokens.refuse(session);
            return new ReservedOidc(session);
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
            return new ReservedSaml(session);
        }
    }

    private static final class ReservedDefault extends DefaultClientRegistrationProvider {

        ReservedDefault(KeycloakSession session) {
            super(session);
        }

        @Override
        public ClientRepresentation create(ClientRegistrationContext context) {
            return ReservedAttributes.keepingNone(session, event, () -> super.create(context));
        }

        @Override
        public ClientRepresentation update(String clientId, ClientRegistrationContext context) {
            return ReservedAttributes.keeping(session, event, clientId, () -> super.update(clientId, context));
        }
    }

    private static final class ReservedOidc extends OIDCClientRegistrationProvider {

        ReservedOidc(KeycloakSession session) {
            super(session);
        }

        @Override
        public ClientRepresentation create(ClientRegistrationContext context) {
            return ReservedAttributes.keepingNone(session, event, () -> super.create(context));
        }

        @Override
        public ClientRepresentation update(String clientId, ClientRegistrationContext context) {
            return ReservedAttributes.keeping(session, event, clientId, () -> super.update(clientId, context));
        }
    }

    private static final class ReservedSaml extends EntityDescriptorClientRegistrationProvider {

        ReservedSaml(KeycloakSession session) {
            super(session);
        }

        @Override
        public ClientRepresentation create(ClientRegistrationContext context) {
            return ReservedAttributes.keepingNone(session, event, () -> super.create(context));
        }

        @Override
        public ClientRepresentation update(String clientId, ClientRegistrationContext context) {
            return ReservedAttributes.keeping(session, event, clientId, () -> super.update(clientId, context));
        }
    }
}
