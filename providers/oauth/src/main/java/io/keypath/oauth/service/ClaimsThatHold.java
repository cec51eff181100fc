package io.keypath.oauth.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;

/**
 * What of a token's claims still holds. The token may be a year old: a role, a group or an organization that its user has
 * left meanwhile must not be asserted today. Nothing is added either, for the token may have been given less than its user
 * and client have.
 */
public final class ClaimsThatHold {

    // Not of protocol mappers, but of this token and of the login behind it.
    private static final Set<String> OF_THE_TOKEN = Set.of(
            "jti",
            "iss",
            "aud",
            "sub",
            "typ",
            "azp",
            "exp",
            "nbf",
            "iat",
            "auth_time",
            "acr",
            "sid",
            "nonce",
            "cnf",
            "scope",
            "client_id",
            "authorization_details",
            "keypath_parent");

    private ClaimsThatHold() {}

    /**
     * A token with the claims of one as far as another has them.
     *
     * @param token as it was signed
     * @param now as it would be made now, of all that its client and user have
     */
    public static AccessToken of(AccessToken token, AccessToken now) {
        ObjectNode claims = JsonSerialization.mapper.valueToTree(token);
        ObjectNode held = JsonSerialization.mapper.valueToTree(now);
        ObjectNode answer = JsonSerialization.createObjectNode();
        claims.properties().forEach(claim -> {
            JsonNode value = OF_THE_TOKEN.contains(claim.getKey())
                    ? claim.getValue()
                    : common(claim.getValue(), held.get(claim.getKey()));
            if (value != null) {
                answer.set(claim.getKey(), value);
            }
        });
        try {
            return JsonSerialization.mapper.treeToValue(answer, AccessToken.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Parts of a token can be read as one", e);
        }
    }

    // Of a list and of an object what is in both; of a plain value today's.
    private static @Nullable JsonNode common(JsonNode then, @Nullable JsonNode now) {
        if (now == null) {
            return null;
        }
        if (then instanceof ObjectNode before && now instanceof ObjectNode today) {
            ObjectNode both = JsonSerialization.createObjectNode();
            before.properties().forEach(member -> {
                JsonNode value = common(member.getValue(), today.get(member.getKey()));
                if (value != null) {
                    both.set(member.getKey(), value);
                }
            });
            return both;
        }
        if (then instanceof ArrayNode before && now instanceof ArrayNode today) {
            ArrayNode both = JsonSerialization.mapper.createArrayNode();
            before.forEach(element -> {
                for (JsonNode held : today) {
                    if (held.equals(element)) {
                        both.add(element);
                        break;
                    }
                }
            });
            return both;
        }
        return then.isValueNode() && now.isValueNode() ? now : null;
    }
}
