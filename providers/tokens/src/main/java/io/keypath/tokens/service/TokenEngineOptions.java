package io.keypath.tokens.service;

import java.time.Duration;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Options of the provider, all with bounds: a server with a wrong one does not start.
 *
 * @param cacheTtl how long a check may be answered without the database
 * @param cacheSize most tokens kept by a node
 * @param lastUseInterval time between two batches of last uses
 * @param sweepInterval time between two sweeps
 * @param retention how long an expired token stays in its owner's list
 * @param noticeInterval between two rounds in which owners are mailed what happened
 */
record TokenEngineOptions(
        Duration cacheTtl,
        int cacheSize,
        Duration lastUseInterval,
        Duration sweepInterval,
        Duration retention,
        Duration noticeInterval) {

    private static final String CACHE_TTL = "cache-ttl";
    private static final String CACHE_SIZE = "cache-size";
    private static final String LAST_USE_INTERVAL = "last-use-interval";
    private static final String SWEEP_INTERVAL = "sweep-interval";
    private static final String RETENTION = "expired-retention";
    private static final String NOTICE_INTERVAL = "notice-interval";

    static TokenEngineOptions read(Config.Scope config) {
        return new TokenEngineOptions(
                Duration.ofSeconds(bounded(config, CACHE_TTL, 1, 1, 60)),
                bounded(config, CACHE_SIZE, 10_000, 1, 10_000_000),
                Duration.ofSeconds(bounded(config, LAST_USE_INTERVAL, 15, 1, 60)),
                Duration.ofSeconds(bounded(config, SWEEP_INTERVAL, 900, 1, 86_400)),
                Duration.ofSeconds(bounded(config, RETENTION, 2_592_000, 0, 315_360_000)),
                Duration.ofSeconds(bounded(config, NOTICE_INTERVAL, 60, 1, 86_400)));
    }

    static List<ProviderConfigProperty> metadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(CACHE_TTL)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .helpText("Seconds that a node may answer checks of a token without the database, 1 to 60.")
                .defaultValue(1)
                .add()
                .property()
                .name(CACHE_SIZE)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .helpText("Most tokens that a node keeps.")
                .defaultValue(10_000)
                .add()
                .property()
                .name(LAST_USE_INTERVAL)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .helpText("Seconds between two batches of last uses, 1 to 60.")
                .defaultValue(15)
                .add()
                .property()
                .name(SWEEP_INTERVAL)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .helpText("Seconds between two sweeps of expired tokens, 1 to 86,400.")
                .defaultValue(900)
                .add()
                .property()
                .name(RETENTION)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .helpText("Seconds that an expired token stays in its owner's list before it is swept.")
                .defaultValue(2_592_000)
                .add()
                .property()
                .name(NOTICE_INTERVAL)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .helpText("Seconds between two rounds of notices, 1 to 86,400.")
                .defaultValue(60)
                .add()
                .build();
    }

    private static int bounded(Config.Scope config, String key, int absent, int least, int most) {
        int value = config.getInt(key, absent);
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "The option spi-path-tokens--keypath--" + key + " must be from " + least + " to " + most);
        }
        return value;
    }
}
