package io.keypath.tokens.store;

import java.util.EnumSet;
import java.util.Set;

/** What a row of the token tables is. A check or a list names the kinds that it means: one never stands in for another. */
public enum TokenKind {
    /** A path access token, a personal access token or an API key: an opaque string. */
    PATH_TOKEN("path-token", "path token"),
    /** A JWT of the long-lifetime grant. */
    LONG_LIFETIME("long-lifetime", "long-lifetime token"),
    /** A secret that authenticates a client; the client is its owner. */
    CLIENT_SECRET("client-secret", "client secret"),
    /** A secret of a user, which authenticates a client on that user's behalf. */
    DEVELOPER_SECRET("developer-secret", "developer secret");

    private static final Set<TokenKind> TOKENS = Set.copyOf(EnumSet.of(PATH_TOKEN, LONG_LIFETIME));
    private static final Set<TokenKind> SECRETS = Set.copyOf(EnumSet.of(CLIENT_SECRET, DEVELOPER_SECRET));

    private static final Set<TokenKind> OWNED_BY_USERS =
            Set.copyOf(EnumSet.of(PATH_TOKEN, LONG_LIFETIME, DEVELOPER_SECRET));

    private static final Set<TokenKind> JWTS = Set.copyOf(EnumSet.of(LONG_LIFETIME));

    private final String id;
    private final String title;

    TokenKind(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** As it is written in answers and events. */
    public String id() {
        return id;
    }

    /** What people call it. */
    public String title() {
        return title;
    }

    /** What calls an API on behalf of its owner. */
    public static Set<TokenKind> tokens() {
        return TOKENS;
    }

    /** What authenticates a client. */
    public static Set<TokenKind> secrets() {
        return SECRETS;
    }

    /**
     * What is a signed JWT, which those who check its signature alone take for good until it expires: its reach and its end
     * are in it and cannot be changed.
     */
    public static Set<TokenKind> jwts() {
        return JWTS;
    }

    /** Whether it is one of {@link #jwts}. */
    public boolean isJwt() {
        return JWTS.contains(this);
    }

    /** All of which {@link #isOwnedByUser} is true. */
    public static Set<TokenKind> ownedByUsers() {
        return OWNED_BY_USERS;
    }

    /** Whether its owner is a user or a service account's user; else a client. */
    public boolean isOwnedByUser() {
        return this != CLIENT_SECRET;
    }

    /** Whether the realm's idle lifetime ends it: only where each use is seen. */
    public boolean endsWhenIdle() {
        return this == PATH_TOKEN;
    }

    /** Whether a not-before of realm, client or user ends it. A client's secret outlives that, as Keycloak's own does. */
    public boolean endsByNotBefore() {
        return this != CLIENT_SECRET;
    }
}
