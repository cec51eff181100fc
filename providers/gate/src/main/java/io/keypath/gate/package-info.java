/** Answers a reverse proxy whether a request may pass. */
@NullMarked
package io.keypath.gate;

import org.jspecify.annotations.NullMarked;
