/** Every test against a real server: one boot, one realm for each class. */
@NullMarked
package io.keypath.integrationtests;

import org.jspecify.annotations.NullMarked;
