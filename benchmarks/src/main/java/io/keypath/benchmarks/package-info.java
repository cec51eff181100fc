/** What Keypath costs, measured on a real server; each class is a program of its own. */
@NullMarked
package io.keypath.benchmarks;

import org.jspecify.annotations.NullMarked;
