package io.keypath.tokens.service;

import com.google.auto.service.AutoService;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Names the options of the token store: {@code --spi-path-tokens--keypath--...}. */
@AutoService(Spi.class)
public final class TokenEngineSpi implements Spi {

    @Override
    public boolean isInternal() {
        return true;
    }

    @Override
    public String getName() {
        return "path-tokens";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return TokenEngine.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return TokenEngineFactory.class;
    }
}
