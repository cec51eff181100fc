package io.keypath.gate.service;

import org.jspecify.annotations.Nullable;
import org.keycloak.TokenCategory;
import org.keycloak.representations.AccessToken;

/**
 * What the cookie of a session holds: of the access token or path token that it was made from what decides whether it is
 * good and what it reaches, so that all of it is asked again at each request. Its {@code typ} keeps it out wherever a
 * bearer token is asked for, and its {@code exp} is the session's.
 */
public final class SessionToken extends AccessToken {

    static final String TYPE = "keypath-gate-session";

    private static final String GATE = "keypath_gate";
    private static final String SESSION = "keypath_session";
    private static final String STARTED = "keypath_started";
    private static final String REFRESHED = "keypath_refreshed";
    private static final String ENDS = "keypath_ends";
    private static final String ORIGIN = "keypath_origin";
    private static final String BY_PATH_TOKEN = "keypath_by_path_token";

    /** For Jackson. */
    public SessionToken() {}

    SessionToken(String gate, String session, long startedAt, long endsAt, @Nullable String origin) {
        type(TYPE);
        setOtherClaims(GATE, gate);
        setOtherClaims(SESSION, session);
        setOtherClaims(STARTED, startedAt);
        setOtherClaims(REFRESHED, startedAt);
        setOtherClaims(ENDS, endsAt);
        if (origin != null) {
            setOtherClaims(ORIGIN, origin);
        }
    }

    // Signed with a key of the realm that is nobody else's, as Keycloak's own cookies are.
    @Override
    public TokenCategory getCategory() {
        return TokenCategory.INTERNAL;
    }

    boolean isOf(String gate) {
        return TYPE.equals(getType()) && gate.equals(getOtherClaims().get(GATE)) && getExp() != null;
    }

    void setMadeByPathToken() {
        setOtherClaims(BY_PATH_TOKEN, true);
    }

    boolean isMadeByPathToken() {
        return Boolean.TRUE.equals(getOtherClaims().get(BY_PATH_TOKEN));
    }

    /** The same from its making to its end, through all refreshes. */
    String session() {
        return String.valueOf(getOtherClaims().get(SESSION));
    }

    /** Epoch seconds. */
    public long startedAt() {
        return seconds(STARTED);
    }

    void refreshedAt(long now) {
        setOtherClaims(REFRESHED, now);
    }

    /** Ends it as the settings say now: what they were when it was made gives it no longer life. */
    void endAtMostBy(CookieSettings settings) {
        setOtherClaims(ENDS, Math.min(endsAt(), startedAt() + settings.lifetime()));
        long idle = seconds(REFRESHED) + settings.idle();
        exp(Math.min(getExp() == null ? idle : Math.min(getExp(), idle), endsAt()));
    }

    /** Epoch seconds from which no refresh helps. */
    public long endsAt() {
        return seconds(ENDS);
    }

    /** Of the page that made it; null when that is not known. */
    @Nullable
    String origin() {
        return getOtherClaims().get(ORIGIN) instanceof String origin ? origin : null;
    }

    private long seconds(String claim) {
        return getOtherClaims().get(claim) instanceof Number number ? number.longValue() : 0;
    }
}
