package io.keypath.tokens.service;

import io.keypath.core.AccessList;
import io.keypath.core.Expiry;
import io.keypath.core.LifetimePolicy;
import io.keypath.core.Vocabulary;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RealmModel;

/**
 * What a realm allows, read from its attributes so that it travels with a realm export. An attribute that cannot be read
 * is never replaced by its default: nothing is issued until it is mended.
 *
 * @param vocabulary the actions that access lists are made of
 * @param lifetimes default and longest lifetime, and whether a token may live for ever
 * @param idleLifetime seconds without a use after which a token is dead, 300 to 315,360,000; null for off
 * @param maxPerOwner most unexpired tokens of a user or service account, 1 to 10,000
 * @param creatorRole role that a user needs to make or rotate tokens, as in Keycloak's role mappers: {@code role} of the
 *     realm or {@code client.role}; null for everybody
 * @param maxAuthAge seconds since the login within which a user may make or rotate tokens, 1 to 31,536,000; null for off
 * @param reuseDisables whether the reuse of a rotated string disables its token
 * @param notices whether owners are mailed what happens to their tokens and secrets
 */
public record TokenPolicy(
        Vocabulary vocabulary,
        LifetimePolicy lifetimes,
        @Nullable Long idleLifetime,
        int maxPerOwner,
        @Nullable String creatorRole,
        @Nullable Long maxAuthAge,
        boolean reuseDisables,
        boolean notices) {

    static final String VOCABULARY = RealmVocabulary.ATTRIBUTE;
    public static final String DEFAULT_LIFETIME = "keypath.token.default-lifetime";
    public static final String MAX_LIFETIME = "keypath.token.max-lifetime";
    static final String UNLIMITED = "keypath.token.unlimited";
    public static final String IDLE_LIFETIME = "keypath.token.idle-lifetime";
    public static final String MAX_PER_OWNER = "keypath.token.max-per-owner";
    static final String CREATOR_ROLE = "keypath.token.creator-role";
    public static final String MAX_AUTH_AGE = "keypath.token.max-auth-age";
    static final String REUSE_DISABLES = "keypath.token.reuse-disables";
    static final String NOTICES = "keypath.notices";

    /** Seconds. */
    public static final long STANDARD_LIFETIME = 86_400;

    /** Seconds. */
    public static final long DEFAULT_MAX_LIFETIME = 31_536_000;

    public static final int DEFAULT_MAX_PER_OWNER = 100;

    private static final int MOST_PER_OWNER = 10_000;

    // What a token's access list may have on average when an owner has as many tokens as he may.
    private static final int LIST_BYTES_PER_TOKEN = 16_384;

    public TokenPolicy {
        PolicyAttributes.requireBetween(IDLE_LIFETIME, idleLifetime, 300, 315_360_000);
        PolicyAttributes.requireBetween(MAX_PER_OWNER, (long) maxPerOwner, 1, MOST_PER_OWNER);
        PolicyAttributes.requireBetween(MAX_AUTH_AGE, maxAuthAge, 1, 31_536_000);
    }

    /** Most bytes of the access lists of an owner's tokens together; one list of the longest is always among them. */
    public long maxAccessListBytes() {
        return Math.max(AccessList.MAX_BYTES, (long) LIST_BYTES_PER_TOKEN * maxPerOwner);
    }

    TokenQuota quota() {
        return new TokenQuota(maxPerOwner, "tokens", maxAccessListBytes());
    }

    /** Reads all of a realm's policy. */
    public static TokenPolicy of(RealmModel realm) {
        return new TokenPolicy(
                vocabulary(realm),
                lifetimes(
                        PolicyAttributes.required(
                                DEFAULT_LIFETIME, PolicyAttributes.number(realm, DEFAULT_LIFETIME, STANDARD_LIFETIME)),
                        PolicyAttributes.required(
                                MAX_LIFETIME, PolicyAttributes.number(realm, MAX_LIFETIME, DEFAULT_MAX_LIFETIME)),
                        PolicyAttributes.flag(realm, UNLIMITED)),
                idleLifetime(realm),
                PolicyAttributes.bounded(realm, MAX_PER_OWNER, DEFAULT_MAX_PER_OWNER, 1, MOST_PER_OWNER),
                PolicyAttributes.role(realm, CREATOR_ROLE),
                PolicyAttributes.number(realm, MAX_AUTH_AGE, null),
                reuseDisables(realm),
                notices(realm));
    }

    /** The realm's vocabulary alone: what a check of a personal token needs. */
    public static Vocabulary vocabulary(RealmModel realm) {
        return RealmVocabulary.of(realm)
                .orElseThrow(() -> new PolicyAttributes.InvalidPolicyException(
                        " must be one of " + String.join(", ", vocabularies()), VOCABULARY));
    }

    static @Nullable Long idleLifetime(RealmModel realm) {
        return PolicyAttributes.number(realm, IDLE_LIFETIME, null);
    }

    /**
     * Whether a token that was last active at a time is idle too long by now, both in epoch seconds; true when the
     * realm's idle lifetime cannot be read.
     */
    static boolean isIdle(RealmModel realm, long activeAt, long now) {
        try {
            Long idleLifetime = idleLifetime(realm);
            return idleLifetime != null && Expiry.isExpired(activeAt + idleLifetime, now);
        } catch (PolicyAttributes.InvalidPolicyException e) {
            return true;
        }
    }

    static boolean reuseDisables(RealmModel realm) {
        return PolicyAttributes.flag(realm, REUSE_DISABLES);
    }

    static boolean notices(RealmModel realm) {
        return PolicyAttributes.flag(realm, NOTICES);
    }

    /** Default and longest lifetime in seconds; the message of a refusal names the attribute. */
    public static LifetimePolicy lifetimes(long defaultLifetime, long maxLifetime, boolean unlimited) {
        try {
            return new LifetimePolicy(defaultLifetime, maxLifetime, unlimited);
        } catch (IllegalArgumentException e) {
            throw new PolicyAttributes.InvalidPolicyException(
                    ": " + String.valueOf(e.getMessage()), DEFAULT_LIFETIME, MAX_LIFETIME);
        }
    }

    /** The attributes that hold this policy, with their values. */
    public Map<String, String> attributes() {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put(VOCABULARY, vocabulary.id());
        attributes.put(DEFAULT_LIFETIME, Long.toString(lifetimes.defaultSeconds()));
        attributes.put(MAX_LIFETIME, Long.toString(lifetimes.maxSeconds()));
        attributes.put(UNLIMITED, Boolean.toString(lifetimes.unlimited()));
        attributes.put(IDLE_LIFETIME, idleLifetime == null ? PolicyAttributes.OFF : idleLifetime.toString());
        attributes.put(MAX_PER_OWNER, Integer.toString(maxPerOwner));
        attributes.put(CREATOR_ROLE, creatorRole == null ? PolicyAttributes.NONE : creatorRole);
        attributes.put(MAX_AUTH_AGE, maxAuthAge == null ? PolicyAttributes.OFF : maxAuthAge.toString());
        attributes.put(REUSE_DISABLES, Boolean.toString(reuseDisables));
        attributes.put(NOTICES, Boolean.toString(notices));
        return attributes;
    }

    /** Ids of all vocabularies. */
    public static List<String> vocabularies() {
        return Arrays.stream(Vocabulary.values()).map(Vocabulary::id).toList();
    }
}
