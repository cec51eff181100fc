@NullMarked
package io.keypath.accountapi;

import org.jspecify.annotations.NullMarked;
