/** The long-lifetime grant type. */
@NullMarked
package io.keypath.longlifetimegrant.rest;

import org.jspecify.annotations.NullMarked;
