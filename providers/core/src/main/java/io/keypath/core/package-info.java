/** Canonical paths, grants, access lists, token strings and lifetimes; knows nothing of Keycloak. */
@NullMarked
package io.keypath.core;

import org.jspecify.annotations.NullMarked;
