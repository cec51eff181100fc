@NullMarked
package io.keypath.gate;

import org.jspecify.annotations.NullMarked;
