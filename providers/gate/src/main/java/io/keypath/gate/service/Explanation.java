package io.keypath.gate.service;

import io.keypath.core.Access;
import io.keypath.core.AccessList;
import io.keypath.core.AccessRequest;
import io.keypath.core.Grant;
import io.keypath.gate.store.Principal;
import io.keypath.gate.store.StoredShare;
import io.keypath.tokens.service.RealmVocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What a gate would answer, and why: a dry run, which counts as nobody's use. It judges as {@link Gate} does.
 *
 * @param status 200, 401 or 403
 * @param access the strongest actions on the path; null for none
 * @param why in the order in which it was asked
 */
public record Explanation(
        boolean allowed, int status, @Nullable String access, List<String> why) {

    /**
     * Explains a request.
     *
     * @param list of the token; null for a user, or for a token that reaches all that its user reaches
     * @param refused why the token is none that is good; null for one that is, and for a user
     */
    public static Explanation of(
            KeycloakSession session,
            GateSettings settings,
            @Nullable UserModel user,
            @Nullable AccessList list,
            @Nullable String refused,
            AccessRequest request) {
        RealmModel realm = session.getContext().getRealm();
        var why = new ArrayList<String>();
        if (refused != null || user == null || !user.isEnabled()) {
            why.add(
                    refused != null
                            ? refused
                            : user == null ? "There is no user" : "The user is disabled, and his tokens with him");
            return new Explanation(false, 401, null, why);
        }
        if (RealmVocabulary.of(realm).isEmpty()) {
            why.add("The realm's vocabulary cannot be read, so that nothing is reached without an access list");
            return new Explanation(false, 403, null, why);
        }
        var reach = new Reach(session, realm, null);
        Access access = own(realm, list, request, why);
        if (settings.members() && access instanceof Access.Allowed) {
            Reach.Given given = reach.of(user, request);
            int most = list != null && list.vocabulary() == given.vocabulary()
                    ? list.maskAt(request.target())
                    : given.vocabulary().all();
            access = given.judge(request, most);
            why.add("The gate has members: " + told(realm, given));
        }
        if (access instanceof Access.Refused refusedAccess) {
            if (refusedAccess.scope() != null) {
                why.add("It would need " + refusedAccess.scope());
            }
            Reach.Given open = reach.of(List.of(Principal.ANYONE), request);
            access = open.judge(request, open.vocabulary().all());
            why.add("For anyone: " + told(realm, open));
        }
        return access instanceof Access.Allowed allowed
                ? new Explanation(true, 200, allowed.actions(), why)
                : new Explanation(false, 403, null, why);
    }

    private static Access own(RealmModel realm, @Nullable AccessList list, AccessRequest request, List<String> why) {
        if (list == null) {
            why.add("There is no access list, so that all is reached that the user reaches");
            return Access.judgeUnrestricted(RealmVocabulary.of(realm).orElseThrow(), request);
        }
        String grants = list.grants().stream()
                .filter(grant -> grant.covers(request.target())
                        || (request.destination() != null && grant.covers(request.destination())))
                .map(Grant::toString)
                .collect(Collectors.joining(", "));
        why.add(grants.isEmpty() ? "The access list has nothing on this path" : "The access list has " + grants);
        return Access.judge(list, request);
    }

    private static String told(RealmModel realm, Reach.Given given) {
        return given.shares().isEmpty()
                ? "no share reaches this path"
                : given.shares().stream().map(share -> told(realm, share)).collect(Collectors.joining(", "));
    }

    private static String told(RealmModel realm, StoredShare share) {
        return share.grant() + " for " + Principals.text(realm, share.principal()) + " (share " + share.id() + ")";
    }
}
