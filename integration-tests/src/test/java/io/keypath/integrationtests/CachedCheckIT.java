package io.keypath.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What a check costs: whatever works with the database takes a connection from the pool, and the pool counts. */
@Isolated("It counts what the whole server does")
class CachedCheckIT {

    private static final TestRealm REALM = TestRealm.builder().build();

    private static final Pattern ACQUIRED =
            Pattern.compile("^agroal_acquire_count_total(?:\\{[^}]*})? ([0-9.E]+)$", Pattern.MULTILINE);

    private static final int CHECKS = 60;

    private final Caller caller = REALM.as(REALM.newUser());

    @Test
    void aCachedCheckOpensNoTransaction() {
        String token = caller.post("", Tokens.personal("busy")).text("token");
        var costs = new ArrayList<Long>();

        // An entry lives for a second and timers write now and then: a window that holds neither costs nothing.
        while (!costs.contains(0L) && costs.size() < 40) {
            check(token);
            costs.add(cost(() -> {
                for (int i = 0; i < CHECKS; i++) {
                    check(token);
                }
            }));
        }

        assertThat(costs).contains(0L);
    }

    @Test
    void theFirstCheckOfATokenReadsTheDatabase() {
        var tokens = new ArrayList<String>();
        for (int i = 0; i < CHECKS; i++) {
            tokens.add(caller.post("", Tokens.personal("fresh " + i)).text("token"));
        }

        long cost = cost(() -> tokens.forEach(CachedCheckIT::check));

        assertThat(cost).isGreaterThanOrEqualTo(CHECKS);
    }

    @Test
    void aTokenOfManyPathsIsCachedToo() {
        var paths = new ArrayList<String>();
        for (int i = 0; i < 500; i++) {
            paths.addAll(List.of("/maps/" + i, "read"));
        }
        String token = caller.post(
                        "",
                        Tokens.with(
                                Tokens.personal("many"), "accessList", Tokens.accessList(paths.toArray(String[]::new))))
                .text("token");
        var costs = new ArrayList<Long>();

        while (!costs.contains(0L) && costs.size() < 40) {
            REALM.gate(token, "GET", "/maps/0");
            costs.add(cost(() -> {
                for (int i = 0; i < CHECKS; i++) {
                    assertThat(REALM.gate(token, "GET", "/maps/" + i).status()).isEqualTo(200);
                    assertThat(REALM.gate(token, "PUT", "/maps/" + i).status()).isEqualTo(403);
                }
            }));
        }

        assertThat(costs).contains(0L);
    }

    private static void check(String token) {
        assertThat(REALM.gate(token, "GET", "/a").status()).isEqualTo(200);
    }

    private static long cost(Runnable work) {
        long before = acquired();
        work.run();
        return acquired() - before;
    }

    private static long acquired() {
        String metrics = Http.of("GET", REALM.keycloak().managementUri() + "/metrics")
                .send()
                .body();
        Matcher count = ACQUIRED.matcher(metrics);
        assertThat(count.find()).as("The pool's counter in " + metrics).isTrue();
        return (long) Double.parseDouble(count.group(1));
    }
}
