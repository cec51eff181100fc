/** The HTTP surface: parse, call the service, map. */
@NullMarked
package io.keypath.pathtokens.rest;

import org.jspecify.annotations.NullMarked;
