/** The self-service and admin endpoints of secrets. */
@NullMarked
package io.keypath.secretauthenticator.rest;

import org.jspecify.annotations.NullMarked;
