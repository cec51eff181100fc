package io.keypath.tokens.service;

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

    /** Says which attribute is wrong and what it may be. */
    public static final class InvalidPolicyException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        public InvalidPolicyException(String message) {
            super(message);
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
            throw new InvalidPolicyException("The realm attribute " + attribute + " is not a number");
        }
    }

    /** As {@link #number}, of one that cannot be switched off. */
    public static long required(String attribute, @Nullable Long value) {
        if (value == null) {
            throw new InvalidPolicyException("The realm attribute " + attribute + " is not a number");
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
        throw new InvalidPolicyException("The realm attribute " + attribute + " must be true or false");
    }

    /** Bounds, both included; null is always within them. */
    public static void requireBetween(String attribute, @Nullable Long value, long least, long most) {
        if (value != null && (value < least || value > most)) {
            throw new InvalidPolicyException(attribute + " must be from " + least + " to " + most);
        }
    }
}
