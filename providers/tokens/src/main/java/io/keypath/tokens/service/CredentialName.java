package io.keypath.tokens.service;

import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.TokenKind;

/**
 * What an event calls a token or secret in Keycloak's detail {@code credential_type}, as {@code path token "laptop"}. Of all
 * details this one alone is in the mails of Keycloak's listener {@code email} (26.7), whose reader knows his tokens by their
 * names.
 */
final class CredentialName {

    private static final int MAX_LENGTH = 60;

    private CredentialName() {}

    static String of(StoredCredential token) {
        return of(token.kind(), token.name());
    }

    static String of(TokenKind kind, String name) {
        return kind.title() + " \"" + readable(name) + '"';
    }

    /** The name alone. */
    static String readable(String name) {
        return plain(EventText.of(name));
    }

    // Programs name tokens too, and the mail is in the realm's name: no mark-up, and nothing that a mail program
    // would make a link of.
    private static String plain(String name) {
        String plain =
                name.replaceAll("[^\\p{L}\\p{M}\\p{N} _.-]|\\.(?=\\p{L})", " ").strip();
        int length = plain.codePointCount(0, plain.length());
        return length <= MAX_LENGTH ? plain : plain.substring(0, plain.offsetByCodePoints(0, MAX_LENGTH)) + "…";
    }
}
