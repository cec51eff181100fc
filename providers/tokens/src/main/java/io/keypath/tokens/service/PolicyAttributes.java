package io.keypath.tokens.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RealmModel;

/**
 * Reads the realm attributes that policies are made of. One that cannot be read is an error and never its default: the
 * default might grant what the administrator meant to forbid.
 */
public final class PolicyAttributes {

    /** The value of a number that is switched off. */
    public static final String OFF = "off";

    /** The value of a role that is not set. */
    public static final String NONE = "none";

    /** Says which attributes are wrong and what they may be. */
    public static final class InvalidPolicyException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String requirement;
        private final ArrayList<String> attributes;

        /** @param requirement goes on after the names of the attributes, such as {@code " must be true or false"} */
        public InvalidPolicyException(String requirement, String... attributes) {
            super(String.join(" and ", attributes) + requirement);
            this.requirement = requirement;
            this.attributes = new ArrayList<>(List.of(attributes));
        }

        /** The message to who knows the attributes by other names. */
        public String messageNaming(Map<String, String> names) {
            return attributes.stream()
                            .map(attribute -> names.getOrDefault(attribute, attribute))
                            .collect(Collectors.joining(" and "))
                    + requirement;
        }
    }

    private PolicyAttributes() {}

    /** How a caller is told of a policy that cannot be read. */
    public static TokenProblem unreadable(InvalidPolicyException e) {
        return new TokenProblem(
                TokenProblem.Kind.INVALID_REQUEST,
                "The realm's policy must be mended by an administrator: " + String.valueOf(e.getMessage()));
    }

    /** A role as in Keycloak's role mappers, {@code role} of the realm or {@code client.role}; null for none. */
    public static @Nullable String role(RealmModel realm, String attribute) {
        String role = realm.getAttribute(attribute);
        return role == null || role.isBlank() || role.equals(NONE) ? null : role;
    }

    /** A number; null when it is switched off. */
    public static @Nullable Long number(RealmModel realm, String attribute, @Nullable Long absent) {
        String value = realm.getAttribute(attribute);
        if (value == null || value.isBlank()) {
            return absent;
        }
        if (value.equals(OFF)) {
            return null;
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw new InvalidPolicyException(" is not a number", attribute);
        }
    }

    /** As {@link #number}, of one that cannot be switched off. */
    public static long required(String attribute, @Nullable Long value) {
        if (value == null) {
            throw new InvalidPolicyException(" is not a number", attribute);
        }
        return value;
    }

    /** A number within bounds, both included, that cannot be switched off. */
    public static int bounded(RealmModel realm, String attribute, int absent, int least, int most) {
        long value = required(attribute, number(realm, attribute, (long) absent));
        requireBetween(attribute, value, least, most);
        return (int) value;
    }

    /** False when absent. */
    public static boolean flag(RealmModel realm, String attribute) {
        return flag(realm, attribute, false);
    }

    public static boolean flag(RealmModel realm, String attribute, boolean absent) {
        String value = realm.getAttribute(attribute);
        if (value == null || value.isBlank()) {
            return absent;
        }
        if (value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw new InvalidPolicyException(" must be true or false", attribute);
    }

    /** Bounds, both included; null is always within them. */
    public static void requireBetween(String attribute, @Nullable Long value, long least, long most) {
        if (value != null && (value < least || value > most)) {
            throw new InvalidPolicyException(" must be from " + least + " to " + most, attribute);
        }
    }
}
