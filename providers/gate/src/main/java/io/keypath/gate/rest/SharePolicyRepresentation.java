package io.keypath.gate.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.keypath.core.AllowedOrigins;
import io.keypath.core.CanonicalPath;
import io.keypath.core.Vocabulary;
import io.keypath.gate.service.GateSettings;
import io.keypath.gate.service.Gates;
import io.keypath.gate.service.Shares;
import io.keypath.http.ActionRepresentation;
import java.util.List;
import org.keycloak.models.RealmModel;

/**
 * What a user has to know to share.
 *
 * @param members whether what is shared with users, groups and roles counts at a gate of the realm
 * @param links whether a gate reads the keys of links
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record SharePolicyRepresentation(
        boolean members, boolean links, String vocabulary, List<ActionRepresentation> actions, Limits limits) {

    record Limits(int perUser, int allowedOrigins, int pathBytes, int pathSegments) {}

    static SharePolicyRepresentation of(RealmModel realm, Vocabulary vocabulary) {
        return new SharePolicyRepresentation(
                Gates.any(realm, GateSettings::members),
                Gates.any(realm, GateSettings::queryToken),
                vocabulary.id(),
                ActionRepresentation.of(vocabulary),
                new Limits(
                        Shares.MOST_OF_A_USER,
                        AllowedOrigins.MAX,
                        CanonicalPath.MAX_BYTES,
                        CanonicalPath.MAX_SEGMENTS));
    }
}
