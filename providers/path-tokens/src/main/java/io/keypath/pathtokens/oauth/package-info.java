/** Path tokens on Keycloak's own OAuth endpoints: introspection, token exchange, revocation, authorization_details. */
@NullMarked
package io.keypath.pathtokens.oauth;

import org.jspecify.annotations.NullMarked;
