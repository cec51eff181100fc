/** What Keycloak has stored of clients and cannot be asked for otherwise. */
@NullMarked
package io.keypath.quicklogin.store;

import org.jspecify.annotations.NullMarked;
