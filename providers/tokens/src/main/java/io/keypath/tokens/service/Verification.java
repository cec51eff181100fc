package io.keypath.tokens.service;

import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/** The answer to "what may this token do now?". */
public sealed interface Verification {

    /** The token is good, and its owner and client are. */
    record Accepted(CachedCredential token, UserModel owner, ClientModel client) implements Verification {}

    /** The token or secret is not good. The reason is for metrics and logs: a caller learns none of it. */
    enum Refused implements Verification, SecretVerification {
        /** No such string in this realm, or one that cannot be read. */
        UNKNOWN,
        EXPIRED,
        /** Not used for too long, or the realm's idle lifetime cannot be read. */
        IDLE,
        DISABLED,
        /** A rotated string after its overlap. */
        REUSED,
        /** Issued before the not-before of the realm, the client or the user. */
        NOT_BEFORE,
        OWNER_GONE,
        CLIENT_GONE,
        ORIGIN,
        NETWORK
    }
}
