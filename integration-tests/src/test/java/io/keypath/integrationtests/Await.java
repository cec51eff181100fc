package io.keypath.integrationtests;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for conditions. */
final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Await() {}

    /** Asks again and again until the answer is good; that answer. */
    static <T> T until(String what, Supplier<T> question, Predicate<T> good) {
        return until(what, PATIENCE, question, good);
    }

    /** As {@link #until(String, Supplier, Predicate)}, for what takes longer. */
    static <T> T until(String what, Duration patience, Supplier<T> question, Predicate<T> good) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            T answer = question.get();
            if (good.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + patience.toSeconds() + " s: " + what + "; last was " + answer);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Until the clock, in whole seconds, is past a time of an answer. */
    static void secondAfter(String time) {
        long second = Instant.parse(time).getEpochSecond();
        until("a second later than " + time, Instant::now, now -> now.getEpochSecond() > second);
    }
}
