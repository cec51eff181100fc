/** What a gate is, and its verdicts. */
@NullMarked
package io.keypath.gate.service;

import org.jspecify.annotations.NullMarked;
