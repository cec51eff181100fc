/** The index of Keycloak's own client secrets, over JPA. */
@NullMarked
package io.keypath.secretauthenticator.store;

import org.jspecify.annotations.NullMarked;
