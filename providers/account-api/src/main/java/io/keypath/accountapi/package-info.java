/** Who calls a self-service endpoint: bearer, audience, role, CORS and errors. */
@NullMarked
package io.keypath.accountapi;

import org.jspecify.annotations.NullMarked;
