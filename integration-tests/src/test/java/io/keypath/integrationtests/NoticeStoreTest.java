package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.keypath.tokens.store.Notice;
import io.keypath.tokens.store.NoticeStore;
import io.keypath.tokens.store.StoredCredential;
import io.keypath.tokens.store.StoredCredential.LastUse;
import io.keypath.tokens.store.StoredCredential.Lifetime;
import io.keypath.tokens.store.StoredCredential.Reach;
import io.keypath.tokens.store.StoredCredential.Restrictions;
import io.keypath.tokens.store.TokenKind;
import io.keypath.tokens.store.TokenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the store of notices gives on each database. */
@ParameterizedClass
@EnumSource(StoreDatabase.class)
class NoticeStoreTest {

    private static final long NOW = 2_000_000;

    @Parameter
    StoreDatabase database = StoreDatabase.H2;

    private final String realm = UUID.randomUUID().toString();

    @Test
    void theSameThingIsTakenOnce() {
        Notice notice = Notice.of(token("a", NOW + 100), Notice.Kind.MADE, "");
        add(notice);
        add(notice);

        assertThat(due(NOW - 1)).doesNotContain(notice.id());
        assertThat(due(NOW)).contains(notice.id());
        assertThat(take(notice, NOW)).map(Notice::attempts).contains(1);
        assertThat(take(notice, NOW)).isEmpty();
        assertThat(due(NOW)).doesNotContain(notice.id());
        add(notice);
        assertThat(take(notice, NOW)).isEmpty();
    }

    @Test
    void manyNodesTakeItOnceTogether() throws Exception {
        Notice notice = Notice.of(token("a", NOW + 100), Notice.Kind.REUSED, "hash");
        add(notice);
        int nodes = 6;
        var barrier = new CyclicBarrier(nodes);
        var threads = Executors.newFixedThreadPool(nodes);
        try {
            var taken = new ArrayList<Future<Optional<Notice>>>();
            for (int i = 0; i < nodes; i++) {
                taken.add(threads.submit(() -> {
                    barrier.await();
                    return take(notice, NOW);
                }));
            }
            int times = 0;
            for (Future<Optional<Notice>> one : taken) {
                times += one.get().isPresent() ? 1 : 0;
            }
            assertThat(times).isEqualTo(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whatCouldNotBeSentIsDueLater() {
        Notice notice = Notice.of(token("a", NOW + 100), Notice.Kind.ROTATED, "1");
        add(notice);
        take(notice, NOW);
        this.<Void>run(store -> {
            store.retry(notice.id(), NOW + 60);
            return null;
        });

        assertThat(take(notice, NOW + 59)).isEmpty();
        assertThat(take(notice, NOW + 60)).map(Notice::attempts).contains(2);
    }

    @Test
    void whatWasTakenLongAgoGoesAndWhatWasNotStays() {
        Notice taken = Notice.of(token("a", NOW + 100), Notice.Kind.MADE, "1");
        Notice waiting = Notice.of(token("b", NOW + 100), Notice.Kind.MADE, "2");
        add(taken);
        add(waiting);
        take(taken, NOW);

        this.<Integer>run(store -> store.deleteTaken(NOW, 1_000));
        add(taken);
        assertThat(take(taken, NOW)).as("still there").isEmpty();
        this.<Integer>run(store -> store.deleteTaken(NOW + 1, 1_000));

        add(taken);
        assertThat(take(taken, NOW)).as("not there any more").isPresent();
        assertThat(take(waiting, NOW)).isPresent();
    }

    @Test
    void expiringTokensComeInPagesByTheirEnd() {
        StoredCredential first = insert(token("first", NOW + 11));
        StoredCredential second = insert(token("second", NOW + 12));
        StoredCredential third = insert(token("third", NOW + 20));
        insert(token("too early", NOW + 10));
        insert(token("too late", NOW + 21));
        insert(token("disabled", NOW + 15).withEnabled(false));

        List<StoredCredential> page = expiring(Optional.empty(), 2);
        assertThat(page).extracting(StoredCredential::id).containsExactly(first.id(), second.id());
        assertThat(expiring(Optional.of(second), 2))
                .extracting(StoredCredential::id)
                .containsExactly(third.id());
        assertThat(expiring(Optional.of(third), 2)).isEmpty();
        assertThat(this.<List<StoredCredential>>run(
                        store -> store.expiring(List.of("another realm"), NOW, NOW + 100, Optional.empty(), 10)))
                .isEmpty();
    }

    private List<StoredCredential> expiring(Optional<StoredCredential> after, int max) {
        return run(store -> store.expiring(List.of(realm), NOW + 10, NOW + 20, after, max));
    }

    private StoredCredential token(String name, long end) {
        return new StoredCredential(
                UUID.randomUUID().toString(),
                realm,
                TokenKind.PATH_TOKEN,
                "owner",
                "client",
                name,
                null,
                "abcd",
                Reach.NONE,
                Restrictions.NONE,
                new Lifetime(NOW, NOW, end, end - NOW),
                true,
                LastUse.NEVER);
    }

    private StoredCredential insert(StoredCredential token) {
        return database.in(em -> {
            new TokenStore(em).insert(token, UUID.randomUUID() + "-hash");
            return token;
        });
    }

    private void add(Notice notice) {
        this.<Void>run(store -> {
            store.add(notice, NOW);
            return null;
        });
    }

    private List<String> due(long now) {
        return run(store -> store.due(now, 10_000));
    }

    private Optional<Notice> take(Notice notice, long now) {
        return run(store -> store.take(notice.id(), now));
    }

    private <T> T run(Function<NoticeStore, T> call) {
        return database.in(em -> call.apply(new NoticeStore(em)));
    }
}
