package io.keypath.secretauthenticator.service;

import io.keypath.core.LifetimePolicy;
import io.keypath.tokens.service.GrantOnBehalf;
import io.keypath.tokens.service.PolicyAttributes;
import io.keypath.tokens.service.PolicyAttributes.InvalidPolicyException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * What a realm allows of secrets, read from its attributes so that it travels with a realm export. An attribute that
 * cannot be read is never replaced by its default: nothing is made, and no developer secret works, until it is mended.
 *
 * @param lifetimes default and longest lifetime of a secret, and whether it may live for ever
 * @param maxPerOwner most unexpired secrets of a client or of a user, 1 to 1,000
 * @param developerRole role that a user needs to have developer secrets, {@code role} of the realm or {@code client.role};
 *     null when the realm has no developer secrets
 * @param developerGrants grant types that a developer secret authenticates for, at most 10; empty for those of the server
 *     that serve users by it
 */
public record SecretPolicy(
        LifetimePolicy lifetimes, int maxPerOwner, @Nullable String developerRole, List<String> developerGrants) {

    public static final String DEFAULT_LIFETIME = "keypath.secret.default-lifetime";
    public static final String MAX_LIFETIME = "keypath.secret.max-lifetime";
    static final String UNLIMITED = "keypath.secret.unlimited";
    public static final String MAX_PER_OWNER = "keypath.secret.max-per-owner";
    static final String DEVELOPER_ROLE = "keypath.developer-secret.role";
    public static final String DEVELOPER_GRANTS = "keypath.developer-secret.grants";

    /** 90 days, in seconds. */
    public static final long STANDARD_LIFETIME = 7_776_000;

    /** Seconds. */
    public static final long DEFAULT_MAX_LIFETIME = 31_536_000;

    public static final int DEFAULT_MAX_PER_OWNER = 20;

    private static final int MOST_PER_OWNER = 1_000;
    /** Most grant types that a policy names. */
    public static final int MAX_GRANTS = 10;

    public SecretPolicy {
        PolicyAttributes.requireBetween(MAX_PER_OWNER, (long) maxPerOwner, 1, MOST_PER_OWNER);
        developerGrants = List.copyOf(developerGrants);
        if (developerGrants.size() > MAX_GRANTS) {
            throw new InvalidPolicyException(" must name 1 to " + MAX_GRANTS + " grant types", DEVELOPER_GRANTS);
        }
    }

    public static SecretPolicy of(RealmModel realm) {
        String grants = realm.getAttribute(DEVELOPER_GRANTS);
        return new SecretPolicy(
                lifetimes(
                        required(realm, DEFAULT_LIFETIME, STANDARD_LIFETIME),
                        required(realm, MAX_LIFETIME, DEFAULT_MAX_LIFETIME),
                        PolicyAttributes.flag(realm, UNLIMITED)),
                PolicyAttributes.bounded(realm, MAX_PER_OWNER, DEFAULT_MAX_PER_OWNER, 1, MOST_PER_OWNER),
                developerRole(realm),
                grants == null || grants.isBlank()
                        ? List.of()
                        : List.of(grants.strip().split(" +", -1)));
    }

    /** The grant types that a developer secret authenticates for. */
    public List<String> developerGrants(KeycloakSession session) {
        return developerGrants.isEmpty() ? GrantOnBehalf.names(session) : developerGrants;
    }

    /** The role alone; null when the realm has no developer secrets. */
    static @Nullable String developerRole(RealmModel realm) {
        return PolicyAttributes.role(realm, DEVELOPER_ROLE);
    }

    /** Default and longest lifetime in seconds; the message of a refusal names the attributes. */
    public static LifetimePolicy lifetimes(long defaultLifetime, long maxLifetime, boolean unlimited) {
        try {
            return new LifetimePolicy(defaultLifetime, maxLifetime, unlimited);
        } catch (IllegalArgumentException e) {
            throw new InvalidPolicyException(": " + String.valueOf(e.getMessage()), DEFAULT_LIFETIME, MAX_LIFETIME);
        }
    }

    /** The attributes that hold this policy, with their values. */
    public Map<String, String> attributes() {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put(DEFAULT_LIFETIME, Long.toString(lifetimes.defaultSeconds()));
        attributes.put(MAX_LIFETIME, Long.toString(lifetimes.maxSeconds()));
        attributes.put(UNLIMITED, Boolean.toString(lifetimes.unlimited()));
        attributes.put(MAX_PER_OWNER, Integer.toString(maxPerOwner));
        attributes.put(DEVELOPER_ROLE, developerRole == null ? PolicyAttributes.NONE : developerRole);
        attributes.put(DEVELOPER_GRANTS, String.join(" ", developerGrants));
        return attributes;
    }

    private static long required(RealmModel realm, String attribute, long absent) {
        return PolicyAttributes.required(attribute, PolicyAttributes.number(realm, attribute, absent));
    }
}
