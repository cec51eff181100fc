package io.keypath.longlifetimegrant.rest;

import com.google.auto.service.AutoService;
import io.keypath.tokens.service.GrantOnBehalf;
import io.keypath.tokens.service.JwtId;
import java.util.Map;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeFactory;

/** The grant type of Keypath's long-lifetime tokens. */
@AutoService(OAuth2GrantTypeFactory.class)
public final class LongLifetimeGrantTypeFactory implements GrantOnBehalf {

    static final String GRANT_TYPE = "urn:keypath:params:oauth:grant-type:long-lifetime";

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new LongLifetimeGrantType();
    }

    @Override
    public String getId() {
        return GRANT_TYPE;
    }

    @Override
    public Map<String, String> clientAttributes() {
        return Map.of(LongLifetimeGrantType.ALLOWED, "true");
    }

    @Override
    public String getShortcut() {
        return JwtId.GRANT_SHORTCUT;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
