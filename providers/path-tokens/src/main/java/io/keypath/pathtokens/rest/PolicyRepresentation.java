package io.keypath.pathtokens.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keypath.core.AccessList;
import io.keypath.core.AllowedNetworks;
import io.keypath.core.AllowedOrigins;
import io.keypath.core.CanonicalPath;
import io.keypath.core.LifetimePolicy;
import io.keypath.core.Vocabulary;
import io.keypath.http.ActionRepresentation;
import io.keypath.http.CredentialBody;
import io.keypath.http.JsonBody;
import io.keypath.http.OAuthError;
import io.keypath.tokens.service.CredentialLedger;
import io.keypath.tokens.service.PolicyAttributes;
import io.keypath.tokens.service.TokenPolicy;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A realm's policy in an answer. Lifetimes are seconds.
 *
 * @param mayCreate whether the caller has the role {@code creatorRole}; of self-service only
 * @param maxAccessListBytes of all tokens of an owner together; follows from {@code maxPerOwner}
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record PolicyRepresentation(
        String vocabulary,
        List<ActionRepresentation> actions,
        long defaultLifetime,
        long minLifetime,
        long maxLifetime,
        boolean unlimited,
        @Nullable Long idleLifetime,
        int maxPerOwner,
        long maxAccessListBytes,
        @Nullable String creatorRole,
        @Nullable Long maxAuthAge,
        boolean reuseDisables,
        boolean notices,
        Limits limits,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean mayCreate) {

    private static final String VOCABULARY = "vocabulary";
    private static final String DEFAULT_LIFETIME = "defaultLifetime";
    private static final String MAX_LIFETIME = "maxLifetime";
    private static final String UNLIMITED = "unlimited";
    private static final String IDLE_LIFETIME = "idleLifetime";
    private static final String MAX_PER_OWNER = "maxPerOwner";
    private static final String CREATOR_ROLE = "creatorRole";
    private static final String MAX_AUTH_AGE = "maxAuthAge";
    private static final String REUSE_DISABLES = "reuseDisables";
    private static final String NOTICES = "notices";

    // The policy knows its attributes; who sends JSON knows its fields.
    private static final Map<String, String> FIELDS = Map.of(
            TokenPolicy.DEFAULT_LIFETIME, DEFAULT_LIFETIME,
            TokenPolicy.MAX_LIFETIME, MAX_LIFETIME,
            TokenPolicy.IDLE_LIFETIME, IDLE_LIFETIME,
            TokenPolicy.MAX_PER_OWNER, MAX_PER_OWNER,
            TokenPolicy.MAX_AUTH_AGE, MAX_AUTH_AGE);

    /** What holds in every realm. */
    record Limits(
            int nameLength,
            int descriptionLength,
            int accessListSize,
            int accessListBytes,
            int pathBytes,
            int pathSegments,
            int allowedOrigins,
            int allowedNetworks,
            long maxOverlap,
            int overlaps) {}

    static PolicyRepresentation of(TokenPolicy policy) {
        return of(policy, null);
    }

    static PolicyRepresentation of(TokenPolicy policy, @Nullable Boolean mayCreate) {
        return new PolicyRepresentation(
                policy.vocabulary().id(),
                ActionRepresentation.of(policy.vocabulary()),
                policy.lifetimes().defaultSeconds(),
                LifetimePolicy.MIN_SECONDS,
                policy.lifetimes().maxSeconds(),
                policy.lifetimes().unlimited(),
                policy.idleLifetime(),
                policy.maxPerOwner(),
                policy.maxAccessListBytes(),
                policy.creatorRole(),
                policy.maxAuthAge(),
                policy.reuseDisables(),
                policy.notices(),
                new Limits(
                        CredentialBody.MAX_NAME,
                        TokenBody.MAX_DESCRIPTION,
                        AccessList.MAX_GRANTS,
                        AccessList.MAX_BYTES,
                        CanonicalPath.MAX_BYTES,
                        CanonicalPath.MAX_SEGMENTS,
                        AllowedOrigins.MAX,
                        AllowedNetworks.MAX,
                        CredentialLedger.MAX_OVERLAP,
                        CredentialLedger.MAX_OVERLAPS),
                mayCreate);
    }

    /** Reads a policy; what is not sent has its default. */
    static TokenPolicy read(InputStream stream) {
        JsonBody body = JsonBody.read(
                stream,
                Set.of(
                        VOCABULARY,
                        DEFAULT_LIFETIME,
                        MAX_LIFETIME,
                        UNLIMITED,
                        IDLE_LIFETIME,
                        MAX_PER_OWNER,
                        CREATOR_ROLE,
                        MAX_AUTH_AGE,
                        REUSE_DISABLES,
                        NOTICES,
                        // Shown by GET and not set by anybody: what was read may be sent back.
                        "actions",
                        "minLifetime",
                        "maxAccessListBytes",
                        "limits"));
        try {
            return new TokenPolicy(
                    vocabulary(body),
                    TokenPolicy.lifetimes(
                            or(body.wholeNumber(DEFAULT_LIFETIME), TokenPolicy.STANDARD_LIFETIME),
                            or(body.wholeNumber(MAX_LIFETIME), TokenPolicy.DEFAULT_MAX_LIFETIME),
                            Boolean.TRUE.equals(body.flag(UNLIMITED))),
                    body.wholeNumber(IDLE_LIFETIME),
                    Math.toIntExact(Math.max(
                            Integer.MIN_VALUE,
                            Math.min(
                                    Integer.MAX_VALUE,
                                    or(body.wholeNumber(MAX_PER_OWNER), TokenPolicy.DEFAULT_MAX_PER_OWNER)))),
                    body.text(CREATOR_ROLE, 255).orElse(null),
                    body.wholeNumber(MAX_AUTH_AGE),
                    Boolean.TRUE.equals(body.flag(REUSE_DISABLES)),
                    Boolean.TRUE.equals(body.flag(NOTICES)));
        } catch (PolicyAttributes.InvalidPolicyException e) {
            throw OAuthError.invalidRequest(e.messageNaming(FIELDS));
        }
    }

    private static Vocabulary vocabulary(JsonBody body) {
        return body.text(VOCABULARY, 20)
                .map(id -> Vocabulary.byId(id)
                        .orElseThrow(() -> OAuthError.invalidRequest(
                                VOCABULARY + " must be one of " + String.join(", ", TokenPolicy.vocabularies()))))
                .orElse(Vocabulary.READ_WRITE);
    }

    private static long or(@Nullable Long value, long absent) {
        return value == null ? absent : value;
    }
}
