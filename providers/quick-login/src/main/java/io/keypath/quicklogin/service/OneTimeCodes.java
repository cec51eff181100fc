package io.keypath.quicklogin.service;

import io.keypath.core.Expiry;
import io.keypath.core.Sha256;
import io.keypath.tokens.service.KeycloakClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.keycloak.jose.jwe.JWEException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.util.TokenUtil;

/**
 * Codes that stand for a token for a minute. The server keeps the token encrypted with the code, and the code only as a
 * hash: what it keeps is of no use without the code. The second use of a code tells which token it stood for, so that the
 * token can be ended.
 */
public final class OneTimeCodes {

    /** Seconds. */
    static final long LIFETIME = 60;

    // Seconds for which the second use of a code is noticed.
    private static final long MEMORY = 3600;

    private static final String PREFIX = "keypath-quick-login-";
    private static final String CLIENT = "client";
    private static final String REDEEMABLE_UNTIL = "redeemableUntil";
    private static final String CHALLENGE = "challenge";
    private static final String TOKEN = "token";

    private final KeycloakSession session;
    private final SecureRandom random;
    private final Clock clock = new KeycloakClock();

    public OneTimeCodes(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    /** What a code gave. */
    public sealed interface Redemption {
        record Redeemed(DeliveredToken token) implements Redemption {}

        /** The code was used before, or comes too late; the token that it stood for must end. */
        record Replayed(DeliveredToken.Reference token) implements Redemption {}

        /** Unknown, another client's, or without its verifier. */
        record Refused() implements Redemption {}
    }

    String issue(String clientUuid, @Nullable String challenge, DeliveredToken token) {
        String code = PendingLogin.random(random);
        var known = new HashMap<>(token.reference().notes());
        known.put(CLIENT, clientUuid);
        known.put(REDEEMABLE_UNTIL, Long.toString(now() + LIFETIME));
        try {
            String sealed = TokenUtil.jweDirectEncode(
                    new SecretKeySpec(digest("key", code), "AES"),
                    null,
                    token.value().getBytes(StandardCharsets.UTF_8));
            session.singleUseObjects()
                    .put(unused(code), LIFETIME, Map.of(CHALLENGE, challenge == null ? "" : challenge, TOKEN, sealed));
            // From the beginning, for what is put is seen by others at the end of the request only.
            session.singleUseObjects().put(known(code), MEMORY, known);
        } catch (JWEException e) {
            throw new IllegalStateException("AES is missing", e);
        }
        return code;
    }

    public Redemption redeem(String clientUuid, String code, @Nullable String verifier) {
        Map<String, String> known = session.singleUseObjects().get(known(code));
        if (known == null || !clientUuid.equals(known.get(CLIENT))) {
            return new Redemption.Refused();
        }
        var reference = DeliveredToken.Reference.of(known);
        Map<String, String> unused = session.singleUseObjects().get(unused(code));
        // Where it is kept, time may go by another clock than that which said how long it is good for.
        if (unused == null || Expiry.isExpired(Long.parseLong(known.getOrDefault(REDEEMABLE_UNTIL, "0")), now())) {
            return new Redemption.Replayed(reference);
        }
        if (!verifies(unused.get(CHALLENGE), verifier)) {
            return new Redemption.Refused();
        }
        // Of two at once, the one that removes it has it.
        if (session.singleUseObjects().remove(unused(code)) == null) {
            return new Redemption.Replayed(reference);
        }
        try {
            byte[] token = TokenUtil.jweDirectVerifyAndDecode(
                    new SecretKeySpec(digest("key", code), "AES"), null, unused.getOrDefault(TOKEN, ""));
            return new Redemption.Redeemed(new DeliveredToken(new String(token, StandardCharsets.UTF_8), reference));
        } catch (JWEException e) {
            return new Redemption.Refused();
        }
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    // RFC 7636 section 4.6, method S256. A verifier without a challenge is refused: one of the two was lost.
    private static boolean verifies(@Nullable String challenge, @Nullable String verifier) {
        if (challenge == null || challenge.isEmpty()) {
            return verifier == null;
        }
        return verifier != null
                && MessageDigest.isEqual(
                        challenge.getBytes(StandardCharsets.US_ASCII),
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(Sha256.digest(verifier))
                                .getBytes(StandardCharsets.US_ASCII));
    }

    private static String unused(String code) {
        return PREFIX + HexFormat.of().formatHex(digest("unused", code));
    }

    private static String known(String code) {
        return PREFIX + HexFormat.of().formatHex(digest("known", code));
    }

    // The purpose keeps what is stored as a name apart from the key.
    private static byte[] digest(String purpose, String code) {
        return Sha256.digest(purpose + ":" + code);
    }
}
