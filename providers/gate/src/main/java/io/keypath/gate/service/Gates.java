package io.keypath.gate.service;

import io.keypath.http.OAuthError;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
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

    // Behind "gate/" these words are the default gate's own.
    private static final Set<String> RESERVED = Set.of("verify", "session");

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
    private static final int MOST_READ = 1_000;
    private static final int MOST_OF_A_REALM = 100;

    private record Attribute(String realmId, String gate, String value) {}

    private final Map<Attribute, Optional<GateSettings>> read = new ConcurrentHashMap<>();
    private final ShareUses shareUses = new ShareUses();
    private volatile @Nullable Passwords passwords;
    private volatile @Nullable UpstreamTokens upstreamTokens;

    /** The settings of a realm's gate; empty when there is none of that name or what sets it cannot be read. */
    public Optional<GateSettings> settings(RealmModel realm, String name) {
        if (!isName(name) || isShutByAnOldAudience(realm)) {
            return Optional.empty();
        }
        String value = value(realm, name);
        if (value == null) {
            return name.equals(DEFAULT) ? Optional.of(GateSettings.DEFAULT) : Optional.empty();
        }
        return settings(realm, name, value);
    }

    /** Of this node. */
    public ShareUses shareUses() {
        return shareUses;
    }

    /** Of this node. */
    public Passwords passwords(KeycloakSession session) {
        Passwords known = passwords;
        return known == null ? newPasswords(session) : known;
    }

    /** Of this node. */
    public UpstreamTokens upstreamTokens(KeycloakSession session) {
        UpstreamTokens known = upstreamTokens;
        return known == null ? newUpstreamTokens(session) : known;
    }

    private synchronized Passwords newPasswords(KeycloakSession session) {
        Passwords known = passwords;
        if (known == null) {
            known = new Passwords(session);
            passwords = known;
        }
        return known;
    }

    private synchronized UpstreamTokens newUpstreamTokens(KeycloakSession session) {
        UpstreamTokens known = upstreamTokens;
        if (known == null) {
            known = new UpstreamTokens(session);
            upstreamTokens = known;
        }
        return known;
    }

    /** The gates of a realm by name, the unreadable ones too; always with {@link #DEFAULT}. */
    public static SortedSet<String> names(RealmModel realm) {
        var names = new TreeSet<String>();
        names.add(DEFAULT);
        realm.getAttributes().keySet().stream()
                .filter(attribute -> attribute.startsWith(PREFIX))
                .map(attribute -> attribute.substring(PREFIX.length()))
                .forEach(names::add);
        return names;
    }

    /** Whether a setting is on at a gate of the realm; what cannot be read is not. */
    public static boolean any(RealmModel realm, Predicate<GateSettings> setting) {
        return names(realm).stream().anyMatch(name -> {
            try {
                return setting.test(read(realm, name));
            } catch (ErrorResponseException e) {
                return false;
            }
        });
    }

    /** Whether an attribute of the realm sets the gate. */
    public static boolean isSet(RealmModel realm, String name) {
        return value(realm, name) != null;
    }

    /**
     * The settings of a gate that {@link #names} holds, as an administrator sees them.
     *
     * @throws ErrorResponseException a 400 that says why they cannot be read
     */
    public static GateSettings read(RealmModel realm, String name) {
        String value = value(realm, name);
        if (value == null) {
            return GateSettings.DEFAULT;
        }
        requireName(name);
        return GateSettings.parse(PREFIX + name, value);
    }

    /**
     * Sets a gate.
     *
     * @param json that {@link #read} makes settings of
     * @throws ErrorResponseException a 400, when it cannot have this name, or is one gate too many
     */
    public static void set(RealmModel realm, String name, String json) {
        requireName(name);
        Set<String> names = names(realm);
        if (!names.contains(name) && names.size() >= MOST_OF_A_REALM) {
            throw OAuthError.invalidRequest("A realm has at most " + MOST_OF_A_REALM + " gates; delete one first");
        }
        realm.setAttribute(PREFIX + name, json);
    }

    /** Removes what sets a gate: there is none of the name any more, or it is {@link #DEFAULT}, as nobody set it. */
    public static void remove(RealmModel realm, String name) {
        realm.removeAttribute(PREFIX + name);
    }

    /** Seconds that a session of any gate of the realm may last. */
    static long longestSession(RealmModel realm) {
        return names(realm).stream()
                .mapToLong(name -> {
                    try {
                        return read(realm, name).cookie().lifetime();
                    } catch (ErrorResponseException e) {
                        // It may be mended while the session lives.
                        return CookieSettings.MOST;
                    }
                })
                .max()
                .orElse(CookieSettings.MOST);
    }

    private static void requireName(String name) {
        if (!isName(name)) {
            throw OAuthError.invalidRequest(
                    "The name of a gate has 1 to 32 characters of a-z, 0-9 and -, and is neither verify nor session");
        }
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && !RESERVED.contains(name);
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
