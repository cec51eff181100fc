@NullMarked
package io.keypath.longlifetimegrant;

import org.jspecify.annotations.NullMarked;
