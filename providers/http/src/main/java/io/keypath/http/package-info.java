/** What all REST resources share: who calls, bodies, pages, errors, CORS. */
@NullMarked
package io.keypath.http;

import org.jspecify.annotations.NullMarked;
