/** Quick login: a page sends its user here and gets him back, logged in, with a token. */
@NullMarked
package io.keypath.quicklogin;

import org.jspecify.annotations.NullMarked;
