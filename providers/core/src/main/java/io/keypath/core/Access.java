package io.keypath.core;

import org.jspecify.annotations.Nullable;

/** What became of a request. */
public sealed interface Access {

    /**
     * The request is allowed.
     *
     * @param actions the strongest granted actions on the target, separated by spaces
     */
    record Allowed(String actions) implements Access {}

    /**
     * The request is refused.
     *
     * @param scope what it needs, as the {@code scope} of an RFC 6750 section 3.1 error; null when no access would
     *     suffice, as of a MOVE or COPY without a destination
     */
    record Refused(@Nullable String scope) implements Access {}

    /** Judges the request of whoever holds {@code list}. */
    static Access judge(AccessList list, AccessRequest request) {
        if (list.permits(request)) {
            return new Allowed(list.vocabulary().strongest(list.maskAt(request.target())));
        }
        return new Refused(request.isIncomplete() ? null : requiredScope(list.vocabulary(), request));
    }

    /**
     * Whether a request is allowed. Allocates nothing.
     *
     * @param granted bits of the actions on the target
     * @param atDestination bits of the actions on the destination, where there is one
     */
    static boolean permits(Vocabulary vocabulary, AccessRequest request, int granted, int atDestination) {
        if (request.isIncomplete()) {
            return false;
        }
        int required = vocabulary.requirement(request);
        int also = vocabulary.sourceRequirement(request);
        return (granted & required) != 0
                && (also == 0 || (granted & also) != 0)
                && (!request.carries() || (atDestination & required) != 0);
    }

    /** Judges the request of whoever is not restricted by a list: only a malformed request is refused. */
    static Access judgeUnrestricted(Vocabulary vocabulary, AccessRequest request) {
        return request.isIncomplete() ? new Refused(null) : new Allowed(vocabulary.strongest(vocabulary.all()));
    }

    /** All grants that the request needs, the weakest ones that do, separated by spaces. */
    static String requiredScope(Vocabulary vocabulary, AccessRequest request) {
        String required = vocabulary.weakest(vocabulary.requirement(request)) + ":";
        var scope = new StringBuilder(required).append(request.target());
        int also = vocabulary.sourceRequirement(request);
        if (also != 0) {
            scope.append(' ').append(vocabulary.weakest(also)).append(':').append(request.target());
        }
        if (request.carries()) {
            scope.append(' ').append(required).append(request.destination());
        }
        return scope.toString();
    }
}
