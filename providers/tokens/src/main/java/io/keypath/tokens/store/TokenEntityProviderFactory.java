package io.keypath.tokens.store;

import com.google.auto.service.AutoService;
import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;

/** Brings the token tables into Keycloak's own database. */
@AutoService(JpaEntityProviderFactory.class)
public final class TokenEntityProviderFactory extends Entities {

    public TokenEntityProviderFactory() {
        // Names Liquibase's history table (DATABASECHANGELOG_ and the first 10 letters): never rename it.
        super(
                "keypath-tokens",
                "META-INF/keypath-tokens-changelog.xml",
                List.of(
                        TokenEntity.class,
                        TokenStringEntity.class,
                        TokenOwnerEntity.class,
                        NoticeEntity.class,
                        NoticeMarkEntity.class));
    }
}
