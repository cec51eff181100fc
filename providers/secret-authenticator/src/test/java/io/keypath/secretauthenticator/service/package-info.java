@NullMarked
package io.keypath.secretauthenticator.service;

import org.jspecify.annotations.NullMarked;
