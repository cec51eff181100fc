/** Runs the unmodified Keycloak distribution as a child process (or in a container): for tests, the demo and benchmarks. Never shipped. */
@NullMarked
package io.keypath.keycloakdist;

import org.jspecify.annotations.NullMarked;
