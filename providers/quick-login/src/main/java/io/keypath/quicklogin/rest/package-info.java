/** The addresses of quick login and of its administration. */
@NullMarked
package io.keypath.quicklogin.rest;

import org.jspecify.annotations.NullMarked;
