package io.keypath.quicklogin.rest;

import com.google.auto.service.AutoService;
import io.keypath.http.RealmEndpoint;
import java.security.SecureRandom;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/quick-login}. */
@AutoService(RealmResourceProviderFactory.class)
public final class QuickLoginResourceProviderFactory extends RealmEndpoint {

    public QuickLoginResourceProviderFactory() {
        this(new SecureRandom());
    }

    private QuickLoginResourceProviderFactory(SecureRandom random) {
        super("quick-login", session -> new QuickLoginResource(session, random));
    }
}
