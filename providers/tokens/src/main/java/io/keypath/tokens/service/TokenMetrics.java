package io.keypath.tokens.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counters {@code keypath.token.checks}, by outcome. Failed checks are counted here and not stored as events. */
final class TokenMetrics {

    private static final String CHECKS = "keypath.token.checks";

    private final Counter accepted = counter("accepted");
    private final Map<Verification.Refused, Counter> refused = new EnumMap<>(Verification.Refused.class);

    TokenMetrics() {
        for (Verification.Refused reason : Verification.Refused.values()) {
            refused.put(reason, counter(reason.name().toLowerCase(Locale.ROOT)));
        }
    }

    void count(Verification verification) {
        if (verification instanceof Verification.Refused reason) {
            Counter counter = refused.get(reason);
            if (counter != null) {
                counter.increment();
            }
        } else {
            accepted.increment();
        }
    }

    private static Counter counter(String outcome) {
        return Counter.builder(CHECKS)
                .description("Checks of Keypath tokens")
                .tag("outcome", outcome)
                .register(Metrics.globalRegistry);
    }
}
