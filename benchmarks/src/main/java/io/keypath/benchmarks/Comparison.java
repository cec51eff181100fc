package io.keypath.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Calls of several kinds that take turns in one run, in another order each time, so that what else goes on hits all alike.
 *
 * @param <C> a kind of call
 */
final class Comparison<C> {

    /** One call. */
    interface Timed<C> {
        /** Nanoseconds. */
        long time(C call, int turn) throws IOException, InterruptedException;
    }

    private final Map<C, long[]> times;

    private Comparison(Map<C, long[]> times) {
        this.times = times;
    }

    /**
     * Makes them.
     *
     * @param first the number of the first turn
     * @param turns calls of each kind
     */
    static <C> Comparison<C> of(List<C> kinds, int first, int turns, Timed<C> timed)
            throws IOException, InterruptedException {
        var times = new HashMap<C, long[]>();
        kinds.forEach(kind -> times.put(kind, new long[turns]));
        var order = new ArrayList<>(kinds);
        var random = new Random(1);
        for (int turn = 0; turn < turns; turn++) {
            Collections.shuffle(order, random);
            for (C kind : order) {
                times.getOrDefault(kind, new long[turns])[turn] = timed.time(kind, first + turn);
            }
        }
        times.values().forEach(Arrays::sort);
        return new Comparison<>(times);
    }

    double medianMillis(C kind) {
        return quantile(kind, 0.5) / 1e6;
    }

    double p95Millis(C kind) {
        return quantile(kind, 0.95) / 1e6;
    }

    /** Prints how many times as long one takes as the other. */
    void ratio(String label, C one, C other) {
        say("%-60s %7.2f %7.2f", label, medianMillis(one) / medianMillis(other), p95Millis(one) / p95Millis(other));
    }

    private long quantile(C kind, double part) {
        long[] sorted = times.getOrDefault(kind, new long[1]);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * sorted.length))];
    }

    static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
