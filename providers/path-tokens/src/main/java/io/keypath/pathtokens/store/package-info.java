/** Rows and queries of the token tables. Each query names the realm. */
@NullMarked
package io.keypath.pathtokens.store;

import org.jspecify.annotations.NullMarked;
