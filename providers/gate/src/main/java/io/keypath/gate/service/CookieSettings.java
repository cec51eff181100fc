package io.keypath.gate.service;

import io.keypath.http.JsonBody;
import io.keypath.http.OAuthError;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cookie of a gate's sessions (RFC 6265).
 *
 * @param name null for one that says which gate's it is
 * @param domain hosts that it is sent to; null for the one that set it
 * @param path below which it is sent
 * @param sameSite {@code Lax}, {@code Strict} or {@code None}
 * @param lifetime seconds from its making after which a session ends for good, 60 to 2,592,000
 * @param idle seconds without a refresh after which it ends, 60 to {@code lifetime}
 */
public record CookieSettings(
        @Nullable String name, @Nullable String domain, String path, String sameSite, long lifetime, long idle) {

    static final String HOST_PREFIX = "__Host-";
    static final String SECURE_PREFIX = "__Secure-";

    private static final String NAME = "name";
    private static final String DOMAIN = "domain";
    private static final String PATH = "path";
    private static final String SAME_SITE = "sameSite";
    private static final String LIFETIME = "lifetime";
    private static final String IDLE = "idle";

    static final Set<String> FIELDS = Set.of(NAME, DOMAIN, PATH, SAME_SITE, LIFETIME, IDLE);

    // How Keycloak's cookies begin (CookieType).
    private static final Set<String> KEYCLOAKS = Set.of("KEYCLOAK_", "KC_", "AUTH_SESSION_ID", "WELCOME_STATE_CHECKER");

    private static final String ROOT = "/";
    private static final long STANDARD_LIFETIME = 36_000;
    private static final long STANDARD_IDLE = 1_800;
    private static final long LEAST = 60;
    static final long MOST = 2_592_000;

    // A part of what a cookie's name may be (RFC 6265 section 4.1.1): what each proxy and language takes.
    private static final Pattern A_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern A_DOMAIN =
            Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern A_PATH = Pattern.compile("/[!-:<-~]{0,254}");

    public static final CookieSettings DEFAULT =
            new CookieSettings(null, null, ROOT, "Lax", STANDARD_LIFETIME, STANDARD_IDLE);

    /** The settings that an object has the fields of; a 400 that names the field, when one cannot be read. */
    static CookieSettings of(JsonBody object) {
        String name = text(object, NAME, 64, A_NAME.asMatchPredicate(), "must have letters, digits, - and _ only");
        String domain = text(object, DOMAIN, 253, A_DOMAIN.asMatchPredicate(), "must be a domain name in lower case");
        String path = Objects.requireNonNullElse(
                text(object, PATH, 255, A_PATH.asMatchPredicate(), "must begin with / and hold no blank and no ;"),
                ROOT);
        String sameSite = Objects.requireNonNullElse(
                text(object, SAME_SITE, 6, Set.of("Lax", "Strict", "None")::contains, "must be Lax, Strict or None"),
                "Lax");
        if (name != null && isKeycloaks(name)) {
            throw OAuthError.invalidRequest(object.name(NAME) + " must not be the name of a cookie of Keycloak's own");
        }
        if (name != null && hasHostPrefix(name) && (domain != null || !path.equals(ROOT))) {
            throw OAuthError.invalidRequest(object.name(NAME) + " may begin with " + HOST_PREFIX
                    + " only without a domain and with the path /");
        }
        long lifetime = seconds(object, LIFETIME, STANDARD_LIFETIME, MOST);
        long idle = seconds(object, IDLE, Math.min(STANDARD_IDLE, lifetime), lifetime);
        return new CookieSettings(name, domain, path, sameSite, lifetime, idle);
    }

    /** Its name, which tells browsers what they must not let others set (draft-ietf-httpbis-rfc6265bis section 4.1.3). */
    public String nameFor(String gate) {
        if (name != null) {
            return name;
        }
        return (domain == null && path.equals(ROOT) ? HOST_PREFIX : SECURE_PREFIX) + "keypath-" + gate;
    }

    // Browsers know the prefix in any case (draft-ietf-httpbis-rfc6265bis section 4.1.3).
    private static boolean hasHostPrefix(String name) {
        return name.regionMatches(true, 0, HOST_PREFIX, 0, HOST_PREFIX.length());
    }

    private static boolean isKeycloaks(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return KEYCLOAKS.stream().anyMatch(upper::startsWith);
    }

    private static @Nullable String text(
            JsonBody object, String field, int maxLength, Predicate<String> permits, String requirement) {
        String text = object.text(field, maxLength).orElse(null);
        if (text != null && !permits.test(text)) {
            throw OAuthError.invalidRequest(object.name(field) + " " + requirement);
        }
        return text;
    }

    private static long seconds(JsonBody object, String field, long absent, long most) {
        long seconds = Objects.requireNonNullElse(object.wholeNumber(field), absent);
        if (seconds < LEAST || seconds > most) {
            throw OAuthError.invalidRequest(object.name(field) + " must be from " + LEAST + " to " + most + " seconds");
        }
        return seconds;
    }
}
