/** The tables of tokens, secrets and their strings, and the only queries on them. */
@NullMarked
package io.keypath.tokens.store;

import org.jspecify.annotations.NullMarked;
