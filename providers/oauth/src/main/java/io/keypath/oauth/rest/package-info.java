/** Path tokens on Keycloak's own OAuth endpoints. */
@NullMarked
package io.keypath.oauth.rest;

import org.jspecify.annotations.NullMarked;
