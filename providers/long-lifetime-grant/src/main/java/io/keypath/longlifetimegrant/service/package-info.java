/** Who gets a long-lifetime token, and what ends it. */
@NullMarked
package io.keypath.longlifetimegrant.service;

import org.jspecify.annotations.NullMarked;
