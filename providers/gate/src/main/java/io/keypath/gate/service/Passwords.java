package io.keypath.gate.service;

import io.keypath.core.Sha256;
import io.keypath.tokens.service.KeycloakClock;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.keycloak.cache.LocalCache;
import org.keycloak.cache.LocalCacheConfiguration;
import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * Who has shown a user's real password. Keycloak's direct grant flow judges it, which hashes it; a good one is remembered on
 * this node for half a minute, without being kept, unless anything of the user's credentials changes meanwhile.
 */
public final class Passwords {

    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int MOST_REMEMBERED = 10_000;
    private static final String HMAC = "HmacSHA256";
    private static final char BETWEEN = 0;

    // Of this process only: what is remembered is of no use elsewhere.
    private final SecretKeySpec key = newKey();
    private final ConcurrentMap<String, CompletableFuture<Optional<Known>>> asked = new ConcurrentHashMap<>();
    private final LocalCache<String, Known> known;

    /**
     * A password that was good.
     *
     * @param at epoch seconds
     * @param credentials of the user, hashed
     */
    private record Known(String userId, long at, String credentials) {}

    /** @param session of any realm */
    Passwords(KeycloakSession session) {
        // The overload that takes a Duration counts from the last access (Keycloak 26.7).
        known = session.getProvider(LocalCacheProvider.class)
                .create(LocalCacheConfiguration.<String, Known>builder()
                        .name("keypathGatePassword")
                        .maxSize(MOST_REMEMBERED)
                        .expirationAfterCreate((hash, entry) -> REMEMBERED)
                        .build());
    }

    /**
     * The user whose password it is.
     *
     * @param gate for the event
     * @return null when the realm's direct grant flow does not let him in
     */
    @Nullable
    UserModel verify(KeycloakSession session, RealmModel realm, String gate, Credential.Password shown) {
        String id = id(realm, shown);
        Known remembered = known.get(id);
        UserModel user = remembered == null ? null : stillGood(session, realm, remembered);
        if (user != null) {
            return user;
        }
        Known now = askOnce(session, gate, id, shown).orElse(null);
        return now == null ? null : session.users().getUserById(realm, now.userId);
    }

    // A program opens several connections at once. Keycloak counts one login after the other where it protects against
    // guessing, and refuses a user whose last one it has not yet counted.
    private Optional<Known> askOnce(KeycloakSession session, String gate, String id, Credential.Password shown) {
        var mine = new CompletableFuture<Optional<Known>>();
        CompletableFuture<Optional<Known>> first = asked.putIfAbsent(id, mine);
        if (first != null) {
            return answerOf(first);
        }
        try {
            Optional<Known> found = Optional.ofNullable(ask(session, gate, shown));
            found.ifPresent(good -> known.put(id, good));
            mine.complete(found);
            return found;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            asked.remove(id, mine);
        }
    }

    private static Optional<Known> answerOf(CompletableFuture<Optional<Known>> first) {
        try {
            return first.join();
        } catch (CompletionException e) {
            // As if it had been asked here.
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    // In a transaction of its own: what it writes, events and counts, stays when the answer is a refusal.
    private static @Nullable Known ask(KeycloakSession session, String gate, Credential.Password shown) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                inner -> {
                    UserModel user = new DirectGrant(inner, gate).login(shown);
                    return user == null ? null : new Known(user.getId(), now(), credentials(user));
                },
                "keypath-gate-password");
    }

    private static @Nullable UserModel stillGood(KeycloakSession session, RealmModel realm, Known remembered) {
        UserModel user = session.users().getUserById(realm, remembered.userId);
        return user != null
                        && user.isEnabled()
                        && user.getRequiredActionsStream().findAny().isEmpty()
                        && remembered.at >= realm.getNotBefore()
                        && remembered.at >= session.users().getNotBeforeOfUser(realm, user)
                        && !isLockedOut(session, realm, user)
                        && remembered.credentials.equals(credentials(user))
                ? user
                : null;
    }

    private static boolean isLockedOut(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!realm.isBruteForceProtected()) {
            return false;
        }
        var protector = session.getProvider(BruteForceProtector.class);
        return protector.isTemporarilyDisabled(session, realm, user)
                || protector.isPermanentlyLockedOut(session, realm, user);
    }

    // A second factor that he sets up counts as well.
    private static String credentials(UserModel user) {
        return Sha256.hex(user.credentialManager()
                .getStoredCredentialsStream()
                .map(credential -> credential.getId()
                        + BETWEEN
                        + credential.getCreatedDate()
                        + BETWEEN
                        + credential.getSecretData()
                        + BETWEEN
                        + credential.getCredentialData())
                .sorted()
                .collect(Collectors.joining("\n")));
    }

    private String id(RealmModel realm, Credential.Password shown) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return Base64.getEncoder()
                    .encodeToString(
                            mac.doFinal((realm.getId() + BETWEEN + shown.username() + BETWEEN + shown.password())
                                    .getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("HMAC is missing", e);
        }
    }

    private static SecretKeySpec newKey() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new SecretKeySpec(bytes, HMAC);
    }

    private static long now() {
        return new KeycloakClock().instant().getEpochSecond();
    }
}
