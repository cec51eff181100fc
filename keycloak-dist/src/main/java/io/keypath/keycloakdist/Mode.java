package io.keypath.keycloakdist;

/** How the server is started. */
public enum Mode {
    /** {@code kc.sh build} once for each set of jars and build options, then {@code start --optimized}: the quickest, and what production runs. */
    OPTIMIZED,
    /** {@code start-dev}: augments at every start, which takes about 20 s more; themes are not cached. */
    DEV
}
