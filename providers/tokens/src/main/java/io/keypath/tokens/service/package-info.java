/** Issues, verifies and ends what every token, secret and JWT of Keypath hangs on. */
@NullMarked
package io.keypath.tokens.service;

import org.jspecify.annotations.NullMarked;
