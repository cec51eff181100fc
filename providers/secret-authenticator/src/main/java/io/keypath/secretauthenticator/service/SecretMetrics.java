package io.keypath.secretauthenticator.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.Locale;

/** Counters {@code keypath.secret.checks}, by outcome. */
final class SecretMetrics {

    private static final String CHECKS = "keypath.secret.checks";

    private SecretMetrics() {}

    static void count(String outcome) {
        Counter.builder(CHECKS)
                .description("Checks of Authorization: Secret")
                .tag("outcome", outcome.toLowerCase(Locale.ROOT))
                .register(Metrics.globalRegistry)
                .increment();
    }
}
