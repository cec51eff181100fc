package io.keypath.integrationtests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls that begin at the same moment. */
final class AtOnce {

    private AtOnce() {}

    /** The answers, in the order of the calls. */
    static List<Answer> send(List<Callable<Answer>> calls) {
        return finished(started(calls));
    }

    /** As {@link #send(List)}, of one call so many times. */
    static List<Answer> send(int times, Callable<Answer> call) {
        return send(Collections.nCopies(times, call));
    }

    static List<Integer> statuses(List<Callable<Answer>> calls) {
        return send(calls).stream().map(Answer::status).toList();
    }

    /** For who has something to do meanwhile. */
    static List<Future<Answer>> started(List<Callable<Answer>> calls) {
        var barrier = new CyclicBarrier(calls.size());
        var threads = Executors.newFixedThreadPool(calls.size());
        try {
            var answers = new ArrayList<Future<Answer>>();
            for (Callable<Answer> call : calls) {
                answers.add(threads.submit(() -> {
                    barrier.await();
                    return call.call();
                }));
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }

    static List<Answer> finished(List<Future<Answer>> started) {
        var answers = new ArrayList<Answer>();
        for (Future<Answer> answer : started) {
            try {
                answers.add(answer.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        }
        return answers;
    }
}
