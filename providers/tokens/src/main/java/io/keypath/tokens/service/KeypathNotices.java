package io.keypath.tokens.service;

import io.keypath.tokens.store.Notice;
import io.keypath.tokens.store.NoticeStore;
import io.keypath.tokens.store.StoredCredential;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

/**
 * Mails to owners what happens to their tokens and secrets, each thing once: a notice is taken in a transaction of its own
 * before it is sent, so that no other node and no restart sends it again. The class's simple name is the lock that only one
 * node of the cluster gets.
 */
final class KeypathNotices implements ScheduledTask {

    private static final Logger LOG = Logger.getLogger(KeypathNotices.class);

    /** Before its end, in days, the last first. A token that lives no longer than twice as long is not warned of. */
    private static final List<Long> WARNINGS = List.of(1L, 7L, 14L);

    /** Until a mail that could not be sent is tried again; after the last one it is given up. */
    private static final List<Duration> RETRIES =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(6));

    private static final Duration RETENTION = Duration.ofDays(30);
    private static final int BATCH = 100;
    private static final String TEMPLATE = "keypath-notice.ftl";

    private final Clock clock;

    KeypathNotices(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void run(KeycloakSession session) {
        try {
            lookForExpiring(session);
        } catch (ModelDuplicateException e) {
            LOG.debug("Another node has put the same down; the next round looks again", e);
        }
        List<String> due;
        do {
            due = result(session, inner -> NoticeStore.of(inner).due(now(), BATCH));
            due.forEach(id -> send(session, id));
        } while (due.size() == BATCH);
        int deleted;
        do {
            deleted = result(session, inner -> NoticeStore.of(inner).deleteTaken(now() - RETENTION.toSeconds(), BATCH));
        } while (deleted == BATCH);
    }

    private void lookForExpiring(KeycloakSession session) {
        long now = now();
        OptionalLong mark = result(session, inner -> NoticeStore.of(inner).mark());
        List<String> realms = result(
                session,
                inner -> inner.realms()
                        .getRealmsStream()
                        .filter(realm -> realm.isEnabled() && Notices.areOn(realm))
                        .map(RealmModel::getId)
                        .toList());
        if (mark.isPresent() && !realms.isEmpty()) {
            long nearer = 0;
            for (long days : WARNINGS) {
                long ahead = Duration.ofDays(days).toSeconds();
                // Who was away for days warns of the nearest end alone.
                long from = Math.max(mark.getAsLong() + ahead, now + nearer);
                noteExpiring(session, realms, from, now + ahead, ahead, now);
                nearer = ahead;
            }
        }
        KeycloakModelUtils.runJobInTransaction(
                session.getKeycloakSessionFactory(),
                inner -> NoticeStore.of(inner).setMark(now));
    }

    private void noteExpiring(KeycloakSession session, List<String> realms, long from, long to, long ahead, long now) {
        Optional<StoredCredential> last = Optional.empty();
        List<StoredCredential> page;
        do {
            var after = last;
            page = result(session, inner -> {
                NoticeStore store = NoticeStore.of(inner);
                List<StoredCredential> expiring = store.expiring(realms, from, to, after, BATCH);
                expiring.stream()
                        .filter(token -> livesLongerThan(token, 2 * ahead))
                        .forEach(token -> store.add(
                                Notice.of(
                                        token,
                                        Notice.Kind.EXPIRING,
                                        ahead + ":" + token.lifetime().expiresAt()),
                                now));
                return expiring;
            });
            last = page.isEmpty() ? Optional.empty() : Optional.of(page.get(page.size() - 1));
        } while (page.size() == BATCH);
    }

    private static boolean livesLongerThan(StoredCredential token, long seconds) {
        Long end = token.lifetime().expiresAt();
        return end != null && end - token.lifetime().issuedAt() > seconds;
    }

    private void send(KeycloakSession session, String id) {
        Optional<Notice> taken = result(session, inner -> {
            Optional<Notice> notice = NoticeStore.of(inner).take(id, now());
            notice.filter(first -> first.kind() == Notice.Kind.EXPIRING && first.attempts() == 1)
                    .ifPresent(first -> record(inner, first));
            return notice;
        });
        taken.ifPresent(notice -> KeycloakModelUtils.runJobInTransaction(
                session.getKeycloakSessionFactory(), inner -> mail(inner, notice)));
    }

    // Others have events of their own, at the time and with the address of who did it.
    private static void record(KeycloakSession session, Notice notice) {
        RealmModel realm = enter(session, notice);
        if (realm != null) {
            Notice.Subject subject = notice.subject();
            new EventBuilder(realm, session)
                    .event(EventType.UPDATE_CREDENTIAL)
                    .user(subject.ownerId())
                    .detail(Details.CREDENTIAL_TYPE, CredentialName.of(subject.kind(), subject.name()))
                    .detail("token_kind", subject.kind().id())
                    .detail(Details.TOKEN_ID, subject.tokenId())
                    .detail("token_name", EventText.of(subject.name()))
                    .detail("token_expires_at", String.valueOf(subject.expiresAt()))
                    .error("token_expires_soon");
        }
    }

    private void mail(KeycloakSession session, Notice notice) {
        RealmModel realm = enter(session, notice);
        if (realm == null || !Notices.areOn(realm)) {
            return;
        }
        UserModel user = session.users().getUserById(realm, notice.subject().ownerId());
        if (user == null || !hasAddress(user)) {
            return;
        }
        try {
            String kind = notice.kind().id();
            session.getProvider(EmailTemplateProvider.class)
                    .setRealm(realm)
                    .setUser(user)
                    .send(
                            "kpNoticeSubject_" + kind,
                            List.of(name(realm)),
                            TEMPLATE,
                            attributes(session, realm, user, notice));
        } catch (EmailException e) {
            retry(session, realm, notice, e);
        }
    }

    // Who has shown that the address is his; so does Keycloak's own listener.
    private static boolean hasAddress(UserModel user) {
        return user.isEnabled() && user.getEmail() != null && !user.getEmail().isEmpty() && user.isEmailVerified();
    }

    private static Map<String, Object> attributes(
            KeycloakSession session, RealmModel realm, UserModel user, Notice notice) {
        Notice.Subject subject = notice.subject();
        Long end = subject.expiresAt();
        var format = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(session.getContext().resolveLocale(user));
        var attributes = new HashMap<String, Object>();
        attributes.put("kind", notice.kind().id());
        attributes.put("realmTitle", name(realm));
        attributes.put("tokenName", CredentialName.readable(subject.name()));
        attributes.put("tokenKind", subject.kind().id());
        attributes.put("tokenHint", subject.hint());
        attributes.put(
                "tokenEnd",
                end == null ? "" : format.format(Instant.ofEpochSecond(end).atOffset(ZoneOffset.UTC)) + " UTC");
        return attributes;
    }

    private static String name(RealmModel realm) {
        String shown = realm.getDisplayName();
        return shown == null || shown.isBlank() ? realm.getName() : shown;
    }

    private void retry(KeycloakSession session, RealmModel realm, Notice notice, EmailException e) {
        if (notice.attempts() > RETRIES.size()) {
            LOG.warnf("A notice about a token in realm %s is given up: %s", realm.getName(), e.getMessage());
            return;
        }
        LOG.infof("A notice about a token in realm %s could not be mailed: %s", realm.getName(), e.getMessage());
        NoticeStore.of(session)
                .retry(notice.id(), now() + RETRIES.get(notice.attempts() - 1).toSeconds());
    }

    private static @Nullable RealmModel enter(KeycloakSession session, Notice notice) {
        RealmModel realm = session.realms().getRealm(notice.realmId());
        session.getContext().setRealm(realm);
        return realm;
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static <T> T result(KeycloakSession session, Function<KeycloakSession, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), work::apply);
    }
}
