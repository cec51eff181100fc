/** Shares, over JPA. */
@NullMarked
package io.keypath.gate.store;

import org.jspecify.annotations.NullMarked;
