/** What {@code run.sh} starts. */
@NullMarked
package io.keypath.demo;

import org.jspecify.annotations.NullMarked;
