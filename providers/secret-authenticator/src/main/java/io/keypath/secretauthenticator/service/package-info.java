/** Which secrets there are, what they authenticate, and how guessing is slowed. */
@NullMarked
package io.keypath.secretauthenticator.service;

import org.jspecify.annotations.NullMarked;
