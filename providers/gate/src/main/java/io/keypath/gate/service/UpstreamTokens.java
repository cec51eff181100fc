package io.keypath.gate.service;

import io.keypath.tokens.service.KeycloakClock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keycloak.cache.LocalCache;
import org.keycloak.cache.LocalCacheConfiguration;
import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.Urls;

/**
 * Short JWTs that tell the server behind a gate who calls, signed with the realm's key. They are good there only: their
 * {@code typ} keeps them out wherever Keycloak or a gate asks for an access token.
 */
public final class UpstreamTokens {

    static final String TYPE = "keypath-gate";

    private static final int LIFETIME_SECONDS = 60;
    private static final Duration USED_AGAIN = Duration.ofSeconds(30);
    private static final int MOST_REMEMBERED = 10_000;

    private final LocalCache<Claims, String> made;

    /** All that one says, but its times. */
    private record Claims(
            String realmId,
            String issuer,
            String audience,
            String subject,
            String username,
            String clientId,
            @Nullable String tokenId) {}

    /** @param session of any realm */
    UpstreamTokens(KeycloakSession session) {
        made = session.getProvider(LocalCacheProvider.class)
                .create(LocalCacheConfiguration.<Claims, String>builder()
                        .name("keypathGateJwt")
                        .maxSize(MOST_REMEMBERED)
                        .expirationAfterCreate((claims, jwt) -> USED_AGAIN)
                        .build());
    }

    /**
     * One that has at least half a minute to live.
     *
     * @param gate its audience, if the settings name none
     */
    public String issue(KeycloakSession session, String gate, GateSettings settings, Verdict.Allowed allowed) {
        RealmModel realm = session.getContext().getRealm();
        var claims = new Claims(
                realm.getId(),
                Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()),
                Objects.requireNonNullElse(settings.audience(), gate),
                allowed.userId(),
                allowed.username(),
                allowed.clientId(),
                allowed.tokenId());
        String known = made.get(claims);
        if (known != null) {
            return known;
        }
        String jwt = session.tokens().encode(token(claims));
        made.put(claims, jwt);
        return jwt;
    }

    private static AccessToken token(Claims claims) {
        long now = new KeycloakClock().instant().getEpochSecond();
        var token = new AccessToken();
        token.type(TYPE)
                .id(UUID.randomUUID().toString())
                .issuer(claims.issuer)
                .audience(claims.audience)
                .subject(claims.subject)
                .iat(now)
                .exp(now + LIFETIME_SECONDS);
        token.setPreferredUsername(claims.username);
        if (!claims.clientId.isEmpty()) {
            token.issuedFor(claims.clientId);
            token.setOtherClaims("client_id", claims.clientId);
        }
        if (claims.tokenId != null) {
            token.setOtherClaims("keypath_token_id", claims.tokenId);
        }
        return token;
    }
}
