/** How a login by referer goes, and which pages get its token. */
@NullMarked
package io.keypath.quicklogin.service;

import org.jspecify.annotations.NullMarked;
