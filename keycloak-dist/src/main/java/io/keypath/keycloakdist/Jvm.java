package io.keypath.keycloakdist;

/** The server's JVM settings. */
public enum Jvm {
    /** C1 only and the serial collector: about 40 % less CPU for a start, but slow under load. */
    QUICK_START,
    /** What {@code kc.sh} chooses by itself: for benchmarks. */
    STOCK
}
