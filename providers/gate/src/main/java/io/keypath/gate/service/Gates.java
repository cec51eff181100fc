package io.keypath.gate.service;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponseException;

/**
 * The gates of all realms, as the realm attributes {@code keypath.gate.<name>} set them. What an attribute holds is read
 * once, and what cannot be read is logged once: the question comes with each request of a proxy.
 */
public final class Gates {

    /** The gate that is always there. */
    public static final String DEFAULT = "default";

    private static final Logger LOG = Logger.getLogger(Gates.class);

    private static final String PREFIX = "keypath.gate.";

    // Once the audience of every gate. A name like any other now, but what is no gate's settings was meant to shut out.
    private static final String AUDIENCE = "audience";

    // Behind "gate/" this word is the default gate's own.
    private static final String VERIFY = "verify";

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
    private static final int MOST_READ = 1_000;

    private record Attribute(String realmId, String gate, String value) {}

    private final Map<Attribute, Optional<GateSettings>> read = new ConcurrentHashMap<>();

    /** The settings of a realm's gate; empty when there is none of that name or what sets it cannot be read. */
    public Optional<GateSettings> settings(RealmModel realm, String name) {
        if (!NAME.matcher(name).matches() || name.equals(VERIFY) || isShutByAnOldAudience(realm)) {
            return Optional.empty();
        }
        String value = value(realm, name);
        if (value == null) {
            return name.equals(DEFAULT) ? Optional.of(GateSettings.DEFAULT) : Optional.empty();
        }
        return settings(realm, name, value);
    }

    private boolean isShutByAnOldAudience(RealmModel realm) {
        String value = value(realm, AUDIENCE);
        return value != null && settings(realm, AUDIENCE, value).isEmpty();
    }

    private Optional<GateSettings> settings(RealmModel realm, String name, String value) {
        var attribute = new Attribute(realm.getId(), name, value);
        Optional<GateSettings> known = read.get(attribute);
        if (known != null) {
            return known;
        }
        if (read.size() >= MOST_READ) {
            read.clear();
        }
        return read.computeIfAbsent(attribute, absent -> parse(realm.getName(), absent));
    }

    private static Optional<GateSettings> parse(String realm, Attribute attribute) {
        String name = PREFIX + attribute.gate();
        try {
            return Optional.of(GateSettings.parse(name, attribute.value()));
        } catch (ErrorResponseException e) {
            LOG.errorf(
                    "The attribute %s of the realm %s cannot be read, so that %s: %s",
                    name,
                    realm,
                    attribute.gate().equals(AUDIENCE)
                            ? "no gate of the realm lets anybody in (the audience is a setting of each gate)"
                            : "its gate lets nobody in",
                    e.getErrorDescription());
            return Optional.empty();
        }
    }

    private static @Nullable String value(RealmModel realm, String name) {
        return realm.getAttribute(PREFIX + name);
    }
}
