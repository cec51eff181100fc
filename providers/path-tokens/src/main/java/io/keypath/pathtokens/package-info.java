/** Path access tokens, personal access tokens and API keys: store, issue, verify, REST. */
@NullMarked
package io.keypath.pathtokens;

import org.jspecify.annotations.NullMarked;
