/** What is decided for Keycloak's own OAuth endpoints. */
@NullMarked
package io.keypath.oauth.service;

import org.jspecify.annotations.NullMarked;
