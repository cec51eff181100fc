/** Self-service and administration of path tokens, personal access tokens and API keys. */
@NullMarked
package io.keypath.pathtokens.rest;

import org.jspecify.annotations.NullMarked;
