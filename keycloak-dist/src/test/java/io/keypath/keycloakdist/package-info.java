@NullMarked
package io.keypath.keycloakdist;

import org.jspecify.annotations.NullMarked;
