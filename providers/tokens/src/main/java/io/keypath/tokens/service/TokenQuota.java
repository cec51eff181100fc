package io.keypath.tokens.service;

/**
 * How much an owner may have.
 *
 * @param most unexpired rows
 * @param what what the rows are, in the message of a refusal
 * @param accessListBytes most bytes of the access lists of these rows together
 */
public record TokenQuota(int most, String what, long accessListBytes) {}
