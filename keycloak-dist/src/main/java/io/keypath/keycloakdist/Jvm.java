package io.keypath.keycloakdist;

/** The server's JVM settings. */
public enum Jvm {
    /** C1 only and the serial collector: about 40 % less CPU for a start, but slow under load. */
    QUICK_START,
    /** Both compilers and the serial collector: pays after some minutes, for C1 alone is slow at RSA. */
    LONG_RUN,
    /** What {@code kc.sh} chooses by itself: for benchmarks. */
    STOCK
}
