@NullMarked
package io.keypath.quicklogin;

import org.jspecify.annotations.NullMarked;
