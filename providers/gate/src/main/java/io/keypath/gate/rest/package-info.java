/** The verify endpoint that reverse proxies ask. */
@NullMarked
package io.keypath.gate.rest;

import org.jspecify.annotations.NullMarked;
