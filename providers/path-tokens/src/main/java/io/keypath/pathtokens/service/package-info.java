/** Issues, changes, verifies and ends tokens; holds the rules. */
@NullMarked
package io.keypath.pathtokens.service;

import org.jspecify.annotations.NullMarked;
