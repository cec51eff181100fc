package io.keypath.tokens.service;

import java.util.Collection;
import org.keycloak.models.KeycloakSession;

/** Makes every node forget strings, by their SHA-256; to be called after the change is committed. */
@FunctionalInterface
interface Eviction {

    /** While the engine is switched off: no node keeps any. */
    Eviction NONE = (session, hashes) -> {};

    void evict(KeycloakSession session, Collection<String> hashes);
}
