/** The long-lifetime grant: a JWT that lives as long as its caller asks, is listed with the user's tokens, and ends there. */
@NullMarked
package io.keypath.longlifetimegrant;

import org.jspecify.annotations.NullMarked;
