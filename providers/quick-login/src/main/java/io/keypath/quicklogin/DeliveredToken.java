package io.keypath.quicklogin;

import io.keypath.quicklogin.QuickLoginSettings.TokenType;

/** The token that an app gets. */
record DeliveredToken(String value, Reference reference) {

    /**
     * By which the token can be ended.
     *
     * @param id the {@code jti} of an access token, or the id of a path token
     * @param expiresAt epoch seconds; 0 for never
     */
    record Reference(TokenType type, String id, String userId, long expiresAt) {}

    @Override
    public String toString() {
        return "DeliveredToken[redacted]";
    }
}
