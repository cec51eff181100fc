package io.keypath.secretauthenticator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keypath.http.JsonBody;
import io.keypath.http.OAuthError;
import io.keypath.secretauthenticator.service.SecretPolicy;
import io.keypath.tokens.service.CredentialLedger;
import io.keypath.tokens.service.PolicyAttributes;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/**
 * The policy of secrets in JSON.
 *
 * @param developerRole null when the realm has no developer secrets
 * @param mayCreate whether the caller has the role {@code developerRole}; of self-service only
 * @param maxOverlap most seconds that a rotated secret may go on working; fixed
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record SecretPolicyRepresentation(
        long defaultLifetime,
        long maxLifetime,
        boolean unlimited,
        int maxPerOwner,
        @Nullable String developerRole,
        List<String> developerGrants,
        long maxOverlap,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean mayCreate) {

    private static final String DEFAULT_LIFETIME = "defaultLifetime";
    private static final String MAX_LIFETIME = "maxLifetime";
    private static final String UNLIMITED = "unlimited";
    private static final String MAX_PER_OWNER = "maxPerOwner";
    private static final String DEVELOPER_ROLE = "developerRole";
    private static final String DEVELOPER_GRANTS = "developerGrants";
    private static final String MAX_OVERLAP = "maxOverlap";

    private static final Set<String> FIELDS = Set.of(
            DEFAULT_LIFETIME, MAX_LIFETIME, UNLIMITED, MAX_PER_OWNER, DEVELOPER_ROLE, DEVELOPER_GRANTS, MAX_OVERLAP);

    // The policy knows its attributes; who sends JSON knows its fields.
    private static final Map<String, String> ATTRIBUTES = Map.of(
            SecretPolicy.DEFAULT_LIFETIME, DEFAULT_LIFETIME,
            SecretPolicy.MAX_LIFETIME, MAX_LIFETIME,
            SecretPolicy.MAX_PER_OWNER, MAX_PER_OWNER,
            SecretPolicy.DEVELOPER_GRANTS, DEVELOPER_GRANTS);

    static SecretPolicyRepresentation of(KeycloakSession session, SecretPolicy policy) {
        return of(session, policy, null);
    }

    static SecretPolicyRepresentation of(KeycloakSession session, SecretPolicy policy, @Nullable Boolean mayCreate) {
        return new SecretPolicyRepresentation(
                policy.lifetimes().defaultSeconds(),
                policy.lifetimes().maxSeconds(),
                policy.lifetimes().unlimited(),
                policy.maxPerOwner(),
                policy.developerRole(),
                policy.developerGrants(session),
                CredentialLedger.MAX_OVERLAP,
                mayCreate);
    }

    /** Reads a whole policy: what the body does not name gets its default. */
    static SecretPolicy read(InputStream stream) {
        JsonBody body = JsonBody.read(stream, FIELDS);
        Long maxOverlap = body.wholeNumber(MAX_OVERLAP);
        if (maxOverlap != null && maxOverlap != CredentialLedger.MAX_OVERLAP) {
            throw OAuthError.invalidRequest("maxOverlap is fixed at " + CredentialLedger.MAX_OVERLAP);
        }
        long maxPerOwner = number(body, MAX_PER_OWNER, SecretPolicy.DEFAULT_MAX_PER_OWNER);
        try {
            return new SecretPolicy(
                    SecretPolicy.lifetimes(
                            number(body, DEFAULT_LIFETIME, SecretPolicy.STANDARD_LIFETIME),
                            number(body, MAX_LIFETIME, SecretPolicy.DEFAULT_MAX_LIFETIME),
                            Objects.requireNonNullElse(body.flag(UNLIMITED), false)),
                    (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, maxPerOwner)),
                    body.text(DEVELOPER_ROLE, 255).orElse(null),
                    grants(body));
        } catch (PolicyAttributes.InvalidPolicyException e) {
            throw OAuthError.invalidRequest(e.messageNaming(ATTRIBUTES));
        }
    }

    private static List<String> grants(JsonBody body) {
        return body.texts(DEVELOPER_GRANTS, SecretPolicy.MAX_GRANTS, 255)
                .map(grants -> {
                    if (grants.isEmpty()) {
                        throw OAuthError.invalidRequest(DEVELOPER_GRANTS + " must name 1 to " + SecretPolicy.MAX_GRANTS
                                + " grant types; leave it out for the default");
                    }
                    return grants;
                })
                .orElse(List.of());
    }

    private static long number(JsonBody body, String field, long absent) {
        return Objects.requireNonNullElse(body.wholeNumber(field), absent);
    }
}
