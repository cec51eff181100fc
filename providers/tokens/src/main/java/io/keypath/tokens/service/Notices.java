package io.keypath.tokens.service;

import io.keypath.tokens.store.Notice;
import io.keypath.tokens.store.NoticeStore;
import io.keypath.tokens.store.StoredCredential;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Puts down what owners are to be told, where the realm wants that; {@link KeypathNotices} tells it. */
final class Notices {

    private Notices() {}

    /** Whether the realm wants notices; an attribute that cannot be read wants none. */
    static boolean areOn(RealmModel realm) {
        try {
            return TokenPolicy.notices(realm);
        } catch (PolicyAttributes.InvalidPolicyException e) {
            return false;
        }
    }

    /** After a change that is news to the owner, in its transaction. */
    static void changed(
            KeycloakSession session, RealmModel realm, TokenAudit.Change change, StoredCredential token, long now) {
        if (change == TokenAudit.Change.ROTATED) {
            add(
                    session,
                    realm,
                    token,
                    Notice.Kind.ROTATED,
                    token.hint() + token.lifetime().issuedAt(),
                    now);
        } else {
            add(
                    session,
                    realm,
                    token,
                    change == TokenAudit.Change.CREATED ? Notice.Kind.MADE : Notice.Kind.REPORTED,
                    "",
                    now);
        }
    }

    /** After a retired string was used; its hash. */
    static void reused(KeycloakSession session, RealmModel realm, StoredCredential token, String hash, long now) {
        add(session, realm, token, Notice.Kind.REUSED, hash, now);
    }

    private static void add(
            KeycloakSession session,
            RealmModel realm,
            StoredCredential token,
            Notice.Kind kind,
            String occasion,
            long now) {
        if (token.kind().isOwnedByUser() && areOn(realm)) {
            NoticeStore.of(session).add(Notice.of(token, kind, occasion), now);
        }
    }
}
